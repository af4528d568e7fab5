using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>Patrons sign in at home through the identity platform: OpenID Connect, code flow. Without an issuer nobody can.</summary>
sealed class SignInSettings : IValidatableObject
{
    /// <summary>As its ID tokens name it. Its endpoints are read from <c>.well-known/openid-configuration</c> unless they are written below.</summary>
    public Uri? Issuer { get; init; }

    [RegularExpression("[0-9a-zA-Z]{1,255}", ErrorMessage = "Bridge:SignIn:ClientId must be 1 to 255 letters and digits, as the platform gave it")]
    public string ClientId { get; init; } = "kazashi";

    /// <summary>What the platform is asked to prove a person by, and how it looks at revocation.</summary>
    [RegularExpression("[0-9a-z ]{0,100}", ErrorMessage = "Bridge:SignIn:AcrValues must be words such as aal3 crl")]
    public string AcrValues { get; init; } = "aal3 crl";

    /// <summary>Word that the <c>acr</c> of an ID token must have; empty for a platform that tells none.</summary>
    [RegularExpression("[0-9a-z]{0,32}", ErrorMessage = "Bridge:SignIn:RequiredAcr must be one word such as aal3, or empty for a platform that tells none")]
    public string RequiredAcr { get; init; } = "aal3";

    /// <summary>The bridge's private key for the platform: PEM, P-256; made as <c>keys/signin.key</c> when null. <c>kazashi-bridge signin-key</c> prints the public one.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name of that key at the platform; its thumbprint (RFC 7638) when null.</summary>
    public string? KeyId { get; init; }

    /// <summary>The four of a platform that publishes no configuration: all, or none.</summary>
    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }
    public Uri? UserInfoEndpoint { get; init; }

    /// <summary>Its public keys, a JSON Web Key Set.</summary>
    public Uri? KeysEndpoint { get; init; }

    /// <summary>Longest wait for the platform.</summary>
    [Within(typeof(TimeSpan), "00:00:01", "00:01:00", ErrorMessage = "Bridge:SignIn:Timeout must be 00:00:01 to 00:01:00; 00:00:10 is the default")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the person was proven by as much as this site wants.</summary>
    public bool IsEnough(string? acr) => RequiredAcr.Length == 0 || acr?.Split(' ').Contains(RequiredAcr) == true;

    public bool HasEndpoints => KeysEndpoint is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        Uri?[] endpoints = [AuthorizationEndpoint, TokenEndpoint, UserInfoEndpoint, KeysEndpoint];
        if (endpoints.Any(endpoint => endpoint is null) && endpoints.Any(endpoint => endpoint is not null))
        {
            yield return new("Bridge:SignIn has some endpoints and not all: write AuthorizationEndpoint, TokenEndpoint, UserInfoEndpoint and KeysEndpoint, or none of them");
        }
        foreach (var address in endpoints.Append(Issuer).OfType<Uri>().Where(address => !address.IsAbsoluteUri || (address.Scheme != "https" && !address.IsLoopback)))
        {
            yield return new($"Bridge:SignIn '{address}' is not encrypted: write https://");
        }
        if (KeyFile is { } file && !File.Exists(file))
        {
            yield return new($"Bridge:SignIn:KeyFile '{file}' is not there: write the path of a PEM file with a P-256 private key, or nothing to have one made");
        }
    }
}
