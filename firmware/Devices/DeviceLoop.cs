using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Follows one device for as long as the appliance runs: opens it, hands on what it says, says when it fails and when it is back.</summary>
sealed partial class DeviceLoop(DialogueInbox inbox, StartUp startUp, Heartbeat heartbeat, DeviceErrors errors, TimeProvider time, ILogger<DeviceLoop> log)
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <param name="device">Which one it is to the dialogue.</param>
    /// <param name="open">Its stream, which calls the action given once it is open.</param>
    /// <param name="handle">What becomes of each thing it says.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task FollowAsync<T>(Faults device, Func<Action, CancellationToken, IAsyncEnumerable<T>> open, Func<T, CancellationToken, ValueTask> handle,
        CancellationToken cancel)
    {
        string? told = null;   // a device that is not there is tried for weeks, and the log is short
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var items = open(() => opened.TrySetResult(), cancel).GetAsyncEnumerator(cancel);
                var next = items.MoveNextAsync().AsTask();
                await Task.WhenAny(opened.Task, next);
                if (opened.Task.IsCompleted)
                {
                    if (told is not null)
                    {
                        LogBack(device);
                        told = null;
                    }
                    await TellAsync(device, isFaulty: false, cancel);
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
                if (e.Message != told)
                {
                    LogLost(e, device, RetryAfter);
                    told = e.Message;
                }
                errors.Note(device, e);
                await TellAsync(device, isFaulty: true, cancel);
                await Task.Delay(RetryAfter, time, cancel);
            }
        }
    }

    async ValueTask TellAsync(Faults device, bool isFaulty, CancellationToken cancel)
    {
        await inbox.PostAsync(new DialogueEvent.FaultChanged(device, isFaulty), cancel);
        await startUp.ReportAsync(device, cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} does not work; it is tried again every {RetryAfter}")]
    partial void LogLost(Exception e, Faults device, TimeSpan retryAfter);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Device} works again")]
    partial void LogBack(Faults device);
}
