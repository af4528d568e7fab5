using System.Collections.Immutable;
using Contract;

namespace Firmware.Dialogue;

public abstract partial record Step
{
    /// <summary>S33: how many items do you have? Where the site wants it asked, before the end.</summary>
    public sealed record StatingCount(Session Session, string Digits = "") : Serving(Session);

    /// <summary>S34: the patron has another number of items than were lent. <c>#</c> goes on scanning, <c>*</c> ends all the same.</summary>
    /// <param name="Stated">What they typed; <see cref="Session.Lent"/> has what was lent.</param>
    public sealed record CountDiffers(Session Session, int Stated) : Serving(Session);

    /// <summary>S40: the bridge is asked what is held for the patron.</summary>
    public sealed record AskingHolds(Session Session) : Serving(Session);

    /// <summary>S40: what is held. <c>#</c> picks up, or a scan does; 3 shows titles for ten seconds, 0 the next page, <c>*</c> goes back.</summary>
    /// <param name="Holds">Those that wait on this branch's shelf, with slot and last day. Titles are for <paramref name="ShowsTitles"/> only.</param>
    /// <param name="Others">How many more the patron has: queued, on their way, or on another branch's shelf.</param>
    /// <param name="Page">From 0, <see cref="Listing.Rows"/> holds on each.</param>
    /// <param name="ShowsTitles">For ten seconds; what shows them is wiped by a full refresh when it is left, for whatever comes next.</param>
    /// <param name="IsWarned">Nobody has moved for a while: in 20 s it ends.</param>
    public sealed record ListingHolds(Session Session, ImmutableList<ListedHold> Holds, int Others, int Page = 0, bool ShowsTitles = false, bool IsWarned = false)
        : Serving(Session), IPaged
    {
        public int Length => Holds.Count;

        Step IPaged.At(int page) => this with { Page = page, ShowsTitles = false, IsWarned = false };
    }

    /// <summary>S50, or S55 where it is for a receipt: the bridge is asked what the patron has on loan.</summary>
    public sealed record AskingLoans(Session Session, bool ForReceipt) : Serving(Session);

    /// <summary>S50: what is on loan and until when. A row's number on its page (1 to 4) renews it, or its scan does; <c>#</c> renews all,
    /// 9 shows titles for ten seconds, 0 the next page, <c>*</c> goes back.</summary>
    /// <param name="Pending">A renewal is on its way to the library.</param>
    /// <param name="Page">From 0, <see cref="Listing.Rows"/> loans on each, every page numbered from 1 as its keys are.</param>
    /// <param name="ShowsTitles">As in <see cref="ListingHolds"/>.</param>
    public sealed record ListingLoans(Session Session, ImmutableList<ListedLoan> Loans, PendingRequest? Pending = null, int Page = 0, bool ShowsTitles = false)
        : Serving(Session), IRequesting, IPaged
    {
        public int Length => Loans.Count;

        Step IRequesting.With(PendingRequest? pending) => this with { Pending = pending, ShowsTitles = false };

        Step IPaged.At(int page) => this with { Page = page, ShowsTitles = false };
    }

    /// <summary>S51: what became of each loan that was to be renewed; or, with no row, why nothing was.</summary>
    /// <param name="Rows">As the library answered; empty when it refused all for one reason, or did not answer.</param>
    /// <param name="Problem">That reason.</param>
    /// <param name="Page">From 0, <see cref="Listing.Rows"/> on each; 0 shows the next, <c>#</c> and <c>*</c> go back to S20.</param>
    public sealed record ShowingRenewals(Session Session, ImmutableList<RenewalRow> Rows, RenewalProblem? Problem = null, int Page = 0) : Serving(Session), IPaged
    {
        public int Length => Rows.Count;

        Step IPaged.At(int page) => this with { Page = page };
    }

    /// <summary>S55: all open loans, as a count and due dates, never titles; 0 shows the next page, anything else ends.</summary>
    public sealed record ShowingReceipt(Session Session, ImmutableList<ListedLoan> Loans, int Page = 0) : Serving(Session), IPaged
    {
        public int Length => Loans.Count;

        Step IPaged.At(int page) => this with { Page = page };
    }

    /// <summary>S55: that the receipt is wanted by mail is being written into the journal.</summary>
    public sealed record SendingReceipt(Session Session) : Serving(Session);

    /// <summary>S61: without the bridge there are no renewals, no holds and no list; lending may go on.</summary>
    /// <param name="Then">What follows.</param>
    public sealed record NotNow(Session Session, Step Then) : Serving(Session);

    /// <summary>S35: the return lane; scan = return, without a card. <c>#</c> and <c>*</c> end.</summary>
    /// <param name="Items">Barcodes taken back so far; the screen shows how many.</param>
    /// <param name="Last">Which box the last one goes into; null before the first.</param>
    /// <param name="Pending">An item is on its way to the library.</param>
    public sealed record Returning(ImmutableList<string> Items, ReturnBox? Last = null, PendingRequest? Pending = null) : Step, IRequesting
    {
        Step IRequesting.With(PendingRequest? pending) => this with { Pending = pending };
    }

    /// <summary>S36: this item is not taken back, for one reason in one phrase. Goes on to <see cref="Returning"/>.</summary>
    public sealed record NotReturned(ImmutableList<string> Items, ReturnProblem Problem) : Step;

    /// <summary>S85: a person was asked for; first it is written into the journal, then it is told.</summary>
    /// <param name="Then">Where the patron was, when they go on from here; null when they do not.</param>
    /// <param name="IsCalled">It is in the journal.</param>
    public sealed record CallingStaff(Step? Then, bool IsCalled = false) : Step;
}
