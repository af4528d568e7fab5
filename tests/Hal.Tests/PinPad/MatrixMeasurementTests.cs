using System.Device.Gpio;
using Hal.PinPad;
using Microsoft.Extensions.Time.Testing;
using Virtual.Gpio;
using Virtual.PinPad;

namespace Hal.Tests.PinPad;

/// <summary>What the self-check finds on the pad's lines without anybody pressing a key.</summary>
public sealed class MatrixMeasurementTests : IAsyncDisposable
{
    static readonly MatrixPins Pins = new(Rows: [5, 6, 13, 19], Columns: [26, 16, 20]);

    readonly FakeTimeProvider _time = new();
    readonly VirtualGpioDriver _gpio = new();
    readonly KeyMatrix _matrix;
    readonly VirtualKeyMatrix _pad;

    public MatrixMeasurementTests()
    {
        _pad = new(_gpio, Pins, _time);
        _matrix = new(new GpioController(_gpio), Pins, _time);
    }

    [Fact]
    public async Task A_pad_that_nobody_touches_has_no_key_down_and_no_line_is_left_driven()
    {
        Assert.Empty(await MeasureAsync());

        Assert.Empty(_pad.Faults);
        Assert.All(Pins.Rows.Concat(Pins.Columns), line => Assert.Null(_gpio.FromHost(line)));
    }

    [Fact]
    public async Task Every_key_that_is_stuck_is_named()
    {
        foreach (var key in MatrixPins.Layout)
        {
            _pad.Press(key);
            Assert.Equal([key], await MeasureAsync());
            _pad.Release(key);
        }
    }

    [Fact]
    public async Task Two_keys_of_one_row_are_two_keys_and_no_short()
    {
        _pad.Press(Key.Digit4);
        _pad.Press(Key.Digit6);

        Assert.Equal([Key.Digit4, Key.Digit6], await MeasureAsync());
    }

    [Theory]
    [InlineData(5, 19, "row 1 (GPIO 5) and row 4 (GPIO 19) are shorted")]
    [InlineData(16, 20, "column 2 (GPIO 16) and column 3 (GPIO 20) are shorted")]
    public async Task Lines_that_touch_are_named(int one, int other, string what)
    {
        _pad.Short(one, other);

        Assert.Contains(what, (await Assert.ThrowsAsync<DeviceException>(MeasureAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_that_lies_at_ground_is_named()
    {
        foreach (var line in Pins.Rows.Concat(Pins.Columns))
        {
            _gpio.Drive(line, PinValue.Low);
            Assert.Contains($"(GPIO {line}) is low while nothing pulls it", (await Assert.ThrowsAsync<DeviceException>(MeasureAsync)).Message, StringComparison.Ordinal);
            _gpio.Drive(line, null);
        }
    }

    [Fact]
    public async Task A_key_that_only_passes_by_is_not_stuck()
    {
        _pad.Press(Key.Digit5);
        var measuring = _matrix.MeasureAsync(TestContext.Current.CancellationToken).AsTask();
        await _time.Turn(TimeSpan.FromMilliseconds(14));
        _pad.Release(Key.Digit5);
        _pad.Bounce = TimeSpan.Zero;

        Assert.Empty(await _time.TurnUntil(measuring));
    }

    public ValueTask DisposeAsync() => _matrix.DisposeAsync();

    async Task<IReadOnlyList<Key>> MeasureAsync()
    {
        await _time.Turn(TimeSpan.FromMilliseconds(20));   // chatter is over
        return await _time.TurnUntil(_matrix.MeasureAsync(TestContext.Current.CancellationToken).AsTask());
    }
}
