using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>What a day brings by itself, looked at when the bridge starts and every hour: holds that nobody picked up, notices, and what need no longer be remembered.</summary>
/// <remarks>Every step is worked out from what is in the database and marked there, so a round that is missed, broken off or repeated does no harm.</remarks>
sealed partial class LibraryRound(Store store, Notices notices, Counts counts, LibraryClock clock, TimeProvider time, ILogger<LibraryRound> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>How long a machine may repeat a change and have its outcome again.</summary>
    static readonly TimeSpan RememberChanges = TimeSpan.FromDays(2);

    const int TitlesAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                var done = await RunAsync(stoppingToken);
                LogDone(done.Expired, done.Mails);
            }
            catch (Exception e) when (Store.IsFailure(e))
            {
                LogDatabase(e);
            }
        }
        while (await look.WaitForNextTickAsync(stoppingToken));
    }

    public async Task<RoundDone> RunAsync(CancellationToken cancel)
    {
        while (await store.WriteAsync(db => FoldTitlesAsync(db, cancel), cancel) == TitlesAtOnce)
        {
        }
        var expired = await store.WriteAsync(db => ExpireAsync(db, cancel), cancel);
        var mails = 0;
        foreach (var patron in await store.ReadAsync(db => notices.ToTellAsync(db, cancel), cancel))
        {
            mails += await store.WriteAsync(db => notices.TellAsync(db, patron, cancel), cancel);
        }
        return new(expired, mails);
    }

    async Task<int> ExpireAsync(BridgeDb db, CancellationToken cancel)
    {
        var forgotten = clock.Now - RememberChanges;
        await db.Changes.Where(change => change.At < forgotten).ExecuteDeleteAsync(cancel);
        var expired = await HoldQueue.ExpireAsync(db, clock.Today, cancel);
        foreach (var hold in expired)
        {
            await counts.AddAsync(db, CountKind.HoldExpired, new(hold.Pickup, Counts.Desk), null, cancel);
        }
        return expired.Count;
    }

    // Titles of an earlier release's database can be found after this.
    static async Task<int> FoldTitlesAsync(BridgeDb db, CancellationToken cancel)
    {
        var titles = await db.Titles.Where(title => title.Search == "").OrderBy(title => title.Id).Take(TitlesAtOnce).ToListAsync(cancel);
        titles.ForEach(title => title.Search = SearchText.Of(title));
        return titles.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Round: {Expired} holds expired, {Mails} notices written")]
    partial void LogDone(int expired, int mails);

    [LoggerMessage(Level = LogLevel.Error, Message = "The round could not read or write the database; next one in an hour")]
    partial void LogDatabase(Exception e);
}

/// <param name="Expired">Holds.</param>
readonly record struct RoundDone(int Expired, int Mails);
