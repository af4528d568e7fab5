using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.Web;

/// <summary>The key by which the bridge proves to the platform that it is itself (private_key_jwt, OpenID Connect Core 9).</summary>
sealed class SignInKey(ECDsa key, string? name) : IDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    readonly JsonWebTokenHandler tokens = new() { SetDefaultTimesOnTokenCreation = false };
    readonly string name = name ?? Thumbprint(key.ExportParameters(includePrivateParameters: false).Q);

    /// <summary>Reads the file of the settings, or the one beside the bridge's other keys, which is made when it is not there.</summary>
    public static SignInKey Open(SignInSettings settings, StorageSettings storage) =>
        new(settings.KeyFile is { } file ? EcKeyFile.Read(file) : EcKeyFile.ReadOrMake(storage, "signin.key"), settings.KeyId);

    /// <summary>What the platform is given, once: a JSON Web Key Set (RFC 7517).</summary>
    public string PublicKeySet
    {
        get
        {
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}","use":"sig","alg":"ES256","kid":"{{name}}"}]}""";
        }
    }

    /// <summary>Good once, for a minute, at this endpoint (RFC 7523 3).</summary>
    public string Assertion(string clientId, string tokenEndpoint, DateTimeOffset now) => tokens.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = clientId,
        Audience = tokenEndpoint,
        Claims = new Dictionary<string, object> { ["sub"] = clientId, ["jti"] = Guid.CreateVersion7(now).ToString("N") },
        IssuedAt = now.UtcDateTime,
        NotBefore = now.UtcDateTime,
        Expires = (now + Lifetime).UtcDateTime,
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = name }, SecurityAlgorithms.EcdsaSha256),
    });

    public void Dispose() => key.Dispose();

    // RFC 7638 3: the required members in lexicographic order, without blanks.
    static string Thumbprint(ECPoint point) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""")));
}
