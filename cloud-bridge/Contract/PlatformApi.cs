using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Jose;

namespace Contract.Platform;

/// <summary>A question to the identity platform, over mutual TLS. The national one's interface is not public; this is what ours is
/// (<c>cloud-bridge/Sandbox/platform.yaml</c>).</summary>
/// <param name="RequestId">Comes back in the answer.</param>
/// <param name="Data">A check as JSON, sealed to the platform: compact JWE, ECDH-ES on P-256, A256GCM.</param>
public sealed record PlatformRequest(Guid RequestId, string Data);

/// <summary><c>POST /v1/cards/enrolments</c>: a card that signed after its PIN.</summary>
/// <param name="Certificate">User-authentication certificate, DER.</param>
/// <param name="Digest">SHA-256 the card signed, 32 bytes.</param>
/// <param name="Signature">RSA-2048 PKCS#1 v1.5, 256 bytes.</param>
/// <param name="ChipKey">Of the text application, SubjectPublicKeyInfo.</param>
public sealed record EnrolmentCheck(byte[] Certificate, byte[] Digest, byte[] Signature, byte[] ChipKey);

/// <summary><c>POST /v1/cards/taps</c>: a card without its PIN (type 1).</summary>
/// <param name="CertificateSerial">Upper-case hex without leading zeros.</param>
/// <param name="Digest">SHA-256 the chip signed, 32 bytes.</param>
/// <param name="ChipSignature">By the text application, 256 bytes.</param>
public sealed record TapCheck(string CertificateSerial, byte[] Digest, byte[] ChipSignature);

/// <summary><c>POST /v1/persons/status</c>: is what was valid still valid?</summary>
/// <param name="Ppid">As the platform gave it to this system.</param>
/// <param name="CertificateSerial">Of the card that lies there; a person may have several.</param>
public sealed record StatusCheck(string Ppid, string CertificateSerial);

/// <summary>The platform's answer, signed by it: compact JWS, ES256, <c>application/jose</c>.</summary>
/// <param name="RequestId">Of the question, so that no answer serves twice.</param>
/// <param name="Result">What the platform knows of the card.</param>
/// <param name="Ppid">Pairwise pseudonymous identifier of the person for this system, base64url; with <see cref="PlatformResult.Valid"/>.</param>
/// <param name="CertificateEnds">Last moment of the certificate; with <see cref="PlatformResult.Valid"/>.</param>
/// <param name="ChipKey">The chip the platform has seen with its PIN, SubjectPublicKeyInfo; with a valid tap whose signature it made.</param>
public sealed record PlatformReply(Guid RequestId, PlatformResult Result, string? Ppid = null, DateTimeOffset? CertificateEnds = null, byte[]? ChipKey = null);

[JsonConverter(typeof(JsonStringEnumConverter<PlatformResult>))]
public enum PlatformResult
{
    Valid,
    Expired,
    Revoked,

    /// <summary>No certificate the platform issued or knows, or a signature that is not its card's.</summary>
    Unknown,
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlatformRequest))]
[JsonSerializable(typeof(EnrolmentCheck))]
[JsonSerializable(typeof(TapCheck))]
[JsonSerializable(typeof(StatusCheck))]
[JsonSerializable(typeof(PlatformReply))]
public sealed partial class PlatformJson : JsonSerializerContext;

/// <summary>Signs and reads the platform's answers: JWS compact, ES256 (RFC 7515, 7518 3.4).</summary>
public static class PlatformSignature
{
    public static string Close(PlatformReply reply, ECDsa key) =>
        JWT.EncodeBytes(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(reply, PlatformJson.Default.PlatformReply), key, JwsAlgorithm.ES256, settings: Seal.Jose);

    /// <summary>Reads an answer signed by <paramref name="key"/>; anything else, garbage included, gives false.</summary>
    public static bool TryOpen(string jws, ECDsa key, [NotNullWhen(true)] out PlatformReply? reply)
    {
        reply = null;
        try
        {
            return jws.Length <= Seal.MaximumLength && ContractJson.TryRead(JWT.DecodeBytes(jws, key, JwsAlgorithm.ES256, Seal.Jose), PlatformJson.Default.PlatformReply, out reply);
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // the library answers garbage with whatever broke first
        {
            return false;
        }
    }
}
