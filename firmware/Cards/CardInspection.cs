namespace Firmware.Cards;

/// <summary>What a card says of itself without any PIN.</summary>
sealed record CardInspection(CardKind Kind)
{
    /// <summary>By EF 0008; null where the card does not say.</summary>
    public bool? HasAuthenticationCertificate { get; init; }

    /// <summary>By EF 0008; false for a child under 15, and where the holder wanted none.</summary>
    public bool? HasSignatureCertificate { get; init; }

    /// <summary>User-authentication certificate, DER; null where there is none, or none without PIN (a phone).</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>The certificate is good until then.</summary>
    public DateTimeOffset? CertificateEnds { get; init; }

    /// <summary>Of the authentication PIN; 0 is locked, null is not told.</summary>
    public int? AuthenticationTries { get; init; }

    /// <summary>Of the text application's PIN; 0 is locked, null is not told.</summary>
    public int? TextTries { get; init; }

    /// <summary>A card for face authentication only (顔認証マイナンバーカード): both counters have stood at 0 since it was issued.</summary>
    /// <remarks>A card whose holder locked both PINs looks the same; either way the municipal office is the place to go.</remarks>
    public bool HasNoPin => AuthenticationTries == 0 && TextTries == 0;

    /// <summary>What keeps this card from being enrolled here; null when nothing does.</summary>
    public EnrolmentObstacle? Obstacle(DateTimeOffset now) => this switch
    {
        { Kind: CardKind.OtherCard or CardKind.UnknownToken } => EnrolmentObstacle.OtherCard,
        { Kind: CardKind.OldResidentCard } => EnrolmentObstacle.OldResidentCard,
        { Kind: CardKind.Phone } => EnrolmentObstacle.Phone,
        { HasNoPin: true } => EnrolmentObstacle.NoPin,
        { HasAuthenticationCertificate: false } or { Certificate: null } or { CertificateEnds: null } => EnrolmentObstacle.NoCertificate,
        { CertificateEnds: var ends } when ends < now => EnrolmentObstacle.CertificateEnded,
        { AuthenticationTries: 0 } => EnrolmentObstacle.AuthenticationPinLocked,
        { TextTries: 0 } => EnrolmentObstacle.TextPinLocked,
        { AuthenticationTries: null } or { TextTries: null } => EnrolmentObstacle.CountNotTold,
        _ => null,
    };
}

/// <summary>Which token it is, by the label in its token information (JPKI EF 0006).</summary>
enum CardKind
{
    /// <summary><c>JPKIAPICCTOKEN2</c>.</summary>
    MyNumberCard,

    /// <summary>住民基本台帳カード, <c>JPKIAPICCTOKEN</c>: its certificates ended years ago.</summary>
    OldResidentCard,

    /// <summary><c>JPKIAPGPSETOKEN</c> or <c>JPKIAPIOSTOKEN</c>: the certificate is behind the PIN, and there is no text application.</summary>
    Phone,

    /// <summary>A JPKI application with a label nobody has described; nothing more was asked of it.</summary>
    UnknownToken,

    /// <summary>No JPKI application.</summary>
    OtherCard,
}

/// <summary>Why a card cannot be enrolled here; one screen each.</summary>
enum EnrolmentObstacle
{
    OtherCard,
    OldResidentCard,
    Phone,

    /// <summary>Face authentication only, or both PINs locked.</summary>
    NoPin,

    /// <summary>The user-authentication certificate was never issued, or was given back.</summary>
    NoCertificate,

    CertificateEnded,
    AuthenticationPinLocked,
    TextPinLocked,

    /// <summary>The card does not say how many tries are left, so none is spent.</summary>
    CountNotTold,
}
