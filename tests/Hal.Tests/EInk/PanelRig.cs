using System.Device.Gpio;
using Hal.EInk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Virtual.EInk;
using Virtual.Gpio;

namespace Hal.Tests.EInk;

/// <summary>The real driver wired to the virtual panel, on one fake clock.</summary>
sealed class PanelRig : IAsyncDisposable
{
    static readonly PanelPins Pins = new(Reset: 17, DataCommand: 25, Busy: 24, Power: 18);

    readonly GpioController _controller;

    public PanelRig(bool isPaced = false)
    {
        var gpio = new VirtualGpioDriver();
        _controller = new(gpio);
        Panel = new(gpio, Pins, isPaced ? Time : null);
        Display = new(Panel, _controller, Pins, new(), Time, NullLogger<Ssd1683Display>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();
    public VirtualSsd1683 Panel { get; }
    public Ssd1683Display Display { get; }

    public Task ShowAsync(Frame frame, Refresh refresh) =>
        Time.TurnUntil(Display.ShowAsync(frame, refresh, TestContext.Current.CancellationToken));

    public Task SleepAsync() => Time.TurnUntil(Display.SleepAsync(TestContext.Current.CancellationToken));

    public static Frame White => new(400, 300);

    /// <summary>A frame with a black box, as text would be.</summary>
    public static Frame Personal(int y = 40)
    {
        var frame = White;
        for (var row = y; row < y + 32; row++)
        {
            frame.Row(row)[5..45].Fill(0x55);
        }
        return frame;
    }

    /// <summary>What the eye would see of a frame without any ghost.</summary>
    public static byte[] Clean(Frame frame) =>
        [.. from y in Enumerable.Range(0, 300) from x in Enumerable.Range(0, 400) select (byte)(frame.IsBlack(x, y) ? 0 : 255)];

    public Refresh[] Modes => [.. Panel.Updates.Select(update => update.Mode)];

    public async ValueTask DisposeAsync()
    {
        await Time.TurnUntil(Display.DisposeAsync());
        _controller.Dispose();
    }
}
