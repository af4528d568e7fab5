using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Journal;

/// <summary>Erases, once a day, what the bridge has had for longer than the site keeps it; says so when the last start found damage.</summary>
sealed partial class JournalKeeper(LiteDbJournal journal, TimeProvider time, ILogger<JournalKeeper> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (journal.Damage is { } damage)
        {
            LogDamage(damage);
        }
        while (true)
        {
            var erased = await journal.EraseAsync(stoppingToken);
            LogErased(erased);
            await Task.Delay(Every, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal was damaged and a new one was begun: {Damage}")]
    partial void LogDamage(JournalDamage damage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Erased {Count} journal entries that the bridge has")]
    partial void LogErased(int count);
}
