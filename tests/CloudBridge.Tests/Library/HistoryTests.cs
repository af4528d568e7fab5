using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>What is left of a loan, a hold and a count afterwards.</summary>
public class HistoryTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_who_asked_for_it_keeps_a_list_of_what_they_had()
    {
        await using var world = await LibraryWorld.OpenAsync();
        var (keeps, forgets) = (await world.AddPatronAsync("1001", keepsHistory: true), await world.AddPatronAsync("1002"));
        await world.LendAsync(keeps, "A1A");
        await world.LendAsync(forgets, "A2A");
        await world.PassAsync(3);
        await world.ScanAsync("A1A");
        await world.ScanAsync("A2A");

        var past = Assert.Single(await world.Bridge.ReadAsync(db => db.History.ToListAsync(Cancel)));
        Assert.Equal((keeps.Id, world.Novel.Id, TestBridge.Today, TestBridge.Today.AddDays(3)), (past.PatronId, past.TitleId, past.LentOn, past.ReturnedOn));
    }

    [Fact]
    public async Task After_loan_hold_and_pick_up_no_table_links_the_patron_with_anything()
    {
        await using var world = await LibraryWorld.OpenAsync();
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.MakeReadyAsync(patron);
        await world.LendAsync(patron, "A1A");
        await world.ScanAsync("A1A");

        var connection = await world.Bridge.ReadAsync(async db =>
        {
            var linked = new List<string>();
            foreach (var table in db.Model.GetEntityTypes().Where(entity => entity.FindProperty("PatronId") is not null).Select(entity => entity.GetTableName()!))
            {
#pragma warning disable EF1002   // the names come from the schema itself, and a name cannot be a parameter
                if (await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM \"{table}\" WHERE \"PatronId\" IS NOT NULL").SingleAsync(Cancel) > 0)
#pragma warning restore EF1002
                {
                    linked.Add(table);
                }
            }
            return linked;
        });
        Assert.Empty(connection);
    }

    [Fact]
    public async Task What_happened_is_counted_by_hour_branch_and_device()
    {
        await using var world = await LibraryWorld.OpenAsync();
        var patron = await world.AddPatronAsync("1001");
        await world.TryLendAsync(patron, "A1A", LibraryWorld.HillCounter);
        await world.TryLendAsync(patron, "A1A", LibraryWorld.HillCounter);
        await world.TryLendAsync(patron, "A2A", new("nowhere", "desk"));

        Assert.Equal(
        [
            "2026-06-01 10 central desk Loan  1",
            "2026-06-01 10 hill hill/counter-1 Loan  1",
            "2026-06-01 10 hill hill/counter-1 Refusal AlreadyYours 1",
        ], (await world.Bridge.ReadAsync(db => db.Counters.ToListAsync(Cancel)))
            .Select(c => $"{c.Day:yyyy-MM-dd} {c.Hour} {c.Branch} {c.Device} {c.Kind} {c.Reason} {c.Count}").Order(StringComparer.Ordinal));
    }
}
