using System.Threading.Channels;
using Firmware.Dialogue;
using Firmware.Screens;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Brings the newest screen to the panel. Frames are never queued: what is old when the panel is free again is not shown.</summary>
sealed partial class DisplayService(IDisplay panel, ScreenRenderer renderer, DialogueInbox inbox, DeviceSettings settings, Heartbeat heartbeat,
    DeviceErrors errors, TimeProvider time, ILogger<DisplayService> log) : BackgroundService
{
    /// <summary>Nobody has come for so long that the panel may sleep deeply. It wakes with a slow, full update, so never within a session;
    /// its drive voltage the driver takes away much sooner.</summary>
    static readonly TimeSpan SleepAfter = TimeSpan.FromMinutes(10);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    readonly ScreenSettings _settings = new()
    {
        Name = settings.NameTheAppliance ? settings.Address.Name : "",
        LibraryName = settings.LibraryName,
        LendsOffline = settings.Offline.Rule == OfflineRule.Lend,
        TakesTypedNumbers = settings.Policy.TakesTypedNumbers,
        Office = settings.Cards.Office,
        HasLargeText = settings.LargeText,
        Station = settings.Station,
        TakesReturns = settings.Policy.TakesReturns,
        CallsStaff = settings.Staff.CallKey,
        ShowsTitles = settings.Titles == TitleRule.OnDemand,
    };
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
        while (true)
        {
            try
            {
                await ShowAsync(await NextAsync(stoppingToken), refresh, stoppingToken);
                await inbox.PostAsync(new DialogueEvent.FaultChanged(Faults.Panel, IsFaulty: false), stoppingToken);
            }
            catch (DeviceException e)
            {
                LogFailed(e, RetryAfter);
                errors.Note(Faults.Panel, e);
                refresh.Failed();
                await inbox.PostAsync(new DialogueEvent.FaultChanged(Faults.Panel, IsFaulty: true), stoppingToken);
                await Task.Delay(RetryAfter, time, stoppingToken);
                _newest.Writer.TryWrite(Wanted!);   // nothing newer may come by itself
            }
        }
    }

    async Task ShowAsync(Screen screen, RefreshPolicy refresh, CancellationToken cancel)
    {
        using var busy = heartbeat.Busy("panel");
        Shown = null;
        await panel.ShowAsync(renderer.Render(screen), refresh.For(screen, time.GetUtcNow()), cancel);
        refresh.WasShown(screen, time.GetUtcNow());
        Shown = screen;
    }

    async ValueTask<Screen> NextAsync(CancellationToken cancel)
    {
        if (_newest.Reader.TryRead(out var waiting))
        {
            return waiting;
        }
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var next = _newest.Reader.WaitToReadAsync(cancel).AsTask();
        if (await Task.WhenAny(next, Task.Delay(SleepAfter, time, quiet.Token)) != next)
        {
            await panel.SleepAsync(cancel);
        }
        await quiet.CancelAsync();
        await next;
        return await _newest.Reader.ReadAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The panel does not show what it should; next try in {RetryAfter}")]
    partial void LogFailed(Exception e, TimeSpan retryAfter);
}
