using Bridge.Library;

namespace CloudBridge.Tests.Sip2;

/// <summary>Random patrons, items and mishaps: what the caller is told is what the library has, or that nobody knows.</summary>
public sealed class ModelTests
{
    const int Runs = 1000, Steps = 8;

    static readonly Awkward[] Mishaps = Enum.GetValues<Awkward>();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_made_at_most_once_and_told_as_it_is()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            await RunAsync(new(seed), $"seed {seed}");
        }
    }

    static async Task RunAsync(Random random, string where)
    {
        using var bench = new Sip2Bench(time => new(time) { LineEnd = random.Next(2) == 0 ? "\r" : "\r\n" });
        var share = random.Next(1, 6);
        for (var step = 0; step < Steps; step++)
        {
            bench.Server.Mood = code => random.Next(10) >= share ? Awkward.Nothing
                : Mishaps[random.Next(Mishaps.Length)] is var mishap && mishap is Awkward.DoesItLate && code != "11" ? Awkward.IsSilentBeforeDoing : mishap;   // a late 29 is renewed twice by any client
            var (patron, item, change) = ($"P{random.Next(1, 3)}", $"B{random.Next(1, 4)}", bench.NewChange());
            var before = (IReadOnlyDictionary<string, (string Patron, DateTime Due)>)new Dictionary<string, (string, DateTime)>(bench.Server.Loans);
            var done = bench.Server.Done.Count;
            await (random.Next(3) switch
            {
                0 => LendAsync(bench, change, patron, item, before, where),
                1 => RenewAsync(bench, change, patron, item, before, where),
                _ => ReturnAsync(bench, change, item, where),
            });
            Assert.True(bench.Server.Done.Count - done <= 1, $"{where}: {string.Join(", ", bench.Server.Done.Skip(done))}");
            bench.Time.Advance(TimeSpan.FromMinutes(2));   // pauses after failed connections end
        }
    }

    static async Task LendAsync(Sip2Bench bench, Change change, string patron, string item, IReadOnlyDictionary<string, (string Patron, DateTime Due)> before, string where)
    {
        var outcome = await SettledAsync(bench, change, again => bench.Library.CheckOutAsync(again, new(patron, item), Cancel), where);
        var isTheirs = bench.Server.Loans.TryGetValue(item, out var loan) && loan.Patron == patron;
        switch (outcome)
        {
            case LibraryChange<Lent>.Done(var lent):
                Assert.True(isTheirs && lent.Due.Day == DateOnly.FromDateTime(loan.Due), where);
                break;
            case LibraryChange<Lent>.Refused:
                Assert.True(before.ContainsKey(item), where);
                Assert.Equal(before[item], loan);
                break;
        }
    }

    static async Task RenewAsync(Sip2Bench bench, Change change, string patron, string item, IReadOnlyDictionary<string, (string Patron, DateTime Due)> before, string where)
    {
        var seen = before.TryGetValue(item, out var was) ? new DueDate("", DateOnly.FromDateTime(was.Due)) : null;
        var outcome = await SettledAsync(bench, change, again => bench.Library.RenewAsync(again, patron, item, was.Patron == patron ? seen : null, Cancel), where);
        if (outcome is LibraryChange<Lent>.Done(var lent))
        {
            Assert.Equal((patron, was.Due.AddDays(14)), bench.Server.Loans[item]);
            Assert.Equal(DateOnly.FromDateTime(was.Due).AddDays(14), lent.Due.Day);
        }
        else
        {
            Assert.True(bench.Server.Loans.TryGetValue(item, out var now) == before.ContainsKey(item) && now == was, where);
        }
    }

    static async Task ReturnAsync(Sip2Bench bench, Change change, string item, string where)
    {
        if (await SettledAsync(bench, change, again => bench.Library.CheckInAsync(again, new(item), Cancel), where) is LibraryChange<TakenBack>.Done)
        {
            Assert.False(bench.Server.Loans.ContainsKey(item), where);
        }
    }

    // As the outbox does: what may have happened is asked again with the same change, until the library answers.
    static async Task<LibraryChange<T>> SettledAsync<T>(Sip2Bench bench, Change change, Func<Change, Task<LibraryChange<T>>> call, string where)
    {
        var done = bench.Server.Done.Count;
        var outcome = await call(change);
        if (outcome is LibraryChange<T>.Unavailable { MayHaveHappened: false })
        {
            Assert.True(done == bench.Server.Done.Count, where);
            return outcome;
        }
        if (outcome is LibraryChange<T>.Unavailable)
        {
            bench.Server.Mood = _ => Awkward.Nothing;
            bench.Time.Advance(TimeSpan.FromMinutes(2));
            await bench.Library.PatronAsync("P1", Cancel);   // what the server still had to do late is done
            outcome = await call(change with { MayHaveHappened = true });
        }
        return outcome;
    }
}
