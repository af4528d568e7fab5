using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Tells systemd that we live, but only while no loop hangs: a timer alone proves nothing.</summary>
/// <remarks>sd_watchdog_enabled(3): WATCHDOG_USEC is the time after which systemd restarts us; half of it is the customary period.</remarks>
sealed partial class WatchdogService(ISystemdNotifier systemd, Heartbeat heartbeat, TimeProvider time, ILogger<WatchdogService> log) : BackgroundService
{
    /// <summary>Longest that one piece of work may take; the slowest honest one is a full refresh of the panel, 4 s.</summary>
    static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Period() is not { } period)
        {
            return;
        }
        while (true)
        {
            if (heartbeat.Hanging(WorkLimit) is { } loop)
            {
                LogHanging(loop);
            }
            else
            {
                systemd.Notify(new ServiceState("WATCHDOG=1"));
            }
            await Task.Delay(period, time, stoppingToken);
        }
    }

    static TimeSpan? Period() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : null;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Loop} hangs; systemd is not told that we live and will restart us")]
    partial void LogHanging(string loop);
}
