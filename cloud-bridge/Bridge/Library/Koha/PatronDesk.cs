using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library.Koha;

/// <summary>Enters new patrons into Koha, each once: "tried" is written before the call, and what may have happened is looked for before it is repeated. What Koha does not take goes to staff.</summary>
sealed partial class PatronDesk(Store store, KohaPatrons koha, LibraryClock clock, TimeProvider time, ILogger<PatronDesk> log) : BackgroundService, INewPatrons
{
    /// <summary>With the pauses about a day; then staff enter the patron.</summary>
    public const int MostAttempts = 100;

    static readonly TimeSpan Round = TimeSpan.FromSeconds(2), FirstPause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(15);

    public Task AddedAsync(BridgeDb db, Patron patron, CancellationToken cancel)
    {
        db.PatronEntries.Add(new() { PatronId = patron.Id, At = clock.Now, NextAttempt = clock.Now });
        return db.SaveChangesAsync(cancel);
    }

    public async Task<bool> TryForgetAsync(BridgeDb db, long patron, CancellationToken cancel) => !await db.PatronEntries.AnyAsync(entry => entry.PatronId == patron && entry.IsTried, cancel);

    /// <summary>Enters everyone who is due.</summary>
    public async Task EnterDueAsync(CancellationToken cancel)
    {
        foreach (var patron in await DueAsync(cancel))
        {
            await EnterAsync(patron, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var round = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                await EnterDueAsync(stoppingToken);
            }
            catch (Exception e) when (Store.IsFailure(e))
            {
                LogNoDatabase(e);
            }
        }
        while (await round.WaitForNextTickAsync(stoppingToken));
    }

    async Task EnterAsync(long id, CancellationToken cancel)
    {
        var (patron, mayHaveHappened) = await store.WriteAsync<(Patron?, bool)>(async db =>
        {
            if (await db.PatronEntries.Include(entry => entry.Patron).SingleOrDefaultAsync(entry => entry.PatronId == id && entry.NextAttempt != null, cancel) is not { } current)
            {
                return default;   // withdrawn meanwhile
            }
            var before = current.IsTried;
            current.IsTried = true;
            return (current.Patron, before);
        }, cancel);
        if (patron is null)
        {
            return;
        }
        var outcome = await koha.AddAsync(patron, mayHaveHappened, cancel);
        await store.WriteAsync(async db =>
        {
            if (await db.PatronEntries.FindAsync([id], cancel) is not { } current)
            {
                return false;
            }
            switch (outcome)
            {
                case LibraryChange<PatronEntered>.Done:
                    current.NextAttempt = null;
                    break;
                case LibraryChange<PatronEntered>.Refused(var refusal):
                    current.NextAttempt = null;
                    LogRefused();
                    await PatronsByHand.ToEnter(id, refusal.Text, clock.Now).AddToAsync(db, cancel);
                    break;
                case LibraryChange<PatronEntered>.Unavailable(var perhaps):
                    (current.IsTried, current.Attempts) = (perhaps, current.Attempts + 1);
                    current.NextAttempt = current.Attempts < MostAttempts ? clock.Now + Pause(current.Attempts) : null;
                    if (current.NextAttempt is null)
                    {
                        await PatronsByHand.ToEnter(id, perhaps ? "Koha did not say whether it has the patron: look first" : "Koha did not answer for a day", clock.Now).AddToAsync(db, cancel);
                    }
                    break;
            }
            return true;
        }, cancel);
    }

    Task<List<long>> DueAsync(CancellationToken cancel) => store.ReadAsync(db =>
    {
        var now = clock.Now;
        return db.PatronEntries.Where(entry => entry.NextAttempt <= now).OrderBy(entry => entry.At).Select(entry => entry.PatronId).ToListAsync(cancel);
    }, cancel);

    static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Koha did not take a new patron; it is in the staff queue")]
    partial void LogRefused();

    [LoggerMessage(Level = LogLevel.Error, Message = "The database did not answer the desk for new patrons")]
    partial void LogNoDatabase(Exception e);
}
