using Firmware.Uplink;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Journal;

/// <summary>Carries the journal to the cloud bridge, oldest entry first. An entry counts as carried when the bridge acknowledges it, not when the broker has it.</summary>
sealed partial class JournalSender(EventJournal journal, MqttUplink uplink, TimeProvider time, ILogger<JournalSender> log) : BackgroundService
{
    /// <summary>Sent this long ago and still not acknowledged: the bridge does not have it, so it is sent again.</summary>
    static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await uplink.WhenConnectedAsync(stoppingToken);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var stalled = RestartWhenStalledAsync(round);
            try
            {
                await foreach (var entry in journal.UnsentAsync(round.Token))   // waits for new entries, never ends
                {
                    await uplink.PublishEventAsync(entry.Payload, round.Token);
                }
            }
            catch (UplinkException e)
            {
                LogWaits(e, journal.LastSequence - journal.Acknowledged);
                await Task.Delay(AcknowledgeWithin / 10, time, stoppingToken);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                LogSendsAgain(journal.LastSequence - journal.Acknowledged);
            }
            finally
            {
                await round.CancelAsync();
                await stalled;
            }
        }
    }

    /// <summary>Ends the round when nothing was acknowledged for a while although something waits.</summary>
    async Task RestartWhenStalledAsync(CancellationTokenSource round)
    {
        try
        {
            while (true)
            {
                var (acknowledged, last) = (journal.Acknowledged, journal.LastSequence);
                await Task.Delay(AcknowledgeWithin, time, round.Token);
                if (journal.Acknowledged == acknowledged && acknowledged < last)
                {
                    await round.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the round is over
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uplink down; {Waiting} journal entries wait")]
    partial void LogWaits(Exception e, long waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Waiting} journal entries are not acknowledged; sending them again")]
    partial void LogSendsAgain(long waiting);
}
