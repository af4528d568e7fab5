using System.Security.Cryptography;
using System.Text;
using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>The text application: what is printed on the card as text, signed by its issuer, and a key that proves the chip.</summary>
internal static class TextFiles
{
    public const ushort Pin = 0x0011;
    const ushort NumberA = 0x0014;
    const ushort NumberB = 0x0015;

    /// <summary>The file keeps room for a longer name or address after a move; what follows the object is FF.</summary>
    const int AttributesSize = 1024;

    public static CardApplication Build(IssuedCard card, MyNumberOptions options)
    {
        var pin = options.Quirks.HasFlag(CardQuirks.FaceAuthenticationOnly) ? null : options.TextPin;
        var any = Access.By(Pin, NumberA, NumberB);
        return new(CardApplicationName.Text, "D3921000310001010408",
            new ElementaryFile.Transparent(0x0001, Access.By(Pin, NumberA), () => NumberFile(card.Holder)),
            new ElementaryFile.Transparent(0x0002, Access.By(Pin, NumberB), () => Filled(card.Holder.FourInformation.Encode(), AttributesSize)),
            new ElementaryFile.Transparent(0x0003, any, () => IntegrityRecord(card, options.Quirks.HasFlag(CardQuirks.TamperedRecord))),
            new ElementaryFile.Transparent(0x0004, Access.Free, () => card.TextIssuer.Value.Certificate),
            new ElementaryFile.Transparent(0x0005, Access.Free, () => BasicInformation(card.Holder)),
            new ElementaryFile.Transparent(0x0006, any, () => BerTlv.Encode(0xA1, card.SessionKey.Value.CardEncoding)),
            new ElementaryFile.Transparent(0x0007, any, () => SignedKey(card)),
            new ElementaryFile.Internal(0x0008),
            new ElementaryFile.Secret(Pin, new(pin, MyNumberOptions.PinTries, options.TextTries, SecretReference.IsPin)),
            new ElementaryFile.Secret(0x0012, new(null, MyNumberOptions.PinTries)),   // blocked as issued
            new ElementaryFile.Key(0x0013, card.TextKey, openedBy: null),
            new ElementaryFile.Secret(NumberA, new(card.Holder.MyNumber, options.ReferenceTries)),
            new ElementaryFile.Secret(NumberB, new(card.Holder.ReferenceNumberB, options.ReferenceTries)))
        {
            DefaultKey = 0x0013,
        };
    }

    /// <summary>FF10 with 12 digits, and two bytes of filler that the integrity record hashes too.</summary>
    static byte[] NumberFile(CardHolder holder) => Filled(BerTlv.Encode(0xFF10, Encoding.ASCII.GetBytes(holder.MyNumber)), 17);

    /// <summary>FF30 { DF31 SHA-256 of file 0001; DF32 SHA-256 of file 0002 from DF22; DF33 signature over both objects }.</summary>
    static byte[] IntegrityRecord(IssuedCard card, bool isTampered)
    {
        byte[] digests =
        [
            .. BerTlv.Encode(0xDF31, SHA256.HashData(NumberFile(card.Holder))),
            .. BerTlv.Encode(0xDF32, SHA256.HashData(FourInformation.HashedPart(card.Holder.FourInformation.Encode()))),
        ];
        var signature = card.TextIssuer.Value.Key.SignMessage(digests);
        signature[^1] ^= isTampered ? (byte)0x01 : (byte)0x00;
        return BerTlv.Encode(0xFF30, [.. digests, .. BerTlv.Encode(0xDF33, signature)]);
    }

    /// <summary>FF40 { DF41 version; DF42 key id; DF43 32 bytes and filler }: nobody knows what for.</summary>
    static byte[] BasicInformation(CardHolder holder) => BerTlv.Encode(0xFF40,
        [.. BerTlv.Encode(0xDF41, 0x01, 0x03, 0x0E, 0x01), .. BerTlv.Encode(0xDF42, RecordIssuer.KeyId("6000034")), .. BerTlv.Encode(0xDF43, Filled(holder.Seed("basic"), 128))]);

    /// <summary>FF50 { DF51 public key; DF52 signature over that object }.</summary>
    static byte[] SignedKey(IssuedCard card)
    {
        var key = BerTlv.Encode(0xDF51, card.TextKey.Value.CardEncoding);
        return BerTlv.Encode(0xFF50, [.. key, .. BerTlv.Encode(0xDF52, card.TextIssuer.Value.Key.SignMessage(key))]);
    }

    static byte[] Filled(byte[] content, int size) => [.. content, .. Enumerable.Repeat((byte)0xFF, Math.Max(0, size - content.Length))];
}
