using Bridge.Identity;
using Bridge.Library;
using Contract;

namespace Bridge.Enrolment;

/// <summary>A registration or a link that a person at the library decides, or has decided.</summary>
sealed class Application
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public ApplicationState State { get; set; }
    public required ReviewReason Reason { get; set; }

    /// <summary>The <see cref="RegistrationForm"/> as JSON; erased when it is decided.</summary>
    public string? Form { get; set; }

    /// <summary>The patron to link to; after a registration was accepted the patron it made. Null while nobody is known.</summary>
    public long? PatronId { get; set; }

    public Patron? Patron { get; init; }

    /// <summary>The enrolment at an appliance it came from.</summary>
    public Guid? Case { get; init; }

    public required IdentitySource Source { get; init; }

    /// <summary>What is kept of the person's proof until it is decided.</summary>
    public byte[]? Ppid { get; set; }

    public byte[]? SerialHash { get; set; }
    public byte[]? ChipKey { get; set; }
    public DateTimeOffset? CertificateEnds { get; set; }
    public byte[]? Issuer { get; set; }
    public RecordTrust? Trust { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Who at the library.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>Why it was refused, in staff's words.</summary>
    public string? Refusal { get; set; }
}

enum ApplicationState { Waiting, Accepted, Refused }

/// <summary>Why a person must decide.</summary>
enum ReviewReason
{
    /// <summary>The site has every registration looked at.</summary>
    SiteReviewsAll,

    /// <summary>A patron of the same name and birth date is there already.</summary>
    PossibleDuplicate,

    /// <summary>A minor, and no guardian is named.</summary>
    MinorWithoutGuardian,

    /// <summary>The birth date is none of the calendar, so the age is unknown.</summary>
    BirthDateUnclear,

    /// <summary>The card says another name or birth date than the library has for the patron.</summary>
    DetailsDiffer,

    /// <summary>The card says no name, no address, or something that cannot be read.</summary>
    FormNotGood,

    /// <summary>No patron number is left in the site's range.</summary>
    NoNumberLeft,
}
