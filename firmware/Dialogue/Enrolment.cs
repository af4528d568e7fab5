using Contract;

namespace Firmware.Dialogue;

/// <summary>What somebody wants of an enrolment.</summary>
public abstract record Purpose
{
    Purpose() { }   // the purposes below are all there are

    /// <summary>Become a patron.</summary>
    public sealed record Register : Purpose;

    /// <summary>A patron, known by their library card, wants this My Number card to speak for them.</summary>
    public sealed record Link(string LibraryCard) : Purpose;

    /// <summary>The bridge knows the patron but wants the PIN once.</summary>
    public sealed record Renew(EnrolmentCause Cause) : Purpose;
}

/// <summary>The two 4-digit numbers of a My Number card.</summary>
public enum PinKind
{
    /// <summary>利用者証明用</summary>
    Authentication,

    /// <summary>券面事項入力補助用</summary>
    Text,
}

/// <summary>Tries left of both numbers, as the card last said; never inferred.</summary>
public readonly record struct TriesLeft(int Authentication, int Text)
{
    /// <summary>Of a counter that nobody has touched.</summary>
    public const int Full = 3;

    public int Of(PinKind pin) => pin switch
    {
        PinKind.Authentication => Authentication,
        PinKind.Text => Text,
    };

    public TriesLeft With(PinKind pin, int left) => pin switch
    {
        PinKind.Authentication => this with { Authentication = left },
        PinKind.Text => this with { Text = left },
    };
}

/// <summary>An enrolment that succeeded, as the patron is told.</summary>
/// <param name="Kind">What came of it.</param>
/// <param name="Session">The patron, recognised; null while staff decide.</param>
public sealed record Admission(AdmissionKind Kind, Session? Session);

public enum AdmissionKind
{
    /// <summary>A new patron.</summary>
    Registered,

    /// <summary>The card speaks for a patron who was one already.</summary>
    Linked,

    /// <summary>Taken down; a person at the library decides.</summary>
    AwaitsStaff,
}

/// <summary>How the page on the patron's own phone ended.</summary>
public enum HandOverEnd
{
    /// <summary>Nothing was left to type.</summary>
    None,
    Done,

    /// <summary>Not finished here; it can be finished later.</summary>
    Later,
}

/// <summary>Why this card cannot be enrolled or used here; each is sent to the right desk.</summary>
public enum CardBar
{
    /// <summary>Three wrong entries: only the municipal office unlocks.</summary>
    AuthenticationPinLocked,
    TextPinLocked,

    /// <summary>One try is left, and it is not ours to spend.</summary>
    LastTry,

    /// <summary>A face-authentication card: no number was ever set.</summary>
    NoPin,
    CertificateExpired,
    CertificateRevoked,

    /// <summary>No user-authentication certificate was issued on it.</summary>
    CertificateAbsent,

    /// <summary>A phone with the certificates in it: it has no text application.</summary>
    Phone,

    /// <summary>住民基本台帳カード, the card before the My Number card.</summary>
    OldCard,

    /// <summary>The signatures over the card's records are wrong.</summary>
    RecordsNotGenuine,
}

/// <summary>Why nothing was registered.</summary>
public enum EnrolmentProblem
{
    /// <summary>No key was pressed for so long that the patron has probably gone.</summary>
    TimedOut,

    /// <summary>The card did not answer as it should.</summary>
    CardNotRead,

    /// <summary>What the card says of its holder is not right, says the holder.</summary>
    DetailsDenied,

    /// <summary>Panel or pad does not work, or this station does not enrol.</summary>
    NotHere,

    /// <summary>The bridge went away before anything was sent.</summary>
    NoConnection,

    /// <summary>No outcome came in time.</summary>
    NoAnswer,
    CardExpired,
    CardRevoked,
    CardNotTrusted,
    ProofNotAccepted,
    LibraryCardUnknown,
    LinkedToAnother,
    PatronNotAllowed,
    PlatformDown,
}
