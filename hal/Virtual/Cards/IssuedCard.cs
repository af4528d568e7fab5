using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>What the issuer wrote into the chip of one My Number card: keys, certificates and who signed its records.
/// Made when first needed, then the same for as long as this object lives.</summary>
public sealed class IssuedCard
{
    /// <summary>How long ago test certificates were issued.</summary>
    static readonly TimeSpan Age = TimeSpan.FromDays(200);

    public required CardHolder Holder { get; init; }

    /// <summary>Then there is no signature certificate.</summary>
    public bool IsHolderUnder15 { get; init; }

    public required Lazy<CertifiedKey> Authentication { get; init; }
    public required Lazy<CertifiedKey> Signature { get; init; }

    /// <summary>Signs challenges in the text application without a PIN.</summary>
    public required Lazy<CardKey> TextKey { get; init; }

    public required Lazy<RecordIssuer> TextIssuer { get; init; }

    /// <summary>Signs challenges in the visual application without a PIN.</summary>
    public required Lazy<CardKey> VisualKey { get; init; }

    public required Lazy<RecordIssuer> VisualIssuer { get; init; }

    /// <summary>Answers INTERNAL AUTHENTICATE; its public half is nowhere.</summary>
    internal Lazy<CardKey> CommonKey { get; } = new(CardKey.Generate);

    /// <summary>A session key could be encrypted to it; secure messaging is not played.</summary>
    internal Lazy<CardKey> SessionKey { get; } = new(CardKey.Generate);

    /// <summary>Issues all of it under <paramref name="hierarchy"/>.</summary>
    /// <param name="holder">To whom.</param>
    /// <param name="hierarchy">By whom.</param>
    /// <param name="isExpired">Certificates that ended before today.</param>
    public static IssuedCard Issue(CardHolder holder, TestHierarchy hierarchy, bool isExpired)
    {
        var issued = hierarchy.Time.GetUtcNow().AddYears(isExpired ? -5 : 0) - Age;
        return new()
        {
            Holder = holder,
            Authentication = new(() => hierarchy.Authentication.Issue(holder, issued)),
            Signature = new(() => hierarchy.Signature.Issue(holder, issued)),
            TextKey = new(CardKey.Generate),
            TextIssuer = new(() => hierarchy.TextRecords),
            VisualKey = new(CardKey.Generate),
            VisualIssuer = new(() => hierarchy.VisualRecords),
        };
    }
}
