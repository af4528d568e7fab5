using System.Collections.Concurrent;
using Bridge.Library;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>Many at the same moment, and the same thing twice.</summary>
public class OnceTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_copy_is_lent_once_whichever_devices_ask_at_the_same_moment()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 1);
        var people = await PeopleAsync(world, 12);

        var outcomes = await AtOnceAsync(people, (patron, n) => world.TryLendAsync(patron, "A1A", new(n % 2 == 0 ? LibraryWorld.Main : LibraryWorld.Hill, $"device-{n}")));

        Assert.Single(outcomes.OfType<LibraryChange<Lent>.Done>());
        Assert.Equal(11, outcomes.OfType<LibraryChange<Lent>.Refused>().Count(refused => refused.Refusal.Reason is RefusalReason.ItemOnLoan));
    }

    [Fact]
    public async Task With_one_copy_free_and_one_patron_waiting_nobody_else_gets_it_however_many_ask()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 1);
        var people = await PeopleAsync(world, 10);
        await world.HoldAsync(people[4]);

        var outcomes = await AtOnceAsync(people, (patron, _) => world.TryLendAsync(patron, "A1A"));

        Assert.IsType<LibraryChange<Lent>.Done>(outcomes[4]);
        Assert.Single(outcomes.OfType<LibraryChange<Lent>.Done>());
    }

    [Fact]
    public async Task Everybody_who_asks_at_the_same_moment_has_a_place_in_the_queue_of_their_own()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 1);
        var people = await PeopleAsync(world, 10);

        var places = await AtOnceAsync([.. people, .. people], (patron, _) => world.TryHoldAsync(patron));   // each from two browsers

        Assert.Equal(Enumerable.Range(1, 10), places.OfType<LibraryChange<HoldPlaced>.Done>().Select(place => place.Value.QueuePosition!.Value).Order());
        Assert.Equal(10, places.OfType<LibraryChange<HoldPlaced>.Refused>().Count(refused => refused.Refusal.Hold is HoldRefusal.AlreadyHeld));
    }

    [Fact]
    public async Task A_copy_scanned_at_two_counters_at_the_same_moment_is_set_aside_for_one()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 1);
        var people = await PeopleAsync(world, 4);
        foreach (var patron in people)
        {
            await world.HoldAsync(patron);
        }

        await AtOnceAsync(people, (_, _) => world.ScanAsync("A1A"));

        Assert.Equal([HoldState.ToShelve, HoldState.Queued, HoldState.Queued, HoldState.Queued], (await world.HoldRowsAsync()).Select(hold => hold.State));
    }

    [Fact]
    public async Task Two_copies_returned_at_the_same_moment_have_slots_of_their_own()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 6);
        foreach (var patron in await PeopleAsync(world, 6))
        {
            await world.HoldAsync(patron);
        }

        var back = await AtOnceAsync(Enumerable.Range(1, 6).ToList(), (n, _) => world.ScanAsync($"A{n}A"));

        Assert.Equal(["1", "2", "3", "4", "5", "6"], back.Select(each => each.Destination).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Readers_see_one_moment_while_others_write()
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 1);
        var patron = await world.AddPatronAsync("1001");
        var seen = new ConcurrentBag<(int Loans, int Free)>();

        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (var n = 0; n < 20; n++)
                {
                    await world.LendAsync(patron, "A1A");
                    await world.ScanAsync("A1A");
                }
            }, Cancel),
            Task.Run(async () =>
            {
                for (var n = 0; n < 40; n++)
                {
                    seen.Add(await world.Bridge.Get<Store>().ReadAsync(async db => (await db.Loans.CountAsync(Cancel), await Copies.Free(db).CountAsync(Cancel)), Cancel));
                }
            }, Cancel));

        Assert.All(seen, moment => Assert.Equal(1, moment.Loans + moment.Free));
    }

    [Fact]
    public async Task The_same_change_again_has_the_same_outcome_and_is_made_once()
    {
        await using var world = await LibraryWorld.OpenAsync();
        var (patron, other) = (await world.AddPatronAsync("1001"), await world.AddPatronAsync("1002"));
        var (lend, hold, back) = (world.NewChange(), world.NewChange(), world.NewChange());
        var order = new HoldOrder(other.Number, Title: Catalogue.IdOf(world.Novel.Id));

        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(world.Today.AddDays(15), LibraryWorld.Done(await world.System.CheckOutAsync(lend, new(patron.Number, "A1A"), Cancel)).Due.Day);   // the 14th day is a closed Monday
            Assert.Equal(1, LibraryWorld.Done(await world.System.PlaceHoldAsync(hold, order, Cancel)).QueuePosition);
            await world.Bridge.RestartAsync();
        }
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal((Routing.HoldShelf, "1", true), LibraryWorld.Done(await world.System.CheckInAsync(back, new("A1A"), Cancel)) is var taken ? (taken.Routing, taken.Destination, taken.WasOnLoan) : default);
        }
        Assert.Empty(await world.LoansAsync(patron));
        Assert.Equal([(CountKind.HoldPlaced, 1), (CountKind.Loan, 1), (CountKind.Return, 1)],
            (await world.Bridge.ReadAsync(db => db.Counters.ToListAsync(Cancel))).OrderBy(counter => counter.Kind.ToString(), StringComparer.Ordinal).Select(counter => (counter.Kind, counter.Count)));
    }

    [Fact]
    public async Task What_is_remembered_of_a_change_names_nobody_and_no_title_and_goes_after_two_days()
    {
        await using var world = await LibraryWorld.OpenAsync();
        var patron = await world.AddPatronAsync("1001");
        await world.LendAsync(patron, "A1A");
        await world.ScanAsync("A1A");

        var outcomes = await world.Bridge.ReadAsync(db => db.Changes.Select(change => change.Outcome).ToListAsync(Cancel));
        Assert.Equal(2, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.DoesNotContain("1001", outcome, StringComparison.Ordinal));
        Assert.All(outcomes, outcome => Assert.DoesNotContain("\\u3053", outcome, StringComparison.Ordinal));
        await world.PassAsync(3);
        Assert.Equal(0, await world.Bridge.ReadAsync(db => db.Changes.CountAsync(Cancel)));
    }

    static async Task<List<Patron>> PeopleAsync(LibraryWorld world, int count)
    {
        var people = new List<Patron>();
        for (var n = 0; n < count; n++)
        {
            people.Add(await world.AddPatronAsync($"20{n:00}"));
        }
        return people;
    }

    static Task<T[]> AtOnceAsync<TWho, T>(IReadOnlyList<TWho> who, Func<TWho, int, Task<T>> act) =>
        Task.WhenAll(who.Select((each, n) => Task.Run(() => act(each, n), Cancel)));
}
