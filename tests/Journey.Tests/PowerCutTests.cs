namespace Journey.Tests;

/// <summary>The power goes between any two steps of a loan. What the patron was told is in the library; what nobody was told is in neither.</summary>
public class PowerCutTests
{
    /// <summary>In turn, so that nobody reaches the limit of ten.</summary>
    static readonly string[] Patrons = ["yamada-hanako", "sato-ichiro", "kobayashi-fumiko"];

    [Fact]
    public async Task No_power_cut_between_two_steps_loses_a_loan_that_the_patron_was_told_of()
    {
        await using var journey = await Journey.BeginAsync();
        var items = new Queue<string>(await journey.ItemsAsync(60));
        var told = new HashSet<string>();
        var steps = Steps(journey, items, told).Count();
        for (var cut = 1; cut <= steps; cut++)
        {
            foreach (var step in Steps(journey, items, told).Take(cut))
            {
                await step();
            }
            await CutAndComeBackAsync(journey);
            await SettledAsync(journey, told);
        }
    }

    [Fact]
    public async Task No_power_cut_at_any_write_of_the_disk_does()
    {
        await using var journey = await Journey.BeginAsync();
        var items = new Queue<string>(await journey.ItemsAsync(60));
        var told = new HashSet<string>();
        for (var write = 1; write <= 16; write++)
        {
            await journey.TapAsync(Patrons[write % Patrons.Length]);
            var item = items.Dequeue();
            var left = write;
            using var died = new SemaphoreSlim(0);
            var disk = journey.Counter.Disk;
            disk.Before = (_, _) =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    disk.Cut();   // this very write, and everything after it, is gone
                    died.Release();
                }
            };
            await journey.Counter.ScanAsync(item, journey.Cancel);
            await journey.UntilAsync(() => died.CurrentCount > 0 || journey.Counter.Screen is { Id: "S30", IsBusy: false } shown && shown.Texts.Contains("1さつ"));
            if (journey.Counter.Screen is { Id: "S30", IsBusy: false } screen && screen.Texts.Contains("1さつ"))
            {
                told.Add(item);
            }
            await CutAndComeBackAsync(journey);
            await SettledAsync(journey, told);
        }
    }

    [Fact]
    public async Task No_power_cut_between_two_steps_of_an_enrolment_leaves_patron_and_library_of_two_minds()
    {
        string[] people = ["yamada-hanako", "sato-ichiro", "yoshida-misaki", "takasaki-ryo", "katsuragi-nagi", "kobayashi-fumiko"];
        await using var journey = await Journey.BeginAsync(people);
        var numbers = (await journey.LedgerAsync()).Patrons.ToDictionary(patron => patron.Name, patron => patron.Number);
        var waiting = new Queue<string>(people);
        for (var cut = 1; cut <= LinkSteps(journey, "", "").Count(); cut++)
        {
            var person = waiting.Peek();
            var number = numbers[Virtual.People.SamplePeople.Find(person)!.Name];
            foreach (var step in LinkSteps(journey, person, number).Take(cut))
            {
                await step();
            }
            var wasTold = journey.Counter.Screen.Id == "S18";
            await CutAndComeBackAsync(journey);

            var ledger = await journey.LedgerAsync(ledger => ledger.Events.Count(e => e.Type == "link.requested") == ledger.Events.Count(e => e.Type is "enrolment.told" or "enrolment.withdrawn"));
            var isLinked = ledger.Links.Any(link => link.Patron == number);
            Assert.True(!wasTold || isLinked, $"{person} was told, and the library does not know (cut {cut})");
            Assert.Equal(isLinked ? 1 : 0, ledger.Events.Count(e => e.Type == "enrolment.told") - (people.Length - waiting.Count));
            Assert.Empty(ledger.StaffQueue);
            if (isLinked)
            {
                waiting.Dequeue();
            }
        }
        Assert.True(waiting.Count < people.Length, "nobody was linked at all");
    }

    /// <summary>From the tap to "linked"; between any two of these the power may go.</summary>
    static IEnumerable<Func<Task>> LinkSteps(Journey journey, string person, string number)
    {
        var pin = person == "sato-ichiro" ? "5678" : null;
        yield return () => Task.FromResult(journey.Counter.PutCard(person));
        yield return () => journey.SeesAsync("S10");
        yield return () => journey.TypeAsync("2");
        yield return () => journey.SeesAsync("S19");
        yield return () => journey.Counter.ScanAsync(number, journey.Cancel);
        yield return () => journey.SeesAsync("S19", texts => texts.Any(text => text.EndsWith(number[^4..], StringComparison.Ordinal)));
        yield return () => journey.TypeAsync("#");
        yield return journey.ConsentAsync;
        yield return () => journey.SeesAsync("S12");
        yield return () => journey.EnterPinsAsync("1234", pin);
        yield return () => journey.UntilAsync(() => journey.Counter.Screen.Id is "S14" or "S18");
        yield return () => journey.SeesAsync("S18");
    }

    /// <summary>Tap, scan two books, finish; between any two of these the power may go.</summary>
    static IEnumerable<Func<Task>> Steps(Journey journey, Queue<string> items, HashSet<string> told)
    {
        var (first, second) = (items.Dequeue(), items.Dequeue());
        yield return () => Task.FromResult(journey.Counter.PutCard(Patrons[told.Count % Patrons.Length]));
        yield return () => journey.SeesAsync("S20");
        yield return () => journey.Counter.ScanAsync(first, journey.Cancel);
        yield return () => ReadAsync(first, 1);
        yield return () => journey.Counter.ScanAsync(second, journey.Cancel);
        yield return () => ReadAsync(second, 2);
        yield return () => journey.Counter.PressAsync("#", journey.Cancel);
        yield return () => journey.SeesAsync("S32");

        async Task ReadAsync(string item, int count)
        {
            await journey.SeesAsync("S30", texts => texts.Contains($"{count}さつ"));
            told.Add(item);
        }
    }

    static async Task CutAndComeBackAsync(Journey journey)
    {
        await journey.Counter.SetPowerAsync(isOn: false);
        journey.Counter.RemoveCard();
        await journey.Counter.SetPowerAsync(isOn: true);
        await journey.SeesAsync("S01", texts => !texts.Any(text => text.Contains("つながって", StringComparison.Ordinal)));
    }

    /// <summary>The bridge has every entry of the journal, what was told is lent, and staff have nothing to mend.</summary>
    static async Task SettledAsync(Journey journey, HashSet<string> told)
    {
        var ledger = await journey.LedgerAsync(ledger => told.IsSubsetOf(ledger.Loans.Select(loan => loan.Item)) && IsSettled(ledger));
        Assert.Empty(ledger.StaffQueue);
        foreach (var loan in ledger.Loans.Select(loan => loan.Item).Except(told))
        {
            told.Add(loan);   // in the journal as told when the panel had not moved yet: the library's side of it stands
        }

        static bool IsSettled(BenchLedger ledger) => ledger.Events.Count(e => e.Type == "loan.requested") ==
            ledger.Events.Count(e => e.Type is "loan.told" or "loan.withdrawn" or "loan.madeOffline");
    }
}
