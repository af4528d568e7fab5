using System.Security.Cryptography;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>An RSA-2048 public key as the card writes it: <c>90 03 010001 91 82 0100 modulus</c>.</summary>
static class CardPublicKey
{
    const int ModulusLength = 256;
    const int MaxExponentLength = 4;

    /// <param name="objects">The two objects and nothing else.</param>
    /// <param name="subjectPublicKeyInfo">The same key as everybody else writes it.</param>
    public static bool TryParse(ReadOnlySpan<byte> objects, out byte[] subjectPublicKeyInfo)
    {
        subjectPublicKeyInfo = [];
        if (!Tlv.TryRead(objects, out var exponent, out var rest) || exponent.Tag != 0x90 || exponent.Value.Length is 0 or > MaxExponentLength
            || !Tlv.TryRead(rest, out var modulus, out var end) || modulus.Tag != 0x91 || modulus.Value.Length != ModulusLength || !end.IsEmpty
            || modulus.Value[0] < 0x80)
        {
            return false;
        }
        try
        {
            using var rsa = RSA.Create(new RSAParameters { Exponent = exponent.Value.ToArray(), Modulus = modulus.Value.ToArray() });
            subjectPublicKeyInfo = rsa.ExportSubjectPublicKeyInfo();
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
