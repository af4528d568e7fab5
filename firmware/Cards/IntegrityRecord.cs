using System.Security.Cryptography;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>
/// What the issuer says of the text application's files, EF 0003:
/// <code>
/// FF30 { DF31 SHA-256 of EF 0001 | DF32 SHA-256 of EF 0002 from DF22 on | DF33 signature over the two objects before }
/// </code>
/// </summary>
/// <remarks>DF31 could be tried out until the 12-digit number is found: the record is looked at and forgotten, never kept and never sent.</remarks>
readonly ref struct IntegrityRecord
{
    const int Container = 0xFF30, NumberDigest = 0xDF31, PersonDigestTag = 0xDF32, SignatureTag = 0xDF33;

    public ReadOnlySpan<byte> PersonDigest { get; private init; }
    public ReadOnlySpan<byte> Signed { get; private init; }
    public ReadOnlySpan<byte> Signature { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> file, out IntegrityRecord record)
    {
        record = default;
        if (!Tlv.TryRead(file, out var container, out _) || container.Tag != Container
            || !Tlv.TryRead(container.Value, out var number, out var rest) || number.Tag != NumberDigest || number.Value.Length != SHA256.HashSizeInBytes
            || !Tlv.TryRead(rest, out var person, out rest) || person.Tag != PersonDigestTag || person.Value.Length != SHA256.HashSizeInBytes
            || !Tlv.TryRead(rest, out var signature, out var end) || signature.Tag != SignatureTag || !end.IsEmpty)
        {
            return false;
        }
        record = new()
        {
            PersonDigest = person.Value,
            Signed = container.Value[..^signature.Whole.Length],
            Signature = signature.Value,
        };
        return true;
    }
}
