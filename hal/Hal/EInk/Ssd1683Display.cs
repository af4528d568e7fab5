using System.Device.Gpio;
using System.Device.Spi;
using Microsoft.Extensions.Logging;

namespace Hal.EInk;

/// <summary>A 4.2-inch 400×300 e-ink panel: one update at a time, whole frames, and never an update the panel would suffer from.</summary>
/// <remarks>Calls never run on the caller's thread, so a key or a card does not wait for the 12 ms a frame takes on the wire. An update once begun
/// runs to its end: <c>cancel</c> ends only the wait for the one before.</remarks>
public sealed partial class Ssd1683Display : IDisplay
{
    readonly Ssd1683Chip _chip;
    readonly PanelSettings _settings;
    readonly ILogger<Ssd1683Display> _log;
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly ITimer _idle;
    byte[] _shown = [];   // what both banks hold, while awake
    bool _isAwake;
    bool _hasGhosts;
    bool _isDisposed;

    public Ssd1683Display(SpiDevice wire, GpioController gpio, PanelPins pins, PanelSettings settings, TimeProvider time, ILogger<Ssd1683Display> log)
    {
        (_settings, _log) = (settings, log);
        _chip = new(wire, gpio, pins, settings, time);
        _idle = time.CreateTimer(_ => _ = PowerOffWhenIdleAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Width => Ssd1683Chip.Width;
    public int Height => Ssd1683Chip.Height;

    /// <summary>What this panel has been put through since the start.</summary>
    public PanelUpdates Updates { get; private set; }

    public async ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel)
    {
        if (frame.Width != Width || frame.Height != Height)
        {
            throw new ArgumentException($"a frame of {frame.Width}×{frame.Height} on a panel of {Width}×{Height}", nameof(frame));
        }
        var pixels = frame.Pixels.ToArray();   // the caller may draw on while we send: both banks must get the same picture
        await TakeTurnAsync(cancel);
        try
        {
            await ShowInTurnAsync(pixels, refresh);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask SleepAsync(CancellationToken cancel)
    {
        await TakeTurnAsync(cancel);
        try
        {
            await SleepInTurnAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                await SleepInTurnAsync();
            }
        }
        catch (DeviceException e)
        {
            LogNoSleep(e);   // it loses its supply now all the same
        }
        finally
        {
            await _idle.DisposeAsync();
            _chip.Dispose();
            _turn.Release();
        }
    }

    async Task TakeTurnAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (_isDisposed)
        {
            _turn.Release();
            throw new ObjectDisposedException(nameof(Ssd1683Display));
        }
    }

    async Task ShowInTurnAsync(byte[] pixels, Refresh asked)
    {
        if (RefreshChoice.For(asked, _isAwake, pixels.AsSpan().SequenceEqual(_shown), _hasGhosts) is not { } refresh)
        {
            return;
        }
        try
        {
            await UpdateAsync(pixels, refresh);
        }
        catch (DeviceException e)
        {
            LogRestart(e);
            await UpdateAsync(pixels, Refresh.Full);   // once: it is the caller who waits and tries again
        }
        if (_chip.IsDriven)
        {
            _idle.Change(_settings.PowerOffAfter, Timeout.InfiniteTimeSpan);
        }
    }

    async Task UpdateAsync(byte[] pixels, Refresh refresh)
    {
        var wasAwake = _isAwake;
        _isAwake = false;   // until the end is reached, nobody knows what the banks and the panel hold
        _hasGhosts |= refresh == Refresh.Partial;
        if (!wasAwake)
        {
            await _chip.StartAsync();
        }
        await (refresh switch
        {
            Refresh.Full => _chip.FullAsync(pixels),
            Refresh.Fast => _chip.FastAsync(pixels),
            Refresh.Partial => _chip.PartialAsync(pixels),
        });
        Updates = Updates.Plus(refresh);
        (_shown, _isAwake, _hasGhosts) = (pixels, true, refresh == Refresh.Partial);
    }

    async Task SleepInTurnAsync()
    {
        if (!_isAwake)
        {
            return;
        }
        _isAwake = false;
        if (_chip.IsDriven)
        {
            await _chip.PowerOffAsync();
        }
        _chip.DeepSleep();
    }

    async Task PowerOffWhenIdleAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;   // not idle: who holds the turn sets the timer anew
        }
        try
        {
            if (!_isDisposed && _isAwake && _chip.IsDriven)
            {
                await _chip.PowerOffAsync();
            }
        }
        catch (DeviceException e)
        {
            _isAwake = false;   // the next frame starts the panel anew
            LogNoPowerOff(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Panel failed; it is reset and drawn in full")]
    partial void LogRestart(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Panel kept its drive voltage; the next frame resets it")]
    partial void LogNoPowerOff(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Panel did not go to sleep")]
    partial void LogNoSleep(Exception e);
}
