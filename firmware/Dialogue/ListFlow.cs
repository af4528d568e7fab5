using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>The part of a session in which there is a list: holds, loans and their renewal, the receipt on the panel.</summary>
static class ListFlow
{
    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened, DialoguePolicy policy) => (now.Step, happened) switch
    {
        (IPaged list, KeyPressed(Key.Digit0)) when Listing.Pages(list.Length) is > 1 and var pages => (list.At((list.Page + 1) % pages), []),
        (AskingHolds or ListingHolds or ListingLoans or ShowingRenewals, KeyHeld(Key.Star)) => SessionFlow.Finish(((Serving)now.Step).Session),

        // S40: what is held
        (AskingHolds(var session), Answered(MyHolds(var pass), var answer)) when pass == session.Pass => answer is HoldsListed(var holds)
            ? Enter(new ListingHolds(session, OnShelf(holds, withTitles: policy.ShowsTitles), Others: holds.Count - OnShelf(holds).Count))
            : Enter(new NotNow(session, Back(session, policy))),
        (AskingHolds(var session), Unanswered(MyHolds(var pass))) when pass == session.Pass => Enter(new NotNow(session, Back(session, policy))),
        (AskingHolds(var session), Elapsed) => Enter(new NotNow(session, Back(session, policy))),
        (AskingHolds(var session), KeyPressed(Key.Star)) => Enter(Back(session, policy)),

        (ListingHolds at, ItemScanned scan) => SessionFlow.Borrow(PickingUp(at), scan, policy),
        (ListingHolds at, PatronScanned or PhoneScanned) => SessionFlow.Refuse(PickingUp(at), ItemProblem.PatronsCard),
        (ListingHolds at, OtherScanned(var problem)) => SessionFlow.Refuse(PickingUp(at), problem),
        (ListingHolds { Holds.IsEmpty: false } at, KeyPressed(Key.Hash)) => at.Session.May.HasFlag(Operations.Loan)
            ? Enter(new Scanning(PickingUp(at), Pending: null))
            : SessionFlow.Refuse(at.Session, ItemProblem.CardMayNot),
        (ListingHolds { ShowsTitles: true } at, KeyPressed(Key.Digit3) or Elapsed) => (at with { ShowsTitles = false }, []),
        (ListingHolds at, KeyPressed(Key.Digit3)) when at.Holds.Any(hold => hold.Title is not null) => (at with { ShowsTitles = true, IsWarned = false }, []),
        (ListingHolds at, KeyPressed(Key.Star or Key.Hash)) => Enter(Back(at.Session, policy)),
        (ListingHolds { IsWarned: true } at, KeyPressed) => (at with { IsWarned = false }, []),
        (ListingHolds { IsWarned: false, Holds.IsEmpty: false } at, Elapsed) => (at with { IsWarned = true }, [new Play(Cue.Attention)]),
        (ListingHolds at, Elapsed) => SessionFlow.Finish(at.Session),

        // S50: what is on loan
        (AskingLoans at, Answered(MyLoans(var pass), var answer)) when pass == at.Session.Pass => (answer, at.ForReceipt) switch
        {
            (LoansListed(var loans), true) => Enter(new ShowingReceipt(at.Session, Listed(loans, withTitles: false))),
            (LoansListed(var loans), false) => Enter(new ListingLoans(at.Session, Listed(loans, withTitles: policy.ShowsTitles))),
            _ => Enter(new NotNow(at.Session, Before(at))),
        },
        (AskingLoans at, Unanswered(MyLoans(var pass))) when pass == at.Session.Pass => Enter(new NotNow(at.Session, Before(at))),
        (AskingLoans at, Elapsed) => Enter(new NotNow(at.Session, Before(at))),
        (AskingLoans at, KeyPressed(Key.Star)) => Enter(Before(at)),
        (AskingLoans at, KeyHeld(Key.Star)) => SessionFlow.Finish(at.Session),

        (ListingLoans at, ItemScanned scan) when at.Loans.Any(loan => loan.Item == scan.Item) => Renew(now, at, scan.Request, scan.Item),
        (ListingLoans, ItemScanned or PatronScanned or PhoneScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),
        (ListingLoans at, KeyPressed(>= Key.Digit1 and < Key.Digit1 + Listing.Rows and var row) { Request: var request }) =>
            at.Loans.ElementAtOrDefault(at.Page * Listing.Rows + (row - Key.Digit1)) is { Item: { } item } ? Renew(now, at, request, item) : Stay(now, new Play(Cue.Failure)),
        (ListingLoans { Loans.IsEmpty: false } at, KeyPressed(Key.Hash) { Request: var request }) => Renew(now, at, request, item: null),
        (ListingLoans { ShowsTitles: true } at, KeyPressed(Key.Digit9) or Elapsed) => (at with { ShowsTitles = false }, []),
        (ListingLoans at, KeyPressed(Key.Digit9)) when at.Loans.Any(loan => loan.Title is not null) => (at with { ShowsTitles = true }, []),
        (ListingLoans at, KeyPressed(Key.Star or Key.Hash)) => Enter(new Recognised(at.Session)),
        (ListingLoans at, Elapsed) => SessionFlow.Finish(at.Session),

        // S51, S55
        (ShowingRenewals(var session, _, _, _), KeyPressed(Key.Star or Key.Hash) or Elapsed) => Enter(new Recognised(session)),
        (ShowingReceipt, CardArrived) => Read(now, policy),   // the next patron
        (ShowingReceipt, KeyPressed(not Key.Digit0) or KeyHeld or Elapsed) => Enter(new Goodbye()),

        _ => Stay(now),
    };

    public static (Step, ImmutableArray<Effect>) AskHolds(Situation now, Session session, DialoguePolicy policy) => now.Online && session.Pass is { } pass
        ? Enter(new AskingHolds(session), new AskBridge(new MyHolds(pass)))
        : Enter(new NotNow(session, Back(session, policy)));

    public static (Step, ImmutableArray<Effect>) AskLoans(Situation now, Session session, bool forReceipt)
    {
        var asking = new AskingLoans(session, forReceipt);
        return now.Online && session.Pass is { } pass ? Enter(asking, new AskBridge(new MyLoans(pass))) : Enter(new NotNow(session, Before(asking)));
    }

    /// <summary>Those that wait on this branch's shelf.</summary>
    public static ImmutableList<ListedHold> OnShelf(IReadOnlyList<ListedHold> holds, bool withTitles = false) =>
        [.. holds.Where(hold => hold is { IsReady: true, IsHere: true }).Select(hold => withTitles ? hold : hold with { Title = null })];

    /// <summary>What became of a renewal.</summary>
    public static (Step, ImmutableArray<Effect>) Tell(ListingLoans at, DeviceEvent settlement) => Enter(settlement switch
    {
        RenewalTold(_, Renewed(var loans, var notRenewed)) => new ShowingRenewals(at.Session, Rows(at.Loans, loans, notRenewed)),
        RenewalTold(_, RenewalRefused(var reason)) => new ShowingRenewals(at.Session, [], ProblemOf(reason)),
        _ => new ShowingRenewals(at.Session, [], RenewalProblem.NoAnswer),
    });

    static (Step, ImmutableArray<Effect>) Renew(Situation now, ListingLoans at, Guid request, string? item) => now.Online
        ? SettlementFlow.Request(at, request, new RenewalRequested(at.Session.Borrower, item))
        : Enter(new NotNow(at.Session, new Recognised(at.Session)));

    static ImmutableList<RenewalRow> Rows(ImmutableList<ListedLoan> listed, IReadOnlyList<RenewedLoan> renewed, IReadOnlyList<NotRenewedLoan> notRenewed) =>
    [
        .. renewed.Select(loan => new RenewalRow(NumberOf(listed, loan.Item), loan.Due, Problem: null))
            .Concat(notRenewed.Select(loan => new RenewalRow(NumberOf(listed, loan.Item), Due: null, ProblemOf(loan.Reason))))
            .OrderBy(row => row.Number ?? int.MaxValue),
    ];

    static int? NumberOf(ImmutableList<ListedLoan> listed, string item) => listed.FindIndex(loan => loan.Item == item) is >= 0 and var index ? index + 1 : null;

    static ImmutableList<ListedLoan> Listed(IReadOnlyList<ListedLoan> loans, bool withTitles) => [.. loans.Select(loan => withTitles ? loan : loan with { Title = null })];

    /// <summary>Where the patron was before the list of holds.</summary>
    static Step Back(Session session, DialoguePolicy policy) => policy.Station == Station.Counter ? new Recognised(session) : new Goodbye();

    static Step Before(AskingLoans at) => at.ForReceipt ? new Done(at.Session) : new Recognised(at.Session);

    /// <summary>The titles stay behind: from here on the patron has the books in hand.</summary>
    static Session PickingUp(ListingHolds at) => at.Holds.IsEmpty ? at.Session : at.Session with { PickUp = OnShelf(at.Holds) };

    static RenewalProblem ProblemOf(RenewalRefusal reason) => reason switch
    {
        RenewalRefusal.OnHold => RenewalProblem.OnHold,
        RenewalRefusal.LimitReached => RenewalProblem.LimitReached,
        RenewalRefusal.Overdue => RenewalProblem.Overdue,
        RenewalRefusal.PatronStopped => RenewalProblem.PatronStopped,
        RenewalRefusal.NotOnLoan => RenewalProblem.NotOnLoan,
        RenewalRefusal.NotRenewable => RenewalProblem.NotRenewable,
        RenewalRefusal.TooEarly => RenewalProblem.TooEarly,
        RenewalRefusal.NotRecognised or RenewalRefusal.SeeStaff => RenewalProblem.SeeStaff,
    };
}
