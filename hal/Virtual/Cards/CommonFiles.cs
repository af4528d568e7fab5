using System.Text;
using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>What is not about identity: the common card application, the residents' application, and the data objects of the MF.</summary>
internal static class CommonFiles
{
    public static CardApplication Common(IssuedCard card, MyNumberOptions options) =>
        new(CardApplicationName.Common, "D3921000310001010100",
            new ElementaryFile.Record(0x0001, [0x01, 0x1C, .. Digits(card.Holder.CardSerial + CardHolder.Municipality + Expiry(card))]),
            new ElementaryFile.Record(0x0002, KeyReference),
            new ElementaryFile.Key(0x0019, card.CommonKey, openedBy: null),
            new ElementaryFile.Secret(0x001C, new(options.MunicipalPin, MyNumberOptions.PinTries, isValidNewValue: SecretReference.IsPin)));

    public static CardApplication Residents() =>
        new(CardApplicationName.Residents, "D3921000310001010401", new ElementaryFile.Record(0x0002, KeyReference));

    public static CardApplication IssuerSecurityDomain() => new(CardApplicationName.IssuerSecurityDomain, "A000000151000000");

    /// <summary>GET DATA: only while no application is selected, but for the contact ATR.</summary>
    public static byte[]? DataObject(int tag, bool isApplicationSelected, IssuedCard card) => tag switch
    {
        0x5F51 => [0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14],   // contact ATR without its TS
        _ when isApplicationSelected => null,
        0x0045 => Digits(card.Holder.CardSerial),
        0x00F0 => Digits(CardHolder.Municipality),
        0x00F2 => Digits(Expiry(card)),
        0x00F8 => InsideOf(card.VisualIssuer.Value.Certificate),
        0x7F21 => InsideOf(card.TextIssuer.Value.Certificate),
        _ => null,
    };

    static byte[] KeyReference => BerTlv.Encode(0x01, RecordIssuer.KeyId("6000044"));

    static string Expiry(IssuedCard card) => card.Holder.CardExpiry.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    static byte[] Digits(string digits) => Encoding.ASCII.GetBytes(digits);

    // GET DATA gives what is inside of 7F21.
    static byte[] InsideOf(byte[] certificate) => BerTlv.TryParse(certificate, out var tlv) ? tlv.Value.ToArray() : certificate;
}
