using System.Device.Gpio;
using Hal.PinPad;
using Microsoft.Extensions.Time.Testing;
using Virtual.Gpio;
using Virtual.PinPad;

namespace Hal.Tests.PinPad;

/// <summary>The real scanner on a virtual pad: seven lines, chatter, ghosts.</summary>
public sealed class KeyMatrixTests : IAsyncDisposable
{
    static readonly MatrixPins Pins = new(Rows: [5, 6, 13, 19], Columns: [26, 16, 20]);
    static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(60);

    readonly FakeTimeProvider _time = new();
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly VirtualGpioDriver _gpio = new();
    readonly GpioController _controller;
    readonly KeyMatrix _matrix;
    readonly VirtualKeyMatrix _pad;
    readonly List<KeyStroke> _strokes = [];
    readonly TaskCompletionSource _opened = new();
    readonly Task _reading;

    public KeyMatrixTests()
    {
        _controller = new(_gpio);
        _pad = new(_gpio, Pins, _time);
        _matrix = new(_controller, Pins, _time);
        _reading = ReadAsync();
    }

    [Fact]
    public async Task Typing_arrives_key_by_key_in_spite_of_chatter()
    {
        await _time.TurnUntil(_pad.TypeAsync("1234567890*#", TestContext.Current.CancellationToken));

        Assert.Equal("1234567890*#".Select(VirtualKeyMatrix.ToKey), Pressed);
        Assert.Equal(24, _strokes.Count);
        Assert.All(_strokes.Chunk(2), pair => Assert.Equal((pair[0].Key, KeyMotion.Up), (pair[1].Key, pair[1].Motion)));
        Assert.Empty(_pad.Faults);
    }

    [Fact]
    public void It_is_open_as_soon_as_its_lines_were_read_once() => Assert.True(_opened.Task.IsCompletedSuccessfully);

    [Fact]
    public async Task A_press_is_known_within_40_milliseconds()
    {
        var begun = _time.GetTimestamp();

        await _time.TurnUntil(_pad.PressAsync(Key.Digit5, TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken));

        Assert.InRange(_time.GetElapsedTime(begun, _strokes[0].Timestamp).TotalMilliseconds, 20, 40);
        Assert.InRange(_time.GetElapsedTime(begun, _strokes[1].Timestamp).TotalMilliseconds, 120, 140);
    }

    [Fact]
    public async Task Three_corners_of_a_rectangle_show_a_ghost_and_none_of_the_four_counts()
    {
        foreach (var key in new[] { Key.Digit1, Key.Digit2, Key.Digit4 })
        {
            _pad.Press(key);
        }
        await _time.Turn(Settled);
        foreach (var key in new[] { Key.Digit1, Key.Digit2, Key.Digit4 })
        {
            _pad.Release(key);
        }
        await _time.Turn(Settled);

        await _time.TurnUntil(_pad.TypeAsync("7", TestContext.Current.CancellationToken));

        Assert.Equal([Key.Digit7], Pressed);
    }

    [Fact]
    public void The_virtual_pad_shows_the_ghost_a_real_one_shows()
    {
        var gpio = new VirtualGpioDriver();
        using var controller = new GpioController(gpio);
        var pad = new VirtualKeyMatrix(gpio, Pins, _time) { Bounce = TimeSpan.Zero };
        controller.OpenPin(16, PinMode.InputPullUp);
        controller.OpenPin(6, PinMode.Output, PinValue.Low);   // the row of 4 5 6

        pad.Press(Key.Digit1);
        pad.Press(Key.Digit2);
        Assert.Equal(PinValue.High, controller.Read(16));
        pad.Press(Key.Digit4);
        Assert.Equal(PinValue.Low, controller.Read(16));       // 5, which nobody touched
    }

    [Fact]
    public async Task Two_keys_of_one_column_are_no_short_and_no_stroke()
    {
        _pad.Bounce = TimeSpan.Zero;
        _pad.Press(Key.Digit1);
        _pad.Press(Key.Digit4);
        await _time.Turn(Settled);
        _pad.Release(Key.Digit1);
        _pad.Release(Key.Digit4);
        await _time.Turn(Settled);

        Assert.Empty(_strokes);
        Assert.Empty(_pad.Faults);
    }

    [Fact]
    public async Task A_key_held_for_ten_seconds_is_stuck()
    {
        _pad.Press(Key.Star);
        await _time.Turn(TimeSpan.FromSeconds(10.1));
        _pad.Release(Key.Star);
        await _time.Turn(Settled);

        Assert.Equal([KeyMotion.Down, KeyMotion.Stuck, KeyMotion.Up], _strokes.Select(stroke => stroke.Motion));
    }

    [Fact]
    public async Task A_pad_at_rest_drives_nothing_against_a_key_and_costs_no_mode_change()
    {
        await _time.Turn(Settled);

        var changes = 0;
        _gpio.HostChanged += (_, _) => changes++;
        await _time.Turn(TimeSpan.FromSeconds(1));

        Assert.Equal(0, changes);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading);
        await _matrix.DisposeAsync();
        Assert.DoesNotContain(Pins.Rows.Concat(Pins.Columns), _controller.IsPinOpen);
        _controller.Dispose();
        _stop.Dispose();
    }

    IEnumerable<Key> Pressed => _strokes.Where(stroke => stroke.Motion == KeyMotion.Down).Select(stroke => stroke.Key);

    async Task ReadAsync()
    {
        await foreach (var stroke in _matrix.KeysAsync(_opened.SetResult, _stop.Token))
        {
            _strokes.Add(stroke);
        }
    }
}
