using System.Text.Json.Serialization;

namespace Contract;

/// <summary>Somebody becomes a patron by My Number card. Its <see cref="EnrolmentOutcome"/> comes back as an <see cref="Answer"/> with this event's id.</summary>
/// <param name="Proof">What the card proved with its PIN.</param>
/// <param name="Person">The 4 information; the patron saw them masked and said yes.</param>
/// <param name="Consent">To what, and when.</param>
/// <param name="Phone">Typed on the pad; null when left out.</param>
public sealed record RegistrationRequested(EnrolmentProof Proof, PersonDetails Person, Consent Consent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Phone) : DeviceEvent
{
    public const string Type = "registration.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>A patron wants this My Number card to speak for them.</summary>
/// <param name="Proof">What the card proved with its PIN.</param>
/// <param name="Person">The 4 information, to be compared with what the library has; what differs goes to staff.</param>
/// <param name="Consent">To what, and when.</param>
/// <param name="LibraryCard">Number of the library card that was scanned; null where the bridge knows the patron already (<see cref="EnrolmentNeeded"/>).</param>
public sealed record LinkRequested(EnrolmentProof Proof, PersonDetails Person, Consent Consent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? LibraryCard) : DeviceEvent
{
    public const string Type = "link.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>The patron read the bridge's outcome of a registration or a link.</summary>
public sealed record EnrolmentTold(Guid Request, EnrolmentOutcome Outcome) : DeviceEvent
{
    public const string Type = "enrolment.told";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and the patron was told that nothing was registered: the bridge drops the request, or undoes it.</summary>
public sealed record EnrolmentWithdrawn(Guid Request) : DeviceEvent
{
    public const string Type = "enrolment.withdrawn";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>The recognised card is to speak for its patron no more. Applied whenever it arrives; nothing speaks against it, so no outcome follows.</summary>
/// <param name="Pass">Of the session in which the patron asked for it.</param>
public sealed record UnlinkRequested(string Pass) : DeviceEvent
{
    public const string Type = "unlink.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>What a My Number card proved in one session, its 4-digit PINs entered by the person.</summary>
/// <param name="Certificate">User-authentication certificate, DER; the bridge keeps none of it.</param>
/// <param name="Nonce">Of the <see cref="EnrolmentChallenge"/>.</param>
/// <param name="Time">When the card signed.</param>
/// <param name="Signature">By the authentication key over <see cref="CardChallenge.Enrol"/>; RSA-2048 PKCS#1 v1.5 SHA-256, 256 bytes.</param>
/// <param name="ChipKey">Public key of the text application (EF 0007), SubjectPublicKeyInfo: proves the chip at every later tap.</param>
/// <param name="ChipSignature">By that key over <see cref="CardChallenge.EnrolChip"/>, 256 bytes.</param>
/// <param name="Trust">How far the issuer's signatures over 4 information and key (EF 0003, EF 0007) could be followed.</param>
public sealed record EnrolmentProof(byte[] Certificate, byte[] Nonce, DateTimeOffset Time, byte[] Signature, byte[] ChipKey, byte[] ChipSignature, RecordTrust Trust);

/// <summary>The 4 information (基本4情報) as the card has them.</summary>
/// <param name="Name">氏名; as a rule with U+3000 between family and given name.</param>
/// <param name="Address">住所, one line.</param>
/// <param name="BirthDate">Eight digits, Gregorian; not always a date of the calendar.</param>
/// <param name="Sex">One digit: 1 male, 2 female, rarely another.</param>
public sealed record PersonDetails(string Name, string Address, string BirthDate, string Sex)
{
    /// <summary>Says that it is there; what it says is nobody's to print.</summary>
    public override string ToString() => nameof(PersonDetails);
}

/// <param name="TermsVersion">Of the <see cref="EnrolmentChallenge"/>.</param>
/// <param name="GivenAt">By the appliance's clock.</param>
/// <param name="Language">The terms were shown in; BCP 47.</param>
public sealed record Consent(string TermsVersion, DateTimeOffset GivenAt, string Language);

/// <summary>How far a card's signed records could be followed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecordTrust>))]
public enum RecordTrust
{
    /// <summary>Up to an authority whose key the appliance has.</summary>
    Authority,

    /// <summary>Only up to the card's own CV certificate: the site trusts what it saw at enrolment.</summary>
    OnEnrolment,
}
