using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Jose;

namespace Contract;

/// <summary>Seals a message to the one who may read it: JWE compact, ECDH-ES on P-256, A256GCM (RFC 7516, 7518 4.6).
/// The broker and its administrator see topic, time and size.</summary>
public static class Seal
{
    internal static JwtSettings Jose { get; } = CreateSettings();

    /// <summary>Serializes <paramref name="message"/> and seals it to <paramref name="recipient"/>.</summary>
    public static string Close<T>(T message, JsonTypeInfo<T> type, SealPublicKey recipient)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message, type);
        try
        {
            return JWT.EncodeBytes(json, recipient.Key, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM,
                extraHeaders: new Dictionary<string, object> { ["kid"] = recipient.Id }, settings: Jose);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Opens what was sealed to <paramref name="own"/>; anything else, garbage included, gives false.</summary>
    public static bool TryOpen<T>(string jwe, JsonTypeInfo<T> type, SealKey own, [NotNullWhen(true)] out T? message)
        where T : class
    {
        message = null;
        if (jwe.Length > MaximumLength || jwe.Count(c => c == '.') != 4)
        {
            return false;
        }
        byte[] json;
        try
        {
            json = JWT.DecodeBytes(jwe, own.Key, JweAlgorithm.ECDH_ES, JweEncryption.A256GCM, Jose);
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // the library answers garbage with whatever broke first
        {
            return false;
        }
        try
        {
            return ContractJson.TryRead(json, type, out message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    /// <summary>Longest sealed message, in characters; the largest event (a registration with certificate) needs about 8 KiB.</summary>
    public const int MaximumLength = 64 * 1024;

    static JwtSettings CreateSettings()
    {
        // jose-jwt maps JSON by reflection unless told otherwise, and for ECDH it asks the default settings only.
        JWT.DefaultSettings.RegisterMapper(new JoseHeaderMapper());
        return JWT.DefaultSettings;
    }
}

/// <summary>A P-256 key pair that opens what was sealed to it.</summary>
public sealed class SealKey : IDisposable
{
    SealKey(ECDiffieHellman key)
    {
        Key = key;
        Public = SealPublicKey.Of(key.ExportParameters(false));
    }

    internal ECDiffieHellman Key { get; }
    public SealPublicKey Public { get; }

    public static SealKey Create() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>From PKCS#8.</summary>
    public static SealKey Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDiffieHellman.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new(key);
    }

    public byte[] Export() => Key.ExportPkcs8PrivateKey();
    public void Dispose() => Key.Dispose();
    public override string ToString() => $"SealKey({Public.Id})";
}

/// <summary>The public half, as it is written into settings: base64 of the SubjectPublicKeyInfo.</summary>
public sealed class SealPublicKey
{
    SealPublicKey(ECDiffieHellman key)
    {
        Key = key;
        Text = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        Id = System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Text)).AsSpan(0, 9));
    }

    internal ECDiffieHellman Key { get; }

    /// <summary>Short id, <c>kid</c> in the header.</summary>
    public string Id { get; }

    public string Text { get; }

    /// <summary>Reads <see cref="Text"/>; a key on another curve, bytes after the key and anything else give false.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SealPublicKey? key)
    {
        key = null;
        if (text is null or { Length: > 256 })   // a P-256 key is 124 characters
        {
            return false;
        }
        var ecdh = ECDiffieHellman.Create();
        try
        {
            var bytes = Convert.FromBase64String(text);
            ecdh.ImportSubjectPublicKeyInfo(bytes, out var read);
            if (read == bytes.Length && ecdh.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                key = new(ecdh);
            }
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            key = null;
        }
        if (key is null)
        {
            ecdh.Dispose();
        }
        return key is not null;
    }

    internal static SealPublicKey Of(ECParameters parameters) => new(ECDiffieHellman.Create(parameters));
    public override string ToString() => Text;
}
