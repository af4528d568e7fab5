using Bridge.Fleet;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Mail;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Ingest;

/// <summary>Renewals, returns, receipts, visits and calls of stations, with the built-in circulation.</summary>
public class CirculationEffectsTests : IAsyncLifetime
{
    static readonly DateOnly Due = TestBridge.Today.AddDays(14);

    readonly TestDevice device = new();
    TestBridge bridge = null!;
    Patron patron = null!;

    public async ValueTask InitializeAsync()
    {
        bridge = await TestBridge.QuietAsync(device);
        patron = await bridge.AddPatronAsync("1001");
        foreach (var barcode in new[] { "A1A", "A2A", "A3A" })
        {
            await bridge.AddItemAsync(barcode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await bridge.DisposeAsync();
        device.Dispose();
    }

    [Fact]
    public async Task A_loan_is_renewed_once_and_the_outcome_comes_again_with_its_entry()
    {
        await LendAsync("A1A");
        bridge.Clock.Advance(TimeSpan.FromDays(3));
        var entry = device.Entry(new RenewalRequested(Pass(), "A1A"), bridge.Clock.GetUtcNow());

        var first = Outcome(await bridge.TakeAsync(device, entry));
        var again = Outcome(await bridge.TakeAsync(device, entry));

        Assert.Equal(new Renewed([new("A1A", Due.AddDays(3))], []), first);
        Assert.Equal(first, again);
        var loan = Assert.Single(await bridge.LoansAsync());
        Assert.Equal((Due.AddDays(3), 1), (loan.Due, loan.Renewals));
    }

    [Fact]
    public async Task All_loans_are_renewed_and_those_that_cannot_be_say_why()
    {
        await LendAsync("A1A", "A2A");
        await bridge.WriteAsync(db => db.Loans.Single(loan => loan.Item!.Barcode == "A2A").Renewals = 1);
        bridge.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(new Renewed([new("A1A", Due.AddDays(3))], [new("A2A", RenewalRefusal.LimitReached)]), await AskAsync(new RenewalRequested(Pass(), null)));
    }

    [Fact]
    public async Task Nothing_renewed_is_a_refusal_with_the_reason_that_is_theirs()
    {
        Assert.Equal(new RenewalRefused(RenewalRefusal.NotOnLoan), await AskAsync(new RenewalRequested(Pass(), null)));
        Assert.Equal(new RenewalRefused(RenewalRefusal.NotOnLoan), await AskAsync(new RenewalRequested(Pass(), "A1A")));
        await LendAsync("A1A");
        Assert.Equal(new RenewalRefused(RenewalRefusal.TooEarly), await AskAsync(new RenewalRequested(Pass(), null)));
        Assert.Equal(new RenewalRefused(RenewalRefusal.NotRecognised), await AskAsync(new RenewalRequested(new Borrower.ByPass("another"), null)));
    }

    [Fact]
    public async Task A_renewal_that_was_withdrawn_before_it_came_is_dropped_and_one_that_was_made_stays()
    {
        await LendAsync("A1A", "A2A");
        bridge.Clock.Advance(TimeSpan.FromDays(3));
        var now = bridge.Clock.GetUtcNow();
        var made = device.Entry(new RenewalRequested(Pass(), "A1A"), now);
        var late = device.Entry(6, new RenewalRequested(Pass(), "A2A"), now);

        await bridge.TakeAsync(device, made, device.Entry(new RenewalWithdrawn(made.Id)));
        Assert.Empty((await bridge.TakeAsync(device, device.Entry(5, new RenewalWithdrawn(late.Id)), late)).OfType<Reply.Decided>());

        Assert.Equal([Due.AddDays(3), Due], (await bridge.LoansAsync()).OrderBy(loan => loan.Item!.Barcode).Select(loan => loan.Due));
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task An_item_is_taken_back_once_and_who_had_it_is_forgotten()
    {
        await LendAsync("A1A");
        var entry = device.Entry(new CheckinRequested("a1a"));

        Assert.Equal(new CheckinAccepted(CheckinRouting.Shelf), Outcome(await bridge.TakeAsync(device, entry)));
        Assert.Equal(new CheckinAccepted(CheckinRouting.Shelf), Outcome(await bridge.TakeAsync(device, entry)));
        Assert.Empty(await bridge.LoansAsync());
        Assert.Equal(new CheckinRefused(CheckinRefusal.NotOnLoan), await AskAsync(new CheckinRequested("A1A")));
        Assert.Equal(new CheckinRefused(CheckinRefusal.ItemUnknown), await AskAsync(new CheckinRequested("404")));
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task What_somebody_waits_for_goes_to_the_hold_shelf()
    {
        await LendAsync("A1A");
        var waiting = await bridge.AddPatronAsync("1002");
        await bridge.Get<ILibrarySystem>().PlaceHoldAsync(new(Guid.CreateVersion7(TestBridge.Start), TestBridge.Start), new(waiting.Number, "A1A"), TestContext.Current.CancellationToken);

        Assert.Equal(new CheckinAccepted(CheckinRouting.HoldShelf), await AskAsync(new CheckinRequested("A1A")));
    }

    [Fact]
    public async Task What_was_taken_off_line_is_taken_back_whenever_it_comes_and_staff_get_what_nobody_knows()
    {
        await LendAsync("A1A");
        foreach (var item in new[] { "A1A", "A1A", "404" })
        {
            var entry = device.Entry(new CheckinRequested(item));
            await bridge.TakeAsync(device, entry, device.Entry(new CheckinMadeOffline(entry.Id)));
        }

        Assert.Empty(await bridge.LoansAsync());
        var task = Assert.Single(await bridge.StaffTasksAsync());   // the second A1A was nobody's loan any more, and nobody's debt
        Assert.Equal((StaffReason.ReturnNotRecorded, "ItemUnknown", "404"), (task.Reason, task.Detail, task.Item));
    }

    [Fact]
    public async Task A_return_that_was_withdrawn_and_made_goes_to_staff()
    {
        await LendAsync("A1A");
        var entry = device.Entry(new CheckinRequested("A1A"));
        await bridge.TakeAsync(device, entry, device.Entry(new CheckinWithdrawn(entry.Id)));

        var task = Assert.Single(await bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.ReturnWithdrawn, "A1A"), (task.Reason, task.Item));
        Assert.Null((await bridge.ReadAsync(db => db.Requests.SingleAsync(request => request.Id == entry.Id))).Item);
    }

    [Fact]
    public async Task A_settlement_of_another_kind_settles_nothing()
    {
        await LendAsync("A1A");
        var entry = device.Entry(new CheckinRequested("A1A"));
        await bridge.TakeAsync(device, entry, device.Entry(new LoanWithdrawn(entry.Id)), device.Entry(new RenewalTold(entry.Id, new RenewalRefused(RenewalRefusal.OnHold))));

        Assert.All(await bridge.StaffTasksAsync(), task => Assert.Equal(StaffReason.RequestUnknown, task.Reason));
        Assert.Equal(2, (await bridge.StaffTasksAsync()).Count);
    }

    [Fact]
    public async Task Told_as_decided_needs_nobody_and_told_otherwise_does()
    {
        await LendAsync("A1A", "A2A");
        bridge.Clock.Advance(TimeSpan.FromDays(3));
        foreach (var outcome in new RenewalOutcome?[] { null, new Renewed([new("A1A", Due.AddDays(4))], []) })
        {
            var entry = device.Entry(new RenewalRequested(Pass(), outcome is null ? "A1A" : "A2A"), bridge.Clock.GetUtcNow());
            var decided = (RenewalOutcome)Outcome(await bridge.TakeAsync(device, entry));
            await bridge.TakeAsync(device, device.Entry(new RenewalTold(entry.Id, outcome ?? decided)));
        }

        Assert.Equal(StaffReason.ToldOtherwise, Assert.Single(await bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task A_receipt_lists_all_open_loans_once_and_names_titles_only_to_who_wants_them()
    {
        await LendAsync("A1A", "A2A");
        await bridge.WriteAsync(db => db.Patrons.Find(patron.Id)!.Email = "reader@example.jp");
        var entry = device.Entry(new ReceiptRequested(Pass().Pass));
        await bridge.TakeAsync(device, entry);
        await bridge.TakeAsync(device, entry);
        await bridge.TakeAsync(device, entry with { Epoch = "restored", Sequence = 1 });
        await bridge.WriteAsync(db => db.Patrons.Find(patron.Id)!.MailsTitles = true);
        await bridge.TakeAsync(device, device.Entry(new ReceiptRequested(Pass().Pass)));

        var receipts = bridge.Mails.Sent.Where(mail => mail.Kind == MailKind.Receipt).Select(mail => mail.To.Lines!).ToList();
        Assert.Equal(2, receipts.Count);
        Assert.Equal([new(Due), new(Due)], receipts[0]);
        Assert.Equal(["資料A1A", "資料A2A"], receipts[1].Select(line => line.Title).Order());
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task A_receipt_that_cannot_be_written_goes_to_staff()
    {
        await bridge.TakeAsync(device, device.Entry(new ReceiptRequested("no pass")), device.Entry(new ReceiptRequested(Pass().Pass)));

        Assert.Equal(["no address", "the pass does not allow it"], (await bridge.StaffTasksAsync()).Select(task => task.Detail).Order());
        Assert.Empty(bridge.Mails.Sent);
    }

    [Fact]
    public async Task Visits_are_counted_without_a_person()
    {
        foreach (var outcome in new[] { VisitOutcome.Admitted, VisitOutcome.Admitted, VisitOutcome.Refused, VisitOutcome.NotKnown, VisitOutcome.AdmittedOffline })
        {
            var entry = device.Entry(new VisitCounted(outcome));
            await bridge.TakeAsync(device, entry);
            await bridge.TakeAsync(device, entry);
            await bridge.TakeAsync(device, entry with { Epoch = "restored" });
        }

        Assert.Equal(["Visit  2", "Visit AdmittedOffline 1", "VisitRefused NotKnown 1", "VisitRefused Refused 1"],
            (await bridge.ReadAsync(db => db.Counters.ToListAsync())).Select(count => $"{count.Kind} {count.Reason} {count.Count}").Order());
    }

    [Fact]
    public async Task A_call_and_an_open_door_are_there_for_staff_to_see()
    {
        await bridge.TakeAsync(device, device.Entry(new StaffCalled()), device.Entry(new DoorHeldOpen(true)));
        var facts = await FactsAsync();
        Assert.Equal((TestBridge.Start, TestBridge.Start), (facts.CalledAt!.Value, facts.DoorOpenSince!.Value));

        await bridge.RestartAsync();
        await bridge.TakeAsync(device, device.Entry(new DoorHeldOpen(false)));

        facts = await FactsAsync();
        Assert.Equal(TestBridge.Start, facts.CalledAt);
        Assert.Null(facts.DoorOpenSince);
        Assert.Equal(["DoorHeldOpen", "StaffCall"], (await bridge.ReadAsync(db => db.Counters.Select(count => count.Kind).ToListAsync())).Select(kind => kind.ToString()).Order());

        Task<DeviceFacts> FactsAsync() => bridge.ReadAsync(db => db.DeviceFacts.SingleAsync(facts => facts.Device == device.Address.Name));
    }

    Borrower.ByPass Pass() => new(bridge.PassFor(patron, device, bridge.Clock.GetUtcNow()));

    async Task LendAsync(params string[] items)
    {
        foreach (var item in items)
        {
            Assert.IsType<LoanGranted>(await AskAsync(bridge.Request(patron, device, item)));
        }
    }

    async Task<Outcome> AskAsync(DeviceEvent requested) => Outcome(await bridge.TakeAsync(device, device.Entry(requested, bridge.Clock.GetUtcNow())));

    static Outcome Outcome(IEnumerable<Reply> replies) => replies.OfType<Reply.Decided>().Single().Outcome;
}
