using System.Security.Cryptography.X509Certificates;

namespace Virtual.Cards;

/// <summary>A card ready to be laid on a virtual reader.</summary>
/// <param name="Id">A stable name: that of the file, or of the sample person.</param>
/// <param name="Name">The holder, for lists on a desk; never for a log.</param>
/// <param name="Air">How it shows itself.</param>
/// <param name="Card">Answers APDUs; null when the card has nothing but its identifier.</param>
public sealed record VirtualCardSetup(string Id, string Name, CardAir Air, IVirtualCard? Card)
{
    /// <summary>The same as <see cref="Card"/> when it is a My Number card: its counters and what was selected.</summary>
    public MyNumberCard? MyNumberCard => Card as MyNumberCard;

    /// <summary>What the chip holds; null for library cards.</summary>
    public IssuedCard? Issued { get; init; }

    /// <summary>What a bridge would have kept if this card were enrolled; null for library cards and phones.</summary>
    public EnrolmentFacts? Enrolment => Issued is null || !HasTextApplication ? null : EnrolmentFacts.Of(Issued);

    internal bool HasTextApplication { get; init; }
}

/// <summary>What enrolment leaves behind: enough to recognise the chip at a later tap without a PIN.</summary>
/// <param name="AuthenticationSerialNumber">発行番号 of the authentication certificate, upper-case hexadecimal as .NET gives it.</param>
/// <param name="TextPublicKey">SubjectPublicKeyInfo of the key that signs challenges in the text application.</param>
public sealed record EnrolmentFacts(string AuthenticationSerialNumber, byte[] TextPublicKey)
{
    internal static EnrolmentFacts Of(IssuedCard card)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(card.Authentication.Value.Certificate);
        return new(certificate.SerialNumber, card.TextKey.Value.ExportSubjectPublicKeyInfo());
    }
}
