using System.ComponentModel.DataAnnotations;
using Bridge.Web;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.Settings;

/// <summary>E-libraries outside, whose readers sign on here: the bridge is their OpenID Connect provider. Without any it is nobody's.</summary>
sealed class ELibrarySettings : IValidatableObject
{
    public IList<ELibraryClient> Clients { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in Clients.SelectMany(client => client.Problems()))
        {
            yield return new(problem);
        }
        foreach (var same in Clients.GroupBy(client => client.Id, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return new($"Bridge:ELibrary:Clients has '{same.Key}' more than once: give each e-library its own Id");
        }
    }
}

/// <summary>One e-library: who it is, how it proves that, and what it is told about a reader.</summary>
sealed class ELibraryClient
{
    /// <summary><c>client_id</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>As patrons know it.</summary>
    public string Name { get; init; } = "";

    public string NameEnglish { get; init; } = "";

    /// <summary>Sector identifier, a host name: e-libraries with the same one see the same subject (OpenID Connect Core 8.1).</summary>
    public string Sector { get; init; } = "";

    public IList<string> RedirectUris { get; init; } = [];

    /// <summary>Where the browser may go after signing out.</summary>
    public IList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>Public keys for private_key_jwt: a JSON Web Key Set (RFC 7517) as text, or the path of a file with it.</summary>
    public string? Jwks { get; init; }

    /// <summary>Instead of keys: SHA-256 in hex of a secret that nobody thought up (<c>openssl rand -hex 32</c>).</summary>
    public string? SecretHash { get; init; }

    /// <summary>Where patrons begin; linked on their page when there.</summary>
    public string? Address { get; init; }

    /// <summary>Categories of patrons who may use it; all when empty.</summary>
    public IList<string> Categories { get; init; } = [];

    /// <summary>Whether it hears the patron's name.</summary>
    public bool TellsName { get; init; }

    /// <summary>Whether it hears the patron number.</summary>
    public bool TellsNumber { get; init; }

    /// <summary>What a patron agrees to beside the subject and whether they may: a consent to less is none.</summary>
    public string Told => string.Join(' ', ((string[])[TellsName ? "name" : "", TellsNumber ? "number" : ""]).Where(word => word.Length > 0));

    public string NameIn(Language language) => NameEnglish.Length == 0 ? Name : language.Say(Name, NameEnglish);

    /// <summary>The keys; none where it proves itself by a secret.</summary>
    public IList<SecurityKey> Keys() => JwksText is { } text ? new JsonWebKeySet(text).GetSigningKeys() : [];

    string? JwksText => Jwks is null || Jwks.TrimStart().StartsWith('{') ? Jwks : File.Exists(Jwks) ? File.ReadAllText(Jwks) : null;

    public IEnumerable<string> Problems()
    {
        if (Id.Length is 0 or > 255 || !Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            yield return $"Bridge:ELibrary:Clients:Id '{Id}' must be 1 to 255 letters, digits, '-', '_' or '.'";
        }
        if (Name.Trim().Length == 0)
        {
            yield return $"Bridge:ELibrary:Clients:Name of '{Id}' is empty: write what patrons know it by";
        }
        if (Uri.CheckHostName(Sector) == UriHostNameType.Unknown)
        {
            yield return $"Bridge:ELibrary:Clients:Sector '{Sector}' of '{Id}' is no host name: write the e-library's own, such as ebooks.example.jp";
        }
        if (RedirectUris.Count == 0)
        {
            yield return $"Bridge:ELibrary:Clients:RedirectUris of '{Id}' is empty: write where its sign-on ends, such as https://ebooks.example.jp/callback";
        }
        foreach (var uri in RedirectUris.Concat(PostLogoutRedirectUris).Concat(Address is { } address ? [address] : []).Where(uri => !IsSafe(uri)))
        {
            yield return $"Bridge:ELibrary:Clients '{uri}' of '{Id}' is no https address without a fragment: patrons are sent there (http only on this machine)";
        }
        if (Jwks is null == SecretHash is null)
        {
            yield return $"Bridge:ELibrary:Clients '{Id}' must have Jwks (better) or SecretHash, one of the two";
        }
        if (Jwks is not null && !HasPublicKeys())
        {
            yield return $"Bridge:ELibrary:Clients:Jwks of '{Id}' is no JSON Web Key Set with public keys alone, and no file with one: write {{\"keys\":[…]}}";
        }
        if (SecretHash is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            yield return $"Bridge:ELibrary:Clients:SecretHash of '{Id}' must be 64 hex digits: printf %s SECRET | sha256sum";
        }
    }

    bool HasPublicKeys()
    {
        try
        {
            return JwksText is { } text && new JsonWebKeySet(text).Keys is { Count: > 0 } keys && keys.All(key => key is { Kty: "EC" or "RSA", HasPrivateKey: false });
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException)
        {
            return false;
        }
    }

    static bool IsSafe(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && (uri.Scheme == Uri.UriSchemeHttps || uri is { Scheme: "http", IsLoopback: true });
}
