using Contract;

namespace Firmware.Dialogue;

public abstract partial record Step
{
    /// <summary>Somebody becomes a patron, or has a card linked; <see cref="EnrolmentFlow"/> is their table.</summary>
    public abstract record Enrolling : Step
    {
        private protected Enrolling() { }
    }

    /// <summary>S10: no patron has this My Number card; new here, or not?</summary>
    public sealed record Choosing : Enrolling;

    /// <summary>S19: the library card is to be scanned. <paramref name="IsUnknown"/> when no patron has the one that was.</summary>
    public sealed record ScanningLibraryCard(bool IsUnknown) : Enrolling;

    /// <summary>S19: the bridge is asked whose it is.</summary>
    public sealed record AskingLibraryCard(CardEvidence.LibraryCard Asked) : Enrolling;

    /// <summary>S19: are these its last four digits?</summary>
    public sealed record ConfirmingLibraryCard(string Number) : Enrolling;

    /// <summary>S11: what is read and what for; on its second page who keeps it and how long.</summary>
    public sealed record Consenting(Purpose Purpose, bool ShowsDetails = false, bool IsWarned = false) : Enrolling;

    /// <summary>S14: card and bridge are asked what is needed before a number is typed.</summary>
    public sealed record Preparing(Purpose Purpose) : Enrolling;

    /// <summary>S12: a number is typed; the digits are elsewhere, only their count is known here.</summary>
    /// <param name="Left">Read from the card.</param>
    /// <param name="WasWrong">The last one was.</param>
    public sealed record EnteringPin(Purpose Purpose, PinKind Pin, TriesLeft Left, int Count = 0, bool WasWrong = false, bool IsWarned = false) : Enrolling
    {
        /// <summary>Only a held key spends the last try.</summary>
        public bool IsLastTry => Left.Of(Pin) == 1;
    }

    /// <summary>S83: one try is left; the site allows it, but nobody is led into it.</summary>
    public sealed record OfferingLastTry(Purpose Purpose, PinKind Pin, TriesLeft Left) : Enrolling;

    /// <summary>S14: one VERIFY.</summary>
    public sealed record CheckingPin(Purpose Purpose, PinKind Pin, TriesLeft Left) : Enrolling;

    /// <summary>S13: is the other number the same? Never tried unasked.</summary>
    /// <param name="IsFresh">Too new to have been read: an Enter that was pressed twice does not answer it.</param>
    public sealed record AskingSameNumber(Purpose Purpose, TriesLeft Left, bool IsFresh = true, bool IsWarned = false) : Enrolling;

    /// <summary>S14: both numbers were right.</summary>
    public sealed record ReadingRecords(Purpose Purpose) : Enrolling;

    /// <summary>S15: is this you? Masked.</summary>
    public sealed record CheckingDetails(Guid Request, MaskedPerson Person, bool IsWarned = false) : Enrolling;

    /// <summary>S16: a telephone number, if they like.</summary>
    /// <param name="IsRefused">What was typed is none.</param>
    public sealed record EnteringPhone(Guid Request, string Digits = "", bool IsRefused = false, bool IsWarned = false) : Enrolling;

    /// <summary>S14: the request is in the journal. <paramref name="Settlement"/> is what is being written into it before the patron is told.</summary>
    public sealed record Registering(Purpose Purpose, Guid Request, DeviceEvent? Settlement = null) : Enrolling;

    /// <summary>S17: the rest is typed on the patron's own phone.</summary>
    public sealed record HandingOver(Guid Request, HandOver HandOver, Admission Admission) : Enrolling;

    /// <summary>S18: done.</summary>
    public sealed record Admitted(Admission Admission, HandOverEnd HandOver) : Enrolling;

    /// <summary>S82: nothing was registered, and why.</summary>
    public sealed record NotEnrolled(EnrolmentProblem Problem) : Step;

    /// <summary>S83: this card cannot; where to go with it.</summary>
    public sealed record Barred(CardBar Bar) : Step;

    /// <summary>S22: which card this is, and that it can be taken off.</summary>
    public sealed record ShowingCard(Session Session) : Serving(Session);

    /// <summary>S23: really?</summary>
    public sealed record ConfirmingUnlink(Session Session) : Serving(Session);

    /// <summary>S23: it is being written into the journal.</summary>
    public sealed record Unlinking(Session Session) : Serving(Session);
}
