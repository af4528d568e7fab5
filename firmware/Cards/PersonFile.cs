using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Contract;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>
/// The 4 information (基本4情報), EF 0002 of the text application:
/// <code>
/// FF20 LL { DF21 08 four offsets from the start of the file | DF22 name | DF23 address | DF24 08 YYYYMMDD | DF25 01 sex } FF…
/// </code>
/// </summary>
/// <param name="Person">What they say.</param>
/// <param name="Digest">SHA-256 from DF22 to the end of the object: what the integrity record signs.</param>
sealed record PersonFile(PersonDetails Person, byte[] Digest)
{
    const int Container = 0xFF20, Offsets = 0xDF21, Name = 0xDF22, Address = 0xDF23, BirthDate = 0xDF24, Sex = 0xDF25;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryParse(ReadOnlySpan<byte> file, out PersonFile? person)
    {
        person = null;
        if (file is not [0xFF, ..] || !Tlv.TryRead(file, out var container, out var filler) || container.Tag != Container || filler.ContainsAnyExcept((byte)0xFF)
            || !Tlv.TryRead(container.Value, out var offsets, out var fields) || offsets.Tag != Offsets || offsets.Value.Length != 4 * sizeof(ushort))
        {
            return false;
        }
        var hashed = fields;
        var position = container.Whole.Length - fields.Length;
        if (!TryText(Name, offsets.Value, ref position, ref fields, out var name)
            || !TryText(Address, offsets.Value, ref position, ref fields, out var address)
            || !TryText(BirthDate, offsets.Value, ref position, ref fields, out var birthDate) || !IsDigits(birthDate, 8)
            || !TryText(Sex, offsets.Value, ref position, ref fields, out var sex) || !IsDigits(sex, 1)
            || !fields.IsEmpty)
        {
            return false;
        }
        person = new(new(name, address, birthDate, sex), SHA256.HashData(hashed));
        return true;
    }

    public override string ToString() => nameof(PersonFile);

    static bool TryText(int tag, ReadOnlySpan<byte> offsets, ref int position, ref ReadOnlySpan<byte> fields, out string text)
    {
        text = "";
        if (BinaryPrimitives.ReadUInt16BigEndian(offsets[((tag - Name) * sizeof(ushort))..]) != position
            || !Tlv.TryRead(fields, out var field, out var rest) || field.Tag != tag || field.Value.IsEmpty
            || field.Whole.Length + rest.Length != fields.Length)
        {
            return false;
        }
        position += field.Whole.Length;
        fields = rest;
        try
        {
            text = Strict.GetString(field.Value);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        return !text.Any(char.IsControl);
    }

    static bool IsDigits(string text, int length) => text.Length == length && text.All(char.IsAsciiDigit);
}
