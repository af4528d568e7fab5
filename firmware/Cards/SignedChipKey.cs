using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>The public key of the text application's own key, EF 0007: <c>FF50 { DF51 { 90 exponent 91 modulus } | DF52 signature over the object before }</c>.</summary>
readonly ref struct SignedChipKey
{
    const int Container = 0xFF50, KeyTag = 0xDF51, SignatureTag = 0xDF52;

    /// <summary>SubjectPublicKeyInfo.</summary>
    public byte[] Key { get; private init; }

    public ReadOnlySpan<byte> Signed { get; private init; }
    public ReadOnlySpan<byte> Signature { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> file, out SignedChipKey chip)
    {
        chip = default;
        if (!Tlv.TryRead(file, out var container, out _) || container.Tag != Container
            || !Tlv.TryRead(container.Value, out var key, out var rest) || key.Tag != KeyTag
            || !Tlv.TryRead(rest, out var signature, out var end) || signature.Tag != SignatureTag || !end.IsEmpty
            || !CardPublicKey.TryParse(key.Value, out var subjectPublicKeyInfo))
        {
            return false;
        }
        chip = new() { Key = subjectPublicKeyInfo, Signed = container.Value[..^signature.Whole.Length], Signature = signature.Value };
        return true;
    }
}
