using Microsoft.IdentityModel.Tokens;

namespace Sandbox;

/// <summary>A system that the identity platform serves: relying party of OpenID Connect, client of the card API, or both.</summary>
public sealed class SandboxClient
{
    /// <summary><c>client_id</c>: 1 to 255 letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>As the consent page says it.</summary>
    public required string Name { get; init; }

    /// <summary>Sector identifier, a host name: systems with the same one see the same PPID (OpenID Connect Core 8.1).</summary>
    public required string Sector { get; init; }

    public IList<string> RedirectUris { get; init; } = [];

    /// <summary>Where the browser may go after the end of a session.</summary>
    public IList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Public keys for private_key_jwt, a JSON Web Key Set (RFC 7517) as text or the path of a file with it; null for a client of the card API alone.</summary>
    public string? Jwks { get; init; }

    /// <summary>SHA-256 of the certificate the client shows to the card API, hex; null for a relying party alone.</summary>
    public string? CertificateHash { get; init; }

    internal string? JwksText => Jwks is null || Jwks.TrimStart().StartsWith('{') ? Jwks : File.Exists(Jwks) ? File.ReadAllText(Jwks) : null;

    internal IEnumerable<string> Problems()
    {
        if (Id is not { Length: >= 1 and <= 255 } || !Id.All(char.IsAsciiLetterOrDigit))
        {
            yield return $"Sandbox:Clients:Id '{Id}' must be 1 to 255 letters and digits, for example RP00000001";
        }
        if (Uri.CheckHostName(Sector) == UriHostNameType.Unknown)
        {
            yield return $"Sandbox:Clients:Sector '{Sector}' is no host name: write the system's own, for example library.example";
        }
        foreach (var uri in RedirectUris.Concat(PostLogoutRedirectUris).Where(uri => !IsWebAddress(uri)))
        {
            yield return $"Sandbox:Clients:RedirectUris '{uri}' is no absolute http or https address without a fragment";
        }
        if (Jwks is not null && !IsKeySet(JwksText))
        {
            yield return "Sandbox:Clients:Jwks is no JSON Web Key Set with public keys only, and no file with one: write {\"keys\":[…]}";
        }
        if (CertificateHash is not null && (CertificateHash.Length != 64 || !CertificateHash.All(char.IsAsciiHexDigit)))
        {
            yield return "Sandbox:Clients:CertificateHash must be 64 hex digits: openssl x509 -in client.pem -outform der | sha256sum";
        }
    }

    static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.Fragment.Length == 0;

    static bool IsKeySet(string? text)
    {
        try
        {
            return text is not null && new JsonWebKeySet(text).Keys is { Count: > 0 } keys && keys.All(key => key is { Kty: "EC" or "RSA", HasPrivateKey: false });
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
