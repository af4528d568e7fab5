using System.Buffers.Binary;
using System.Text;

namespace Virtual.Cards;

/// <summary>
/// The 4 information (基本4情報), file 0002 of the text application:
/// <code>
/// FF20 LL { DF21 08 four offsets from the start of the file | DF22 name | DF23 address | DF24 08 YYYYMMDD | DF25 01 sex }
/// </code>
/// </summary>
/// <param name="Name">氏名: family and given name, separated by U+3000 as a rule.</param>
/// <param name="Address">住所, one line, block numbers in full-width digits.</param>
/// <param name="BirthDate">Eight digits, Gregorian; not always a date of the calendar.</param>
/// <param name="Sex">1, 2, and rarely another digit.</param>
public sealed record FourInformation(string Name, string Address, string BirthDate, char Sex)
{
    const int Container = 0xFF20;
    const int Offsets = 0xDF21;
    const int OffsetsLength = 3 + 8;
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public byte[] Encode()
    {
        byte[][] fields =
        [
            BerTlv.Encode(0xDF22, Encoding.UTF8.GetBytes(Name)),
            BerTlv.Encode(0xDF23, Encoding.UTF8.GetBytes(Address)),
            BerTlv.Encode(0xDF24, Encoding.ASCII.GetBytes(BirthDate)),
            BerTlv.Encode(0xDF25, (byte)Sex),
        ];
        var content = fields.Sum(field => field.Length) + OffsetsLength;
        var position = (content < 0x80 ? 3 : content < 0x100 ? 4 : 5) + OffsetsLength;
        Span<byte> offsets = stackalloc byte[8];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(offsets[(2 * i)..], (ushort)position);
            position += fields[i].Length;
        }
        return BerTlv.Encode(Container, [.. BerTlv.Encode(Offsets, offsets), .. fields.SelectMany(field => field)]);
    }

    public static bool TryParse(ReadOnlySpan<byte> file, out FourInformation? information)
    {
        information = null;
        if (!BerTlv.TryParse(file, out var container) || container.Tag != Container
            || !BerTlv.TryParse(container.Value, out var offsets) || offsets.Tag != Offsets || offsets.Value.Length != 8)
        {
            return false;
        }
        var position = container.Length - container.Value.Length + offsets.Length;
        var rest = container.Value[offsets.Length..];
        var texts = new string[4];
        for (var i = 0; i < 4; i++)
        {
            if (!BerTlv.TryParse(rest, out var field) || field.Tag != 0xDF22 + i
                || BinaryPrimitives.ReadUInt16BigEndian(offsets.Value[(2 * i)..]) != position || !TryText(field.Value, out texts[i]))
            {
                return false;
            }
            position += field.Length;
            rest = rest[field.Length..];
        }
        if (!rest.IsEmpty || texts[3].Length != 1)
        {
            return false;
        }
        information = new(texts[0], texts[1], texts[2], texts[3][0]);
        return true;
    }

    /// <summary>What DF32 of the integrity record hashes: the value without its offset table.</summary>
    public static ReadOnlySpan<byte> HashedPart(ReadOnlySpan<byte> file) =>
        BerTlv.TryParse(file, out var container) && BerTlv.TryParse(container.Value, out var offsets)
            ? container.Value[offsets.Length..]
            : throw new ArgumentException("no file of 4 information", nameof(file));

    static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
