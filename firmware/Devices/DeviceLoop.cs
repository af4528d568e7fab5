using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Follows one device for as long as the appliance runs: opens it, hands on what it says, says when it fails and when it is back.</summary>
sealed partial class DeviceLoop(DialogueInbox inbox, StartUp startUp, Heartbeat heartbeat, TimeProvider time, ILogger<DeviceLoop> log)
{
    /// <summary>A device that has not failed this long after it was opened is taken to work.</summary>
    static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(500);

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task FollowAsync<T>(Faults device, Func<CancellationToken, IAsyncEnumerable<T>> open, Func<T, CancellationToken, ValueTask> handle,
        CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var items = open(cancel).GetAsyncEnumerator(cancel);
                var next = items.MoveNextAsync().AsTask();
                await Task.WhenAny(next, Task.Delay(SettleTime, time, cancel));
                if (!next.IsFaulted && !next.IsCanceled)
                {
                    await inbox.PostAsync(new DialogueEvent.FaultChanged(device, IsFaulty: false), cancel);
                    await startUp.ReportAsync(device, cancel);
                }
                while (await next)
                {
                    using (heartbeat.Busy(device.ToString()))
                    {
                        await handle(items.Current, cancel);
                    }
                    next = items.MoveNextAsync().AsTask();
                }
                throw new DeviceException(device.ToString(), "ended its stream by itself");
            }
            catch (DeviceException e)
            {
                LogLost(e, device, RetryAfter);
                await inbox.PostAsync(new DialogueEvent.FaultChanged(device, IsFaulty: true), cancel);
                await startUp.ReportAsync(device, cancel);
                await Task.Delay(RetryAfter, time, cancel);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} does not work; next try in {RetryAfter}")]
    partial void LogLost(Exception e, Faults device, TimeSpan retryAfter);
}
