using Bridge.Ingest;
using Bridge.Library;
using Contract;

namespace CloudBridge.Tests.Ingest;

/// <summary>What the patron was told and what the library has: never silently different.</summary>
public class EffectsTests : IAsyncLifetime
{
    readonly TestDevice device = new();
    TestBridge bridge = null!;
    Patron patron = null!;

    public async ValueTask InitializeAsync()
    {
        bridge = await TestBridge.QuietAsync(device);
        patron = await bridge.AddPatronAsync("1001");
        await bridge.AddItemAsync("A1A");
    }

    public async ValueTask DisposeAsync()
    {
        await bridge.DisposeAsync();
        device.Dispose();
    }

    [Fact]
    public async Task An_outcome_told_as_decided_needs_nobody()
    {
        var (request, outcome) = await RequestAsync("A1A");
        await bridge.TakeAsync(device, device.Entry(new LoanTold(request, outcome)));

        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task An_outcome_told_otherwise_goes_to_staff()
    {
        var (request, _) = await RequestAsync("A1A");
        await bridge.TakeAsync(device, device.Entry(new LoanTold(request, new LoanRefused(RefusalReason.LimitReached))));

        Assert.Equal(StaffReason.ToldOtherwise, Assert.Single(await bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task An_outcome_told_of_a_request_nobody_knows_goes_to_staff()
    {
        await bridge.TakeAsync(device, device.Entry(new LoanTold(Guid.CreateVersion7(TestBridge.Start), new LoanRefused(RefusalReason.ItemUnknown))));

        Assert.Equal(StaffReason.RequestUnknown, Assert.Single(await bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task An_off_line_loan_keeps_the_due_date_the_patron_was_told()
    {
        var (request, _) = await RequestAsync("A1A");
        await bridge.TakeAsync(device, device.Entry(new LoanMadeOffline(request, new(2026, 6, 20))));

        Assert.Equal(new DateOnly(2026, 6, 20), Assert.Single(await bridge.LoansAsync()).Due);
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task An_off_line_loan_against_the_rules_is_recorded_and_staff_are_told()
    {
        await bridge.WriteAsync(db => db.Patrons.Find(patron.Id)!.Block = "未返却の弁償");
        var (request, outcome) = await RequestAsync("A1A");
        Assert.Equal(new LoanRefused(RefusalReason.PatronBlocked), outcome);

        await bridge.TakeAsync(device, device.Entry(new LoanMadeOffline(request, new(2026, 6, 20))));

        Assert.Equal(new DateOnly(2026, 6, 20), Assert.Single(await bridge.LoansAsync()).Due);
        var task = Assert.Single(await bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.OfflineLoanAgainstRules, "PatronBlocked"), (task.Reason, task.Detail));
    }

    [Fact]
    public async Task An_off_line_loan_of_an_item_that_another_has_goes_to_staff_with_its_reason()
    {
        var other = await bridge.AddPatronAsync("1002");
        await bridge.TakeAsync(device, device.Entry(bridge.Request(other, device, "A1A")));
        var (request, _) = await RequestAsync("A1A");

        await bridge.TakeAsync(device, device.Entry(new LoanMadeOffline(request, new(2026, 6, 20))));

        Assert.Equal("1002", Assert.Single(await bridge.LoansAsync()).Patron!.Number);
        var task = Assert.Single(await bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.OfflineLoanNotRecorded, "ItemOnLoan", patron.Id, "A1A"), (task.Reason, task.Detail, task.PatronId, task.Item));
    }

    [Fact]
    public async Task An_off_line_loan_to_someone_nobody_knows_goes_to_staff()
    {
        var entry = device.Entry(new LoanRequested(new Borrower.ByCard(new CardEvidence.LibraryCard("0000")), "A1A"));
        await bridge.TakeAsync(device, entry, device.Entry(new LoanMadeOffline(entry.Id, new(2026, 6, 20))));

        Assert.Empty(await bridge.LoansAsync());
        Assert.Equal("NotRecognised", Assert.Single(await bridge.StaffTasksAsync()).Detail);
    }

    [Fact]
    public async Task A_withdrawn_request_that_was_lent_is_undone_once()
    {
        var (request, _) = await RequestAsync("A1A");
        var withdrawn = device.Entry(new LoanWithdrawn(request));
        await bridge.TakeAsync(device, withdrawn);
        await bridge.TakeAsync(device, device.Entry(bridge.Request(await bridge.AddPatronAsync("1002"), device, "A1A")));

        await bridge.TakeAsync(device, withdrawn);
        await bridge.TakeAsync(device, device.Entry(new LoanWithdrawn(request)));

        Assert.Equal("1002", Assert.Single(await bridge.LoansAsync()).Patron!.Number);
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task A_request_withdrawn_before_it_came_is_dropped_and_not_answered()
    {
        var request = device.Entry(2, bridge.Request(patron, device, "A1A"));

        await bridge.TakeAsync(device, device.Entry(1, new LoanWithdrawn(request.Id)));
        var replies = await bridge.TakeAsync(device, request);

        Assert.Empty(replies.OfType<Reply.Decided>());
        Assert.Empty(await bridge.LoansAsync());
    }

    [Fact]
    public async Task A_withdrawn_request_is_not_answered_again()
    {
        var entry = device.Entry(bridge.Request(patron, device, "A1A"));
        await bridge.TakeAsync(device, entry, device.Entry(new LoanWithdrawn(entry.Id)));

        Assert.Empty((await bridge.TakeAsync(device, entry)).OfType<Reply.Decided>());
    }

    [Fact]
    public async Task A_request_settled_in_two_ways_goes_to_staff()
    {
        var (request, outcome) = await RequestAsync("A1A");
        await bridge.TakeAsync(device, device.Entry(new LoanTold(request, outcome)), device.Entry(new LoanWithdrawn(request)));

        Assert.Single(await bridge.LoansAsync());
        Assert.Equal("Told, then Withdrawn", Assert.Single(await bridge.StaffTasksAsync()).Detail);
    }

    [Fact]
    public async Task Who_asked_in_vain_is_forgotten_once_the_patron_was_told()
    {
        var (request, outcome) = await RequestAsync("A404A");
        Assert.NotNull((await bridge.ReadAsync(db => db.Requests.FindAsync([request]).AsTask()))!.PatronId);

        await bridge.TakeAsync(device, device.Entry(new LoanTold(request, outcome)));

        Assert.Null((await bridge.ReadAsync(db => db.Requests.FindAsync([request]).AsTask()))!.PatronId);
    }

    [Fact]
    public async Task An_entry_that_waited_is_judged_by_its_own_time()
    {
        var request = bridge.Request(patron, device, "A1A");
        bridge.Clock.Advance(TimeSpan.FromDays(3));

        var outcome = Outcome(await bridge.TakeAsync(device, device.Entry(request, TestBridge.Start.AddMinutes(9))));

        Assert.Equal(new LoanGranted(new(2026, 6, 15), 1, 10), outcome);
    }

    [Theory]
    [InlineData(10)]     // the pass's end is outside it
    [InlineData(-6)]     // before it was given, by more than clocks differ
    public async Task A_pass_is_worth_nothing_outside_its_time(int minutes)
    {
        var entry = device.Entry(bridge.Request(patron, device, "A1A"), TestBridge.Start.AddMinutes(minutes));

        Assert.Equal(new LoanRefused(RefusalReason.NotRecognised), Outcome(await bridge.TakeAsync(device, entry)));
    }

    [Fact]
    public async Task A_tap_stands_for_its_patron_when_the_bridge_could_not_be_asked()
    {
        using var chip = await bridge.LinkCardAsync(patron, "0A1B");
        await bridge.AddItemAsync("A2A");
        var tap = new Borrower.ByCard(device.Tap(chip, "0a1b"));
        bridge.Clock.Advance(TimeSpan.FromHours(5));

        var replies = await bridge.TakeAsync(device, device.Entry(new LoanRequested(tap, "A1A")), device.Entry(new LoanRequested(tap, "A2A")));

        Assert.All(replies.OfType<Reply.Decided>(), outcome => Assert.IsType<LoanGranted>(outcome.Outcome));
        Assert.Equal(2, (await bridge.LoansAsync()).Count);
    }

    async Task<(Guid Request, LoanOutcome Outcome)> RequestAsync(string item)
    {
        var entry = device.Entry(bridge.Request(patron, device, item));
        return (entry.Id, Outcome(await bridge.TakeAsync(device, entry)));
    }

    static LoanOutcome Outcome(IEnumerable<Reply> replies) => (LoanOutcome)replies.OfType<Reply.Decided>().Single().Outcome;
}
