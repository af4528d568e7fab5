using System.Security.Cryptography;

namespace Bridge.Identity;

/// <summary>The cards' keys: RSA-2048, PKCS#1 v1.5 with SHA-256. A card signs a DigestInfo it is given, so the hash is verified, not the text.</summary>
static class RsaKey
{
    const int Bits = 2048;

    /// <summary>Whether these bytes are one such key as SubjectPublicKeyInfo, and nothing after it.</summary>
    public static bool IsKey(byte[] subjectPublicKeyInfo)
    {
        using var rsa = Read(subjectPublicKeyInfo);
        return rsa is not null;
    }

    /// <summary>Garbage in either has not signed.</summary>
    public static bool HasSigned(byte[] subjectPublicKeyInfo, byte[] digest, byte[] signature)
    {
        using var rsa = Read(subjectPublicKeyInfo);
        return rsa is not null && signature.Length == Bits / 8 && rsa.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    static RSA? Read(byte[] subjectPublicKeyInfo)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out var read);
            if (read == subjectPublicKeyInfo.Length && rsa.KeySize == Bits)
            {
                return rsa;
            }
        }
        catch (CryptographicException)
        {
        }
        rsa.Dispose();
        return null;
    }
}
