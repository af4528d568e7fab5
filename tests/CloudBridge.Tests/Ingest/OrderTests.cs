using System.Text.Json;
using Bridge.Ingest;
using Bridge.Mail;
using CloudBridge.Tests.Sip2;
using Contract;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Ingest;

/// <summary>What stations ask for happens once at a library system of another's make, whoever dies in between; and the patron was told what is so, or staff know.</summary>
public sealed class OrderTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loan_is_decided_by_the_library_system_and_told()
    {
        await using var world = await OrderWorld.OpenAsync();

        var request = await world.LendAsync("B1");

        Assert.Equal(new LoanGranted(TestBridge.Today.AddDays(14), 1, 10), await world.OutcomeAsync(request));
        Assert.Equal(["loan B1 P1"], world.Server.Done);
        Assert.Equal(request, await ToldAsync(world));
        Assert.Equal(0, await world.OpenOrdersAsync());
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.LendAsync("B1", world.Other);

        Assert.Equal(new LoanRefused(RefusalReason.ItemOnLoan), await world.OutcomeAsync(await world.LendAsync("B1")));
        Assert.Equal(new LoanRefused(RefusalReason.ItemUnknown), await world.OutcomeAsync(await world.LendAsync("B9")));
        Assert.Equal(new LoanRefused(RefusalReason.NotRecognised), await world.OutcomeAsync(await world.AskAsync(new LoanRequested(new Borrower.ByPass("no pass"), "B2"))));
    }

    [Fact]
    public async Task Loans_are_renewed_one_by_one_and_taken_back()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.LendAsync("B1");
        await world.LendAsync("B2");
        var later = TestBridge.Today.AddDays(28);

        var all = Assert.IsType<Renewed>(await world.OutcomeAsync(await world.AskAsync(new RenewalRequested(world.Pass(), null))));
        Assert.Equal([("B1", later), ("B2", later)], all.Loans.Select(loan => (loan.Item, loan.Due!.Value)).Order());
        Assert.Equal(new Renewed([new("B1", later.AddDays(14))], []), await world.OutcomeAsync(await world.AskAsync(new RenewalRequested(world.Pass(), "B1"))));
        Assert.Equal(new CheckinAccepted(CheckinRouting.Shelf), await world.OutcomeAsync(await world.AskAsync(new CheckinRequested("B1"))));
        Assert.Equal(new RenewalRefused(RenewalRefusal.SeeStaff), await world.OutcomeAsync(await world.AskAsync(new RenewalRequested(world.Pass(), "B3"))));
        Assert.Equal(["renewal B1 P1", "renewal B2 P1", "renewal B1 P1", "return B1"], world.Server.Done.Skip(2).OrderBy(done => done.StartsWith("return", StringComparison.Ordinal)));
    }

    public static TheoryData<string, string, bool> Deaths => new()
    {
        { "11", "11", false }, { "11", "11", true }, { "11", "63", false },
        { "09", "09", false }, { "09", "09", true },
        { "29", "17", false }, { "29", "29", false }, { "29", "29", true },
        { "65", "63", false }, { "65", "29", false }, { "65", "29", true },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_process_that_dies_between_any_two_steps_leaves_one_effect(string what, string at, bool isAfterDoing)
    {
        await using var world = await OrderWorld.OpenAsync();
        if (what != "11")
        {
            var lent = await world.LendAsync("B1");
            await world.TakeAsync(new LoanTold(lent, (LoanOutcome)(await world.OutcomeAsync(lent))!));
        }
        var before = world.Server.Done.Count;
        var request = await world.TakeAsync(what switch
        {
            "11" => new LoanRequested(world.Pass(), "B1"),
            "09" => new CheckinRequested("B1"),
            "29" => new RenewalRequested(world.Pass(), "B1"),
            _ => new RenewalRequested(world.Pass(), null),
        });
        await world.Bridge.RestartAsync();            // before it was begun
        await world.DieAtAsync(at, isAfterDoing);     // in the middle
        await world.Desk.CarryOutDueAsync(Cancel);

        Assert.Single(world.Server.Done.Skip(before));
        Assert.True(await world.OutcomeAsync(request) is LoanGranted or CheckinAccepted or Renewed { Loans.Count: 1 });
        Assert.Empty(await world.Bridge.StaffTasksAsync());

        await world.Bridge.RestartAsync();            // before it was told
        await world.Desk.TellAgainAsync(Cancel);
        Assert.Equal(request, await ToldAsync(world));
        await world.Desk.CarryOutDueAsync(Cancel);
        Assert.Single(world.Server.Done.Skip(before));
    }

    [Fact]
    public async Task Withdrawn_before_it_was_begun_nothing_happens()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.LendAsync("B1");
        foreach (var (asked, withdrawn) in new (DeviceEvent, Func<Guid, DeviceEvent>)[]
        {
            (new LoanRequested(world.Pass(), "B2"), id => new LoanWithdrawn(id)),
            (new RenewalRequested(world.Pass(), "B1"), id => new RenewalWithdrawn(id)),
            (new CheckinRequested("B1"), id => new CheckinWithdrawn(id)),
        })
        {
            await world.TakeAsync(withdrawn(await world.TakeAsync(asked)));
        }
        await world.Desk.CarryOutDueAsync(Cancel);

        Assert.Equal(["loan B1 P1"], world.Server.Done);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loan_that_was_made_and_withdrawn_is_undone_once(bool diesAtIt)
    {
        await using var world = await OrderWorld.OpenAsync();
        var request = await world.LendAsync("B1");
        await world.TakeAsync(new LoanWithdrawn(request));
        if (diesAtIt)
        {
            await world.DieAtAsync("09", isAfterDoing: true);
        }
        await world.PassTimeAsync();

        Assert.Equal(["loan B1 P1", "return B1"], world.Server.Done);
        Assert.Null(await world.OutcomeAsync(request));
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task A_loan_withdrawn_while_nobody_knew_is_found_and_undone()
    {
        await using var world = await OrderWorld.OpenAsync();
        var request = await world.TakeAsync(new LoanRequested(world.Pass(), "B1"));
        await world.DieAtAsync("11", isAfterDoing: true);
        await world.TakeAsync(new LoanWithdrawn(request));
        await world.PassTimeAsync();

        Assert.Equal(["loan B1 P1", "return B1"], world.Server.Done);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task What_staff_have_lent_on_meanwhile_is_not_undone()
    {
        await using var world = await OrderWorld.OpenAsync();
        var request = await world.LendAsync("B1");
        await world.AskAsync(new CheckinRequested("B1"));
        await world.LendAsync("B1", world.Other);
        await world.TakeAsync(new LoanWithdrawn(request));
        await world.PassTimeAsync();

        Assert.Equal("P2", world.Server.Loans["B1"].Patron);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_loan_made_off_line_is_handed_in_once_without_block_where_the_system_takes_that(bool takesOffline)
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { TakesOffline = takesOffline });
        await world.LendAsync("B2");   // a connection, so that it is known what the system takes
        var request = await world.TakeAsync(new LoanRequested(world.Pass(), "B1"));
        await world.TakeAsync(new LoanMadeOffline(request, TestBridge.Today.AddDays(14)));
        await world.DieAtAsync("11", isAfterDoing: true);
        await world.PassTimeAsync();

        Assert.Equal(["loan B2 P1", "loan B1 P1"], world.Server.Done);
        Assert.Equal(takesOffline ? "11NY" : "11NN", world.Server.Heard.Last(line => line.StartsWith("11", StringComparison.Ordinal))[..4]);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task A_loan_made_off_line_that_the_system_refuses_goes_to_staff_with_who_and_what()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.LendAsync("B1", world.Other);
        var request = await world.LendAsync("B1");
        await world.AskAsync(new LoanMadeOffline(request, TestBridge.Today.AddDays(7)));

        var task = Assert.Single(await world.Bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.OfflineLoanNotRecorded, "ItemOnLoan", world.Patron.Id, "B1"), (task.Reason, task.Detail, task.PatronId, task.Item));
        Assert.Equal(0, await world.OpenOrdersAsync());
    }

    [Fact]
    public async Task Another_due_date_than_the_patron_was_told_goes_to_staff()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.TakeAsync(new LoanMadeOffline(await world.LendAsync("B1"), TestBridge.Today.AddDays(7)));
        await world.AskAsync(new LoanMadeOffline(await world.TakeAsync(new LoanRequested(world.Pass(), "B2")), TestBridge.Today.AddDays(7)));

        Assert.All(await world.Bridge.StaffTasksAsync(), task => Assert.Equal((StaffReason.DueDateDiffers, "2026-06-08 was told, 2026-06-15 is so"), (task.Reason, task.Detail)));
        Assert.Equal(2, (await world.Bridge.StaffTasksAsync()).Count);
    }

    [Fact]
    public async Task What_stays_unclear_goes_to_staff_and_is_not_repeated()
    {
        await using var world = await OrderWorld.OpenAsync();
        var request = await world.TakeAsync(new LoanRequested(world.Pass(), "B1"));
        await world.DieAtAsync("11", isAfterDoing: true);
        world.Server.Mood = code => code is "17" or "63" ? Awkward.ClosesBeforeDoing : Awkward.Nothing;   // nothing can be looked at
        await world.PassTimeAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(["loan B1 P1"], world.Server.Done);
        var task = Assert.Single(await world.Bridge.StaffTasksAsync());
        Assert.Equal((StaffReason.OrderUnclear, request, "B1"), (task.Reason, task.Request, task.Item));
    }

    [Fact]
    public async Task A_request_that_is_never_settled_goes_to_staff_after_a_day_and_comes_true_when_it_is_after_all()
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time));
        var request = await world.TakeAsync(new LoanRequested(world.Pass(), "B1"));
        world.Bridge.Clock.Advance(OrderBook.NobodyWaits + TimeSpan.FromSeconds(1));
        await world.PassTimeAsync(TimeSpan.FromMinutes(6));

        Assert.Empty(world.Server.Done);
        Assert.Equal(StaffReason.OrderNotCarriedOut, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);

        await world.AskAsync(new LoanMadeOffline(request, DateOnly.FromDateTime(world.Bridge.Clock.GetUtcNow().UtcDateTime).AddDays(14)));
        Assert.Equal(["loan B1 P1"], world.Server.Done);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_return_in_the_box_is_taken_back_when_the_system_is_there_again_without_block_where_it_takes_that(bool takesOffline)
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { TakesOffline = takesOffline });
        await world.LendAsync("B1");
        var request = await world.TakeAsync(new CheckinRequested("B1"));
        await world.TakeAsync(new CheckinMadeOffline(request));
        world.Bridge.Clock.Advance(TimeSpan.FromDays(3));
        await world.PassTimeAsync();

        Assert.Equal(["loan B1 P1", "return B1"], world.Server.Done);
        var message = world.Server.Heard.Last(line => line.StartsWith("09", StringComparison.Ordinal));
        Assert.Equal(takesOffline ? "09Y" : "09N", message[..3]);
        Assert.Contains("20260601    100000", message, StringComparison.Ordinal);   // as of the day it was brought
    }

    [Fact]
    public async Task A_return_with_the_system_listening_is_never_without_block()
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { TakesOffline = true });
        await world.LendAsync("B1");

        await world.AskAsync(new CheckinRequested("B1"));

        Assert.Equal("09N", world.Server.Heard.Last(line => line.StartsWith("09", StringComparison.Ordinal))[..3]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task A_return_whose_answer_was_lost_never_takes_back_the_next_patrons_loan(int daysOnLoan)
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.LendAsync("B1");
        world.Bridge.Clock.Advance(TimeSpan.FromDays(daysOnLoan));
        await world.TakeAsync(new CheckinRequested("B1"));
        await world.DieAtAsync("09", isAfterDoing: true);
        world.Bridge.Clock.Advance(daysOnLoan > 0 ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(11));   // until the same day: time must tell
        await world.Bridge.Get<Bridge.Library.ILibrarySystem>().CheckOutAsync(new(Guid.CreateVersion7(world.Bridge.Clock.GetUtcNow()), world.Bridge.Clock.GetUtcNow()), new("P2", "B1"), Cancel);
        await world.PassTimeAsync(TimeSpan.FromMinutes(6));

        Assert.Equal("P2", world.Server.Loans["B1"].Patron);
        Assert.Equal((StaffReason.OrderUnclear, "B1"), Assert.Single(await world.Bridge.StaffTasksAsync()) is var task ? (task.Reason, task.Item) : default);
    }

    [Fact]
    public async Task Where_the_system_lists_titles_only_all_loans_are_renewed_as_one_and_once()
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { ListsTitles = true, HasRenewAll = true });
        await world.LendAsync("B1");
        await world.LendAsync("B2");

        var all = Assert.IsType<Renewed>(await world.OutcomeAsync(await world.AskAsync(new RenewalRequested(world.Pass(), null))));
        Assert.Equal(["ハリー・ポッター", "竹取物語"], all.Loans.Select(loan => loan.Item).Order(StringComparer.Ordinal));

        await world.TakeAsync(new RenewalRequested(world.Pass(), null));
        await world.DieAtAsync("65", isAfterDoing: true);
        await world.PassTimeAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(4, world.Server.Done.Count(done => done.StartsWith("renewal", StringComparison.Ordinal)));   // lost, and not repeated
        Assert.Equal(StaffReason.OrderUnclear, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task Where_the_system_lists_titles_only_a_loan_is_undone_that_title_and_due_date_show_to_be_this_patrons()
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { ListsTitles = true });
        var request = await world.LendAsync("B1");
        await world.TakeAsync(new LoanWithdrawn(request));
        await world.PassTimeAsync();

        Assert.Equal(["loan B1 P1", "return B1"], world.Server.Done);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_system_lists_titles_only_a_loan_that_may_be_somebody_elses_is_for_staff(bool isBack)
    {
        await using var world = await OrderWorld.OpenAsync(time => new(time) { ListsTitles = true });
        var request = await world.LendAsync("B1");
        await world.LendAsync("B2");
        await world.AskAsync(new CheckinRequested("B1"));
        world.Bridge.Clock.Advance(TimeSpan.FromDays(1));
        if (!isBack)
        {
            await world.LendAsync("B1", world.Other);
        }
        await world.TakeAsync(new LoanWithdrawn(request));
        await world.PassTimeAsync();

        Assert.Equal(!isBack, world.Server.Loans.ContainsKey("B1"));
        Assert.Equal(isBack ? null : StaffReason.LoanNotUndone, (await world.Bridge.StaffTasksAsync()).SingleOrDefault()?.Reason);
    }

    [Fact]
    public async Task A_receipt_is_written_once_from_what_the_system_lists()
    {
        await using var world = await OrderWorld.OpenAsync();
        await world.Bridge.WriteAsync(db => db.Patrons.Find(world.Patron.Id)!.Email = "reader@example.jp");
        await world.LendAsync("B1");
        await world.TakeAsync(new ReceiptRequested(world.Pass().Pass));
        await world.DieAtAsync("63", isAfterDoing: true);
        await world.Desk.CarryOutDueAsync(Cancel);
        await world.Desk.CarryOutDueAsync(Cancel);

        Assert.Equal([new NoticeLine(TestBridge.Today.AddDays(14))], Assert.Single(world.Bridge.Mails.Sent, mail => mail.Kind == MailKind.Receipt).To.Lines!);
    }

    [Fact]
    public async Task Nothing_of_who_had_what_is_left_when_the_patron_was_told()
    {
        await using var world = await OrderWorld.OpenAsync();
        var request = await world.LendAsync("B1");
        await world.TakeAsync(new LoanTold(request, (LoanOutcome)(await world.OutcomeAsync(request))!));

        var left = await world.Bridge.ReadAsync(db => db.Requests.SingleAsync(Cancel));
        Assert.Null(left.PatronId);
        Assert.Null(left.Item);
        Assert.Equal(0, await world.OpenOrdersAsync());
    }

    // Requests under every kind of trouble; in the end the library has what each patron was told, or staff have a task about it.
    [Property(MaxTest = 40)]
    public async Task What_was_told_and_what_the_library_has_never_differ_silently(int seed)
    {
        var random = new Random(seed);
        await using var world = await OrderWorld.OpenAsync();
        Awkward[] moods = [.. Enum.GetValues<Awkward>().Except([Awkward.DoesItLate])];
        var told = new Dictionary<string, bool>();   // item → the patron walks away with it
        foreach (var item in new[] { "B1", "B2", "B3" })
        {
            world.Server.Mood = code => code is "11" or "17" or "63" or "09" && random.Next(3) == 0 ? moods[random.Next(moods.Length)] : Awkward.Nothing;
            var request = await world.TakeAsync(new LoanRequested(world.Pass(), item));
            for (var tries = random.Next(4); tries > 0; tries--)
            {
                if (random.Next(3) == 0)
                {
                    await world.Bridge.RestartAsync();
                }
                await world.Desk.CarryOutDueAsync(Cancel);
                world.Bridge.Clock.Advance(TimeSpan.FromSeconds(random.Next(90)));
            }
            switch (await world.OutcomeAsync(request))
            {
                case LoanOutcome outcome when random.Next(3) > 0:
                    await world.TakeAsync(new LoanTold(request, outcome));
                    told[item] = outcome is LoanGranted;
                    break;
                case var outcome when random.Next(2) == 0:
                    await world.TakeAsync(new LoanMadeOffline(request, outcome is LoanGranted(var due, _, _) ? due : TestBridge.Today.AddDays(14)));
                    told[item] = true;
                    break;
                default:
                    await world.TakeAsync(new LoanWithdrawn(request));
                    told[item] = false;
                    break;
            }
        }
        world.Server.Mood = _ => Awkward.Nothing;
        await world.PassTimeAsync();

        var tasks = await world.Bridge.StaffTasksAsync();
        foreach (var (item, isTheirs) in told)
        {
            Assert.True(world.Server.Loans.ContainsKey(item) == isTheirs || tasks.Any(task => task.Item == item), $"{seed}: {item}, told {isTheirs}");
            Assert.True(world.Server.Done.Count(done => done == $"loan {item} P1") <= 1, $"{seed}: {item} was lent twice");
            Assert.True(world.Server.Done.Count(done => done == $"return {item}") <= 1, $"{seed}: {item} was taken back twice");
        }
        Assert.Equal(0, await world.OpenOrdersAsync());
    }

    // Whom the next answer on its way to the appliance is about.
    static async Task<Guid> ToldAsync(OrderWorld world)
    {
        await foreach (var delivery in world.Bridge.Get<Deliveries>().ReadAllAsync(Cancel))
        {
            return JsonSerializer.Deserialize(delivery.Payload, ContractJson.Default.AnswerEnvelope)!.Correlation;
        }
        throw new InvalidOperationException("nothing was told");
    }
}
