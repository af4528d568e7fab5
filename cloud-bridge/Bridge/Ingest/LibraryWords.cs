using Bridge.Library;
using Contract;

namespace Bridge.Ingest;

/// <summary>What library systems say, in the contract's words. Pure.</summary>
static class LibraryWords
{
    /// <summary>Nothing renewed is a refusal: for the one reason there is, else for the desk to explain.</summary>
    public static RenewalOutcome RenewalOf(IReadOnlyList<RenewedLoan> renewed, IReadOnlyList<NotRenewedLoan> notRenewed) =>
        renewed.Count > 0 ? new Renewed(renewed, notRenewed)
        : notRenewed.Count == 0 ? new RenewalRefused(RenewalRefusal.NotOnLoan)
        : new RenewalRefused(notRenewed.Select(loan => loan.Reason).Distinct().Count() == 1 ? notRenewed[0].Reason : RenewalRefusal.SeeStaff);

    extension(Refusal refusal)
    {
        /// <summary>The system's reason against a loan; where it gave none that can be told apart, the desk helps.</summary>
        public RefusalReason AgainstLoan => refusal.Reason ?? RefusalReason.ItemNotAvailable;

        public RenewalRefusal AgainstRenewal => refusal.Renewal ?? refusal.Reason switch
        {
            RefusalReason.ItemUnknown or RefusalReason.ItemOnLoan => RenewalRefusal.NotOnLoan,
            RefusalReason.ItemOnHold => RenewalRefusal.OnHold,
            RefusalReason.PatronHasOverdue or RefusalReason.PatronBlocked => RenewalRefusal.PatronStopped,
            RefusalReason.NotRecognised => RenewalRefusal.NotRecognised,
            null or RefusalReason.AlreadyYours or RefusalReason.InLibraryOnly or RefusalReason.LimitReached or RefusalReason.ItemNotAvailable => RenewalRefusal.SeeStaff,
        };

        public CheckinRefusal AgainstReturn => refusal.Reason is RefusalReason.ItemUnknown ? CheckinRefusal.ItemUnknown : CheckinRefusal.SeeStaff;
    }

    extension(Routing routing)
    {
        /// <summary>Which box the item goes into.</summary>
        public CheckinRouting ForBox() => routing switch
        {
            Routing.Shelf => CheckinRouting.Shelf,
            Routing.HoldShelf => CheckinRouting.HoldShelf,
            Routing.AnotherBranch => CheckinRouting.OtherBranch,
            Routing.Staff => CheckinRouting.Staff,
        };
    }
}
