using System.Security.Cryptography;

namespace Firmware.Cards;

/// <summary>RSA-2048 PKCS#1 v1.5 with SHA-256, as every signature on the card is made. Keys and signatures come from a card, so they may be garbage.</summary>
static class RecordSignature
{
    const int KeySize = 2048;

    public static bool IsPublicKey(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        using var rsa = RSA.Create();
        return TryImport(rsa, subjectPublicKeyInfo);
    }

    public static bool IsRight(ReadOnlySpan<byte> subjectPublicKeyInfo, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        IsRightForDigest(subjectPublicKeyInfo, SHA256.HashData(content), signature);

    public static bool IsRightForDigest(ReadOnlySpan<byte> subjectPublicKeyInfo, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        using var rsa = RSA.Create();
        try
        {
            return TryImport(rsa, subjectPublicKeyInfo) && rsa.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static bool TryImport(RSA rsa, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        try
        {
            rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out var read);
            return read == subjectPublicKeyInfo.Length && rsa.KeySize == KeySize;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
