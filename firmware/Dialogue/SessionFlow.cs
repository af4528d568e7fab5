using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>The part of the dialogue in which a patron is known: menu, loans, receipt, the card itself. Lists are in <see cref="ListFlow"/>.</summary>
static class SessionFlow
{
    const int LongestCount = 2;

    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened, DialoguePolicy policy) => (now.Step, happened) switch
    {
        // The hold shelf after a pick-up, also while the next item is on its way
        (Serving { Session.PickUp: not null } at, Answered(MyHolds(var pass), HoldsListed(var holds))) when pass == at.Session.Pass =>
            (at with { Session = at.Session with { PickUp = ListFlow.OnShelf(holds) } }, []),
        (IRequesting { Pending: { } pending } at, _) => SettlementFlow.Advance(now, at, pending, happened, policy),
        (AskingHolds or ListingHolds or AskingLoans or ListingLoans or ShowingRenewals or ShowingReceipt, _) => ListFlow.Advance(now, happened, policy),

        // S20: the menu
        (Recognised(var session), ItemScanned scan) => Borrow(session, scan, policy),
        (Recognised(var session), PatronScanned or PhoneScanned) => Refuse(session, ItemProblem.PatronsCard),
        (Recognised(var session), OtherScanned(var problem)) => Refuse(session, problem),
        (Recognised(var session), KeyPressed(Key.Digit1)) when session.May.HasFlag(Operations.Loan) => Enter(new Scanning(session, Pending: null)),
        (Recognised(var session), KeyPressed(Key.Digit2)) when session.May.HasFlag(Operations.Holds) => ListFlow.AskHolds(now, session, policy),
        (Recognised(var session), KeyPressed(Key.Digit3)) when session.May.HasFlag(Operations.Renew) => ListFlow.AskLoans(now, session, forReceipt: false),
        (Recognised(var session), KeyPressed(Key.Digit4)) => Enter(new ShowingCard(session)),
        (Recognised(var session), KeyPressed(Key.Star or Key.Hash) or KeyHeld(Key.Star) or Elapsed) => Finish(session),

        // S30, S41: scan = loan
        (Scanning at, ItemScanned scan) => Borrow(at.Session, scan, policy),
        (Scanning at, PatronScanned or PhoneScanned) => Refuse(at.Session, ItemProblem.PatronsCard),
        (Scanning at, OtherScanned(var problem)) => Refuse(at.Session, problem),
        (Scanning at, KeyPressed(Key.Hash or Key.Star)) => AsksCount(now, at.Session, policy) ? Enter(new StatingCount(at.Session)) : Finish(at.Session),
        (Scanning { IsWarned: true } at, KeyPressed) => (at with { IsWarned = false }, []),
        (Scanning { IsWarned: false } at, Elapsed) when IsUnfinished(at.Session) => (at with { IsWarned = true }, [new Play(Cue.Attention)]),
        (Scanning at, KeyHeld(Key.Star) or Elapsed) => Finish(at.Session),

        (Refused(var session, _), ItemScanned scan) => Borrow(session, scan, policy),
        (Refused(var session, _), PatronScanned or PhoneScanned) => Refuse(session, ItemProblem.PatronsCard),
        (Refused(var session, _), OtherScanned(var problem)) => Refuse(session, problem),
        (Refused(var session, _), KeyPressed(Key.Hash) or Elapsed) => Enter(Next(session, policy)),
        (Refused(var session, _), KeyPressed(Key.Star) or KeyHeld(Key.Star)) => Finish(session),

        // S33, S34: how many do you have?
        (StatingCount or CountDiffers, ItemScanned scan) => Borrow(((Serving)now.Step).Session, scan, policy),
        (StatingCount at, KeyPressed(>= Key.Digit0 and <= Key.Digit9 and var digit)) =>
            (at with { Digits = at.Digits.Length < LongestCount ? at.Digits + DigitOf(digit) : at.Digits }, []),
        (StatingCount { Digits: "" } at, KeyPressed(Key.Star)) => Enter(new Scanning(at.Session, Pending: null)),
        (StatingCount at, KeyPressed(Key.Star)) => (at with { Digits = at.Digits[..^1] }, []),
        (StatingCount { Digits: "" }, KeyPressed(Key.Hash)) => Stay(now, new Play(Cue.Failure)),
        (StatingCount at, KeyPressed(Key.Hash)) => Count(at.Session, int.Parse(at.Digits, System.Globalization.CultureInfo.InvariantCulture)),
        (CountDiffers at, KeyPressed(Key.Hash) or Elapsed) => Enter(new Scanning(at.Session, Pending: null)),
        (CountDiffers at, KeyPressed(Key.Star)) => Finish(at.Session),
        (StatingCount or CountDiffers, KeyHeld(Key.Star) or Elapsed) => Finish(((Serving)now.Step).Session),

        // S32, S55: the receipt
        (Done or ShowingReceipt, CardArrived) => Read(now, policy),   // the next patron
        (Done { Session: { MayMail: true, Pass: { } pass } session }, KeyPressed(Key.Digit1)) => Enter(new SendingReceipt(session), new Record(new ReceiptRequested(pass))),
        (Done { Session: { MayList: true } session }, KeyPressed(Key.Digit2)) => ListFlow.AskLoans(now, session, forReceipt: true),
        (Done, KeyPressed(Key.Digit0)) => Stay(now),
        (Done, KeyPressed or KeyHeld or Elapsed) => Enter(new Goodbye()),
        (SendingReceipt, Recorded(ReceiptRequested)) => Enter(new Goodbye(Farewell.ReceiptByMail)),

        // S61: not without the bridge
        (NotNow(_, var then), KeyPressed(Key.Star or Key.Hash) or Elapsed) => Enter(then),
        (NotNow(var session, _), KeyHeld(Key.Star)) => Finish(session),

        // S22, S23: the card itself
        (ShowingCard(var session), KeyPressed(Key.Digit1)) when session.MayUnlink => Enter(new ConfirmingUnlink(session)),
        (ShowingCard(var session), KeyPressed(Key.Star or Key.Hash)) => Enter(new Recognised(session)),
        (ConfirmingUnlink({ Pass: { } pass } session), KeyPressed(Key.Hash)) => Enter(new Unlinking(session), new Record(new UnlinkRequested(pass))),
        (ConfirmingUnlink(var session), KeyPressed(Key.Star)) => Enter(new ShowingCard(session)),
        (ShowingCard or ConfirmingUnlink, KeyHeld(Key.Star) or Elapsed) => Enter(new Goodbye()),
        (Unlinking, Recorded(UnlinkRequested)) => Enter(new Goodbye(Farewell.Unlinked)),

        _ => Stay(now),
    };

    public static TimeSpan? LimitOf(Serving step) => step switch
    {
        Recognised => TimeSpan.FromSeconds(30),
        Scanning { IsWarned: true } or ListingHolds { IsWarned: true } => LastWarning,
        Scanning { Session.PickUp: not null } => TimeSpan.FromSeconds(40),   // the shelf is some steps away
        Scanning at => IsUnfinished(at.Session) ? TimeSpan.FromSeconds(25) : TimeSpan.FromSeconds(45),
        Refused or NotNow or CountDiffers => TimeSpan.FromSeconds(10),
        ListingHolds { ShowsTitles: true } or ListingLoans { ShowsTitles: true } => TimeSpan.FromSeconds(10),
        Done or ListingHolds { Holds.IsEmpty: true } or ListingLoans { Loans.IsEmpty: true } => TimeSpan.FromSeconds(15),
        StatingCount or ListingHolds or ListingLoans or ShowingCard or ConfirmingUnlink => TimeSpan.FromSeconds(30),
        AskingHolds or AskingLoans or ShowingRenewals or ShowingReceipt => TimeSpan.FromSeconds(20),
        _ => throw new InvalidOperationException($"no time limit for {step.GetType().Name}"),
    };

    /// <summary>From the warning to the end.</summary>
    static readonly TimeSpan LastWarning = TimeSpan.FromSeconds(20);

    /// <summary>The session can be ended without anything left to do.</summary>
    public static (Step, ImmutableArray<Effect>) Finish(Session session) => session.Lent.IsEmpty ? Enter(new Goodbye()) : Enter(new Done(session with { PickUp = null }));

    /// <summary>Where a patron goes on after a screen that only told something.</summary>
    public static Step Next(Session session, DialoguePolicy policy) => session.May.HasFlag(Operations.Loan) ? new Scanning(session, Pending: null)
        : policy.Station == Station.Counter ? new Recognised(session)
        : new Goodbye();

    public static (Step, ImmutableArray<Effect>) Borrow(Session session, ItemScanned scan, DialoguePolicy policy) =>
        !session.May.HasFlag(Operations.Loan) ? Refuse(session, ItemProblem.CardMayNot)
        : session.Lent.Any(lent => lent.Item == scan.Item) ? Refuse(session, ItemProblem.AlreadyYours)
        : session.Account is null && session.Lent.Count >= policy.OfflineLimit ? Refuse(session, ItemProblem.OfflineLimit)
        : SettlementFlow.Request(new Scanning(session, Pending: null), scan.Request, new LoanRequested(session.Borrower, scan.Item));

    public static (Step, ImmutableArray<Effect>) Refuse(Session session, ItemProblem problem) => Enter(new Refused(session, problem));

    /// <summary>What became of a loan.</summary>
    public static (Step, ImmutableArray<Effect>) Tell(Session session, LoanRequested wanted, DeviceEvent settlement, DialoguePolicy policy) => settlement switch
    {
        LoanTold(_, LoanGranted granted) => Lend(session with { Account = Updated(session.Account, granted) }, new(wanted.Item, granted.Due, IsOffline: false)),
        LoanMadeOffline(_, var due) => Lend(session, new(wanted.Item, due, IsOffline: true)),
        LoanTold(_, LoanRefused(var reason)) => Refuse(session, ProblemOf(reason)),
        _ => Refuse(session, ItemProblem.NoAnswer),
    };

    static (Step, ImmutableArray<Effect>) Lend(Session session, LentItem item)
    {
        var scanning = new Scanning(session with { Lent = session.Lent.Add(item) }, Pending: null);
        ImmutableArray<Effect> effects = [new Show(Light.Success), new Play(Cue.Success)];
        return (scanning, session is { PickUp: not null, Pass: { } pass } ? effects.Add(new AskBridge(new MyHolds(pass))) : effects);   // one of them may have been picked up
    }

    /// <summary>Somebody who goes now leaves something behind: what was lent was not told in the end, or waits on the shelf.</summary>
    static bool IsUnfinished(Session session) => !session.Lent.IsEmpty || session.PickUp is { IsEmpty: false };

    static bool AsksCount(Situation now, Session session, DialoguePolicy policy) =>
        policy.AsksCount && !session.Lent.IsEmpty && !now.Faults.HasFlag(Faults.PinPad) && !now.Faults.HasFlag(Faults.Panel);

    static (Step, ImmutableArray<Effect>) Count(Session session, int stated) => stated == session.Lent.Count ? Finish(session) : Enter(new CountDiffers(session, stated));

    static Account? Updated(Account? account, LoanGranted granted) =>
        (account ?? new Account(0, 0, 0, 0)) with { OnLoan = granted.OnLoan, Limit = granted.Limit };

    static ItemProblem ProblemOf(RefusalReason reason) => reason switch
    {
        RefusalReason.ItemUnknown => ItemProblem.Unknown,
        RefusalReason.ItemOnLoan => ItemProblem.OnLoan,
        RefusalReason.AlreadyYours => ItemProblem.AlreadyYours,
        RefusalReason.ItemOnHold => ItemProblem.OnHold,
        RefusalReason.InLibraryOnly => ItemProblem.InLibraryOnly,
        RefusalReason.LimitReached => ItemProblem.LimitReached,
        RefusalReason.PatronHasOverdue => ItemProblem.Overdue,
        RefusalReason.PatronBlocked or RefusalReason.NotRecognised or RefusalReason.ItemNotAvailable => ItemProblem.SeeStaff,
    };
}
