namespace Virtual.Cards;

/// <summary>The secrets of a My Number card, how often each may still be guessed, and where this card is odd.</summary>
public sealed record MyNumberOptions
{
    /// <summary>Tries of a fresh PIN and of a fresh signature password.</summary>
    public const int PinTries = 3, PasswordTries = 5;

    /// <summary>A token in a phone: another label, the certificate behind the PIN, only the JPKI application.</summary>
    public bool IsAndroid { get; init; }

    public string AuthenticationPin { get; init; } = "1234";
    public string TextPin { get; init; } = "1234";
    public string SignaturePassword { get; init; } = "ABC123";

    /// <summary>個人番号カード用 PIN, of municipal use.</summary>
    public string MunicipalPin { get; init; } = "1234";

    public int AuthenticationTries { get; init; } = PinTries;
    public int TextTries { get; init; } = PinTries;
    public int SignatureTries { get; init; } = PasswordTries;

    /// <summary>Limit of 照合番号A and B and of the birth date; null for none. The real one is not known, 10 is often quoted.</summary>
    public int? ReferenceTries { get; init; } = 10;

    public CardQuirks Quirks { get; init; }
}

/// <summary>Where a card differs from most others.</summary>
[Flags]
public enum CardQuirks
{
    None = 0,

    /// <summary>顔認証マイナンバーカード: no PIN was ever set.</summary>
    FaceAuthenticationOnly = 1,

    /// <summary>The certificates ended.</summary>
    Expired = 1 << 1,

    /// <summary>The certificates were revoked; the card does not know, the platform does.</summary>
    Revoked = 1 << 2,

    /// <summary>The authentication PIN has no try left.</summary>
    Blocked = 1 << 3,

    /// <summary>No authentication certificate was issued.</summary>
    CertificateAbsent = 1 << 4,

    /// <summary>The address is longer than any screen.</summary>
    LongAddress = 1 << 5,

    /// <summary>The name is written with kanji that many fonts lack.</summary>
    RareKanji = 1 << 6,

    /// <summary>The signature of the integrity record is wrong.</summary>
    TamperedRecord = 1 << 7,

    /// <summary>A read that ends early is answered 6282 instead of 9000.</summary>
    WarnsAtEndOfFile = 1 << 8,

    /// <summary>No signature certificate, as for a child under 15 or at the holder's wish.</summary>
    SignatureCertificateAbsent = 1 << 9,
}

/// <summary>How long the card itself computes. Figures of the order seen on real cards; settings, so that tests can take none.</summary>
public sealed record CardTimes
{
    public static CardTimes None { get; } = new() { Signature = default, PinCheck = default, Other = default };

    /// <summary>An RSA-2048 operation.</summary>
    public TimeSpan Signature { get; init; } = TimeSpan.FromMilliseconds(350);

    public TimeSpan PinCheck { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>SELECT, READ and all the rest.</summary>
    public TimeSpan Other { get; init; } = TimeSpan.FromMilliseconds(3);
}
