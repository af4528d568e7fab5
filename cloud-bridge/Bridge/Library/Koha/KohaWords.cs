using System.Net;
using Bridge.Library.Sip2.Wire;
using Contract;

namespace Bridge.Library.Koha;

/// <summary>What Koha's answers mean to us. Pure.</summary>
static class KohaWords
{
    public static DueDate DueOf(KohaCheckout checkout, TimeZoneInfo zone) => Sip2Due.Parse(checkout.DueDate, zone);

    /// <summary>Was it renewed? Its due date has moved, or nobody can tell.</summary>
    public static Evidence<Lent> OfRenewal(DueDate now, DueDate? before) =>
        before is not { IsStated: true } || !now.IsStated ? new Evidence<Lent>.Unclear()
        : now.IsSameAs(before) ? new Evidence<Lent>.DidNotHappen()
        : new Evidence<Lent>.Happened(new(now, WasTheirs: true));

    /// <summary>403 says why in brackets: <c>Renewal not authorized (too_many)</c>.</summary>
    public static Refusal AgainstRenewal(KohaAnswer.Answered answer) => answer.Status switch
    {
        HttpStatusCode.Forbidden when Forbidden(answer) is { } why => new(null, why),
        HttpStatusCode.Forbidden => new(null, "Koha answers 403", Renewal: Between(answer, '(', ')') switch
        {
            "on_reserve" or "recalled" => RenewalRefusal.OnHold,
            "too_many" or "too_unseen" => RenewalRefusal.LimitReached,
            "overdue" => RenewalRefusal.Overdue,
            "restriction" => RenewalRefusal.PatronStopped,
            "too_soon" or "auto_too_soon" => RenewalRefusal.TooEarly,
            "item_denied_renewal" or "onsite_checkout" or "auto_renew" => RenewalRefusal.NotRenewable,
            "no_checkout" => RenewalRefusal.NotOnLoan,
            _ => RenewalRefusal.SeeStaff,
        }),
        HttpStatusCode.NotFound => new(null, Renewal: RenewalRefusal.NotOnLoan),
        var status => new(null, $"Koha answers {(int)status}", Renewal: RenewalRefusal.SeeStaff),
    };

    /// <summary>403 says why at the end: <c>Hold cannot be placed. Reason: tooManyReserves</c>.</summary>
    public static Refusal AgainstHold(KohaAnswer.Answered answer) => answer.Status switch
    {
        HttpStatusCode.Forbidden when Forbidden(answer) is { } why => new(null, why),
        HttpStatusCode.Forbidden => new(null, "Koha answers 403", Hold: Between(answer, ':', null) switch
        {
            "tooManyReserves" or "tooManyReservesToday" or "tooManyHoldsForThisRecord" => HoldRefusal.LimitReached,
            "itemAlreadyOnHold" => HoldRefusal.AlreadyHeld,
            "alreadypossession" => HoldRefusal.OnLoanToYou,
            "libraryNotFound" or "libraryNotPickupLocation" or "pickupNotInHoldGroup" or "cannotBeTransferred" => HoldRefusal.PickupUnknown,
            "notReservable" or "noReservesAllowed" or "damaged" or "no_valid_items" => HoldRefusal.NotForLoan,
            _ => null,
        }),
        HttpStatusCode.BadRequest when Said(answer).Contains("pickup location", StringComparison.OrdinalIgnoreCase) => new(null, Hold: HoldRefusal.PickupUnknown),
        HttpStatusCode.NotFound => new(null, Hold: HoldRefusal.Unknown),
        var status => new(null, $"Koha answers {(int)status}"),
    };

    /// <summary>For staff, when it is the account and not the patron that may not; null otherwise.</summary>
    public static string? Forbidden(KohaAnswer.Answered answer) => answer.Status is HttpStatusCode.Forbidden && answer.Read(KohaJson.Default.KohaError) is { RequiredPermissions: not null }
        ? "Koha answers 403: the bridge's account lacks a permission; README names them"
        : null;

    static string Said(KohaAnswer.Answered answer) => answer.Read(KohaJson.Default.KohaError)?.Error ?? "";

    static string Between(KohaAnswer.Answered answer, char from, char? to)
    {
        var said = Said(answer);
        var begin = said.LastIndexOf(from) + 1;
        var end = to is { } sign ? said.LastIndexOf(sign) : said.Length;
        return begin > 0 && end > begin ? said[begin..end].Trim() : "";
    }
}
