using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contract.Pairing;

/// <summary>How an appliance and its bridge meet: device authorization (RFC 8628) whose token is a certificate.
/// HTTPS at the bridge's address for appliances, bodies in JSON (cloud-bridge/Contract/pairing.yaml).</summary>
public static class PairingPaths
{
    /// <summary><c>POST</c> <see cref="PairingRequest"/>, answered by <see cref="PairingCode"/>; no certificate needed. 429 with Retry-After when asked too often.</summary>
    public const string Authorization = "/device/authorization";

    /// <summary><c>POST</c> <see cref="PairingPoll"/>: 200 <see cref="PairedDevice"/>, or 400 <see cref="PairingProblem"/>; no certificate needed.</summary>
    public const string Token = "/device/token";

    /// <summary>With the appliance's certificate. <c>POST</c> <see cref="CertificateRenewal"/>, answered by <see cref="PairedDevice"/>.
    /// <c>GET</c> asks whether the appliance is still paired: 204 yes, 410 no longer, and then it erases itself.</summary>
    public const string Certificate = "/device/certificate";

    /// <summary>With the appliance's certificate. <c>POST</c> <see cref="StationChange"/>: somebody changed it at the panel. 204: the bridge wants it so from now on; 400 <see cref="PairingProblem"/> where there is no such station.</summary>
    public const string Station = "/device/station";
}

/// <summary>An appliance asks to be taken in (RFC 8628 3.1).</summary>
/// <param name="CertificateRequest">PKCS#10, DER, P-256, signed by the key that never leaves the appliance. Its subject is not read: the bridge names the appliance.</param>
/// <param name="SealKey">What is for the appliance is sealed to this key: base64 SubjectPublicKeyInfo.</param>
/// <param name="Model">As the appliance's own label says, at most 64 characters.</param>
/// <param name="Version">Of its program, at most 32 characters.</param>
public sealed record PairingRequest(byte[] CertificateRequest, string SealKey, string Model, string Version);

/// <summary>What staff type, and what the appliance polls with (RFC 8628 3.2).</summary>
/// <param name="UserCode">Eight of <see cref="UserCodes.Letters"/> with a hyphen in the middle.</param>
/// <param name="VerificationUri">The console's page for it.</param>
/// <param name="VerificationUriComplete">The same with the code filled in, for a QR code.</param>
/// <param name="Authority">PEM of the bridge's own authority, which issued the certificate of this connection.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Interval">Least seconds between two polls.</param>
public sealed record PairingCode(
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_uri")] string VerificationUri,
    [property: JsonPropertyName("verification_uri_complete")] string VerificationUriComplete,
    string Authority,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("interval")] int Interval);

/// <summary>Has staff decided? (RFC 8628 3.4)</summary>
public sealed record PairingPoll([property: JsonPropertyName("device_code")] string DeviceCode)
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; init; } = "urn:ietf:params:oauth:grant-type:device_code";
}

/// <summary>Why there is no certificate (RFC 8628 3.5): <see cref="Pending"/> and <see cref="SlowDown"/> (five seconds more between polls) mean go on, the others begin anew.</summary>
public sealed record PairingProblem([property: JsonPropertyName("error")] string Error)
{
    public const string Pending = "authorization_pending";
    public const string SlowDown = "slow_down";
    public const string Denied = "access_denied";
    public const string Expired = "expired_token";
    public const string Invalid = "invalid_request";
}

/// <summary>A key's next certificate. The key may be the old one or a new one; the connection's certificate says whose it is.</summary>
public sealed record CertificateRenewal(byte[] CertificateRequest);

/// <summary>What an appliance is to be from now on.</summary>
/// <param name="Station">Counter, HoldShelf or Gate.</param>
public sealed record StationChange(string Station);

/// <summary>What an appliance is from now on.</summary>
/// <param name="Name"><c>{site}/{device}</c>: subject's common name, MQTT client id.</param>
/// <param name="Station">Counter, HoldShelf or Gate.</param>
/// <param name="LibraryName">For the idle screen; null leaves it out.</param>
/// <param name="Certificate">PEM.</param>
/// <param name="Authority">PEM of the bridge's own authority: the one root the appliance trusts from now on.</param>
/// <param name="BridgeKey">What is for the bridge is sealed to this key: base64 SubjectPublicKeyInfo.</param>
/// <param name="MqttHost">Name in the broker's certificate.</param>
/// <param name="MqttPort">TLS with client certificates.</param>
public sealed record PairedDevice(string Name, string Station, string? LibraryName, string Certificate, string Authority, string BridgeKey, string MqttHost, int MqttPort);

/// <summary>Codes that people read from a panel and type.</summary>
public static class UserCodes
{
    /// <summary>No vowels, so no words; no digits, so no look-alikes (RFC 8628 6.1). Eight of them are 34 bits.</summary>
    public const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    public const int Length = 8;

    /// <summary><c>WDJB-MJHT</c></summary>
    public static string Create() => string.Create(Length + 1, 0, (text, _) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = i == Length / 2 ? '-' : Letters[RandomNumberGenerator.GetInt32(Letters.Length)];
        }
    });

    /// <summary>What somebody typed, with or without hyphen, blanks, full width or small letters, as <see cref="Create"/> writes it.</summary>
    public static bool TryParse(string? typed, [NotNullWhen(true)] out string? code)
    {
        code = null;
        var letters = new StringBuilder();
        foreach (var c in typed ?? "")
        {
            var plain = char.ToUpperInvariant(c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c);
            if (Letters.Contains(plain, StringComparison.Ordinal))
            {
                letters.Append(plain);
            }
            else if (!(char.IsWhiteSpace(plain) || plain is '-' or '‐' or '‑' or 'ー' or '−'))
            {
                return false;
            }
            if (letters.Length > Length)
            {
                return false;
            }
        }
        code = letters.Length == Length ? letters.Insert(Length / 2, '-').ToString() : null;
        return code is not null;
    }
}

/// <summary>What panel and console both show while they meet, so that nobody stands between them: the appliance sees no certificate it could check before it is paired.</summary>
public static class ComparisonCode
{
    // Whoever wants to stand between must find, within the minutes a code lives, a key with the same 40 bits behind so many rounds a try.
    const int Rounds = 100_000;
    const int Bytes = 5;

    /// <summary><c>4711-2048-0093</c>: twelve digits, for a keypad has no letters either.</summary>
    /// <param name="authority">The bridge's authority as this side sees it.</param>
    /// <param name="certificateRequest">The appliance's request as this side sees it, DER.</param>
    public static string Of(string userCode, X509Certificate2 authority, ReadOnlySpan<byte> certificateRequest)
    {
        var seen = SHA256.HashData([.. SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()), .. SHA256.HashData(certificateRequest)]);
        var bytes = Rfc2898DeriveBytes.Pbkdf2(seen, Encoding.ASCII.GetBytes(userCode), Rounds, HashAlgorithmName.SHA256, Bytes);
        var number = bytes.Aggregate(0L, (sum, next) => (sum << 8) | next);
        return $"{number / 100_000_000 % 10_000:0000}-{number / 10_000 % 10_000:0000}-{number % 10_000:0000}";
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PairingRequest))]
[JsonSerializable(typeof(PairingCode))]
[JsonSerializable(typeof(PairingPoll))]
[JsonSerializable(typeof(PairingProblem))]
[JsonSerializable(typeof(CertificateRenewal))]
[JsonSerializable(typeof(StationChange))]
[JsonSerializable(typeof(PairedDevice))]
public sealed partial class PairingJson : JsonSerializerContext;
