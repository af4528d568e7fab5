using System.Threading.Channels;
using Firmware.Dialogue;
using Firmware.Screens;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Brings the newest screen to the panel. Frames are never queued: what is old when the panel is free again is not shown.</summary>
sealed partial class DisplayService(IDisplay panel, ScreenRenderer renderer, DialogueInbox inbox, DeviceSettings settings, Heartbeat heartbeat,
    TimeProvider time, ILogger<DisplayService> log) : BackgroundService
{
    /// <summary>The panel's drive voltage goes off this long after the last update.</summary>
    static readonly TimeSpan SleepAfter = TimeSpan.FromSeconds(2);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    readonly ScreenSettings _settings = new() { LibraryName = settings.LibraryName, LendsOffline = settings.Offline.Rule == OfflineRule.Lend };
    readonly Channel<Screen> _newest = Channel.CreateBounded<Screen>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>What is to be on the panel now, whether or not it is there yet.</summary>
    public Screen? Wanted { get; private set; }

    /// <summary>What the panel shows and no longer moves; null while it does.</summary>
    public Screen? Shown { get; private set; }

    public void Show(Situation situation)
    {
        var screen = Dialogue.Screens.For(situation, _settings);
        if (screen != Wanted)
        {
            Wanted = screen;
            _newest.Writer.TryWrite(screen);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var refresh = new RefreshPolicy();
        while (await NextAsync(stoppingToken) is { } screen)
        {
            using var busy = heartbeat.Busy("panel");
            try
            {
                Shown = null;
                var frame = renderer.Render(screen);
                await panel.ShowAsync(frame, refresh.For(screen, time.GetUtcNow()), stoppingToken);
                refresh.WasShown(screen, time.GetUtcNow());
                Shown = screen;
                await inbox.PostAsync(new DialogueEvent.FaultChanged(Faults.Panel, IsFaulty: false), stoppingToken);
            }
            catch (DeviceException e)
            {
                LogFailed(e, RetryAfter);
                refresh.Failed();
                await inbox.PostAsync(new DialogueEvent.FaultChanged(Faults.Panel, IsFaulty: true), stoppingToken);
                await Task.Delay(RetryAfter, time, stoppingToken);
                _newest.Writer.TryWrite(Wanted!);   // nothing newer may come by itself
            }
        }
    }

    async ValueTask<Screen> NextAsync(CancellationToken cancel)
    {
        if (_newest.Reader.TryRead(out var waiting))
        {
            return waiting;
        }
        var next = _newest.Reader.ReadAsync(cancel).AsTask();
        if (await Task.WhenAny(next, Task.Delay(SleepAfter, time, cancel)) != next)
        {
            await panel.SleepAsync(cancel);
        }
        return await next;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The panel does not show what it should; next try in {RetryAfter}")]
    partial void LogFailed(Exception e, TimeSpan retryAfter);
}
