using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>The visual application: the face of the card as pictures, signed by its issuer.</summary>
internal static class VisualFiles
{
    const ushort BirthDate = 0x0011;
    const ushort NumberB = 0x0012;
    const ushort NumberA = 0x0013;

    public static CardApplication Build(IssuedCard card, MyNumberOptions options)
    {
        var holder = card.Holder;
        return new(CardApplicationName.Visual, "D3921000310001010402",
            new ElementaryFile.Transparent(0x0001, Access.By(BirthDate), () => AgeRecord(card)),
            new ElementaryFile.Transparent(0x0002, Access.By(NumberA, NumberB), () => CardFace(card)),
            new ElementaryFile.Transparent(0x0003, Access.Free, () => BasicInformation(holder)),
            new ElementaryFile.Transparent(0x0004, Access.Free, () => card.VisualIssuer.Value.Certificate),
            new ElementaryFile.Transparent(0x0005, Access.By(NumberA), () => Signed(card, 0xFF40, 0xDF43,
                [.. BerTlv.Encode(0xDF41, CardPictures.Png(72, 12, holder.Seed("number"))), .. BerTlv.Encode(0xDF42, card.VisualKey.Value.CardEncoding)])),
            new ElementaryFile.Transparent(0x0006, Access.By(NumberA, NumberB), () => [.. Enumerable.Repeat((byte)0xFF, 16)]),
            new ElementaryFile.Secret(BirthDate, new(holder.BirthDateInEra, options.ReferenceTries)),
            new ElementaryFile.Secret(NumberB, new(holder.ReferenceNumberB, options.ReferenceTries)),
            new ElementaryFile.Secret(NumberA, new(holder.MyNumber, options.ReferenceTries)),
            new ElementaryFile.Key(0x001A, card.VisualKey, openedBy: null))
        {
            DefaultKey = 0x001A,
        };
    }

    /// <summary>FF10 { DF11 birth date; DF12 public key; DF13 signature over both }.</summary>
    static byte[] AgeRecord(IssuedCard card) => Signed(card, 0xFF10, 0xDF13,
        [.. BerTlv.Encode(0xDF11, Date(card.Holder.BirthDate)), .. BerTlv.Encode(0xDF12, card.VisualKey.Value.CardEncoding)]);

    static byte[] Signed(IssuedCard card, int container, int signature, byte[] objects) =>
        BerTlv.Encode(container, [.. objects, .. BerTlv.Encode(signature, card.VisualIssuer.Value.Key.SignMessage(objects))]);

    /// <summary>FF20 { DF21 offsets; DF22 … DF27; DF28 signature over three groups hashed one by one; DF29 and DF2A outside of it }.</summary>
    static byte[] CardFace(IssuedCard card)
    {
        var holder = card.Holder;
        byte[][] groups =
        [
            [.. BerTlv.Encode(0xDF22, Date(holder.BirthDate)), .. BerTlv.Encode(0xDF23, (byte)holder.Sex), .. BerTlv.Encode(0xDF24, card.VisualKey.Value.CardEncoding)],
            [.. BerTlv.Encode(0xDF25, CardPictures.Png(280, 32, holder.Seed("name"))), .. BerTlv.Encode(0xDF26, CardPictures.Png(336, 64, holder.Seed("address")))],
            BerTlv.Encode(0xDF27, CardPictures.Jp2(holder.Seed("photo"))),
        ];
        byte[] digests = [.. groups.SelectMany(SHA256.HashData)];
        // One DigestInfo whose octet string holds three digests: 30 71 … 04 60.
        byte[] digestInfo = [0x30, 0x71, .. CardKey.DigestInfo([])[2..^1], 0x60, .. digests];
        return WithOffsets(0xFF20, 0xDF21,
        [
            .. groups.SelectMany(Objects),
            BerTlv.Encode(0xDF28, card.VisualIssuer.Value.Key.SignPadded(digestInfo)),
            BerTlv.Encode(0xDF29, Date(holder.CardExpiry)),
            BerTlv.Encode(0xDF2A, CardPictures.Png(24, 12, holder.Seed("security-code"))),
        ]);
    }

    /// <summary>FF30 { DF31 layout; DF32 key id; DF33 version; DF34 municipality; DF35 key id and 256 bytes }.</summary>
    static byte[] BasicInformation(CardHolder holder)
    {
        var opaque = Enumerable.Range(0, 8).SelectMany(i => holder.Seed($"opaque-{i}"));
        return BerTlv.Encode(0xFF30,
        [
            .. BerTlv.Encode(0xDF31, 0x06, 0x03, 0x0E, 0x01),
            .. BerTlv.Encode(0xDF32, RecordIssuer.KeyId("6000024")),
            .. BerTlv.Encode(0xDF33, 0x01),
            .. BerTlv.Encode(0xDF34, Encoding.ASCII.GetBytes(CardHolder.Municipality)),
            .. BerTlv.Encode(0xDF35, [.. RecordIssuer.KeyId("6000025"), .. opaque]),
        ]);
    }

    static byte[] WithOffsets(int container, int table, byte[][] objects)
    {
        const int HeaderLength = 5;   // FF20 82 hh ll: this file is never short
        var offsets = new byte[2 * objects.Length];
        var position = HeaderLength + 3 + offsets.Length;
        for (var i = 0; i < objects.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(offsets.AsSpan(2 * i), (ushort)position);
            position += objects[i].Length;
        }
        return BerTlv.Encode(container, [.. BerTlv.Encode(table, offsets), .. objects.SelectMany(bytes => bytes)]);
    }

    static List<byte[]> Objects(byte[] group)
    {
        List<byte[]> objects = [];
        for (var rest = group.AsSpan(); BerTlv.TryParse(rest, out var tlv); rest = rest[tlv.Length..])
        {
            objects.Add(rest[..tlv.Length].ToArray());
        }
        return objects;
    }

    static byte[] Date(DateOnly date) => Encoding.ASCII.GetBytes(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
}
