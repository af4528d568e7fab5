using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>The card-verifiable certificate of whoever signed a card's records, EF 0004:
/// <code>
/// 7F21 { 5F4E 297 bytes = authority key id 16 | issuer key id 16 | 90 exponent 91 modulus; 5F37 256 bytes }
/// </code>
/// </summary>
/// <param name="Body">What is signed: the value of 5F4E.</param>
/// <param name="Signature">By the authority over <paramref name="Body"/>.</param>
/// <param name="Key">The issuer's, SubjectPublicKeyInfo.</param>
sealed record IssuerCertificate(byte[] Body, byte[] Signature, byte[] Key)
{
    const int Container = 0x7F21, BodyTag = 0x5F4E, SignatureTag = 0x5F37;
    const int KeyIdLength = 16;

    public static bool TryParse(ReadOnlySpan<byte> file, out IssuerCertificate? certificate)
    {
        certificate = null;
        if (!Tlv.TryRead(file, out var container, out _) || container.Tag != Container
            || !Tlv.TryRead(container.Value, out var body, out var rest) || body.Tag != BodyTag || body.Value.Length <= 2 * KeyIdLength
            || !Tlv.TryRead(rest, out var signature, out var end) || signature.Tag != SignatureTag || !end.IsEmpty
            || !CardPublicKey.TryParse(body.Value[(2 * KeyIdLength)..], out var key))
        {
            return false;
        }
        certificate = new(body.Value.ToArray(), signature.Value.ToArray(), key);
        return true;
    }
}
