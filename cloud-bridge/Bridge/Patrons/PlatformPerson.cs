using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;

namespace Bridge.Patrons;

/// <summary>Who the platform says is sitting there, as the sign-in cookie carries it: the PPID, and the 4 information until it is used.</summary>
/// <param name="Ppid">Pairwise subject of the ID token.</param>
/// <param name="BirthDate">Eight digits, as on the card.</param>
/// <param name="Sex">One digit, as on the card.</param>
/// <param name="At">When they signed in there; a session that goes on stays as old as it is.</param>
sealed record PlatformPerson(byte[] Ppid, string? Name = null, string? Address = null, string? BirthDate = null, string? Sex = null, DateTimeOffset? At = null)
{
    public const string Scheme = "patron";

    const int LongestText = 500;

    /// <summary>Whether a registration can be filled in from it.</summary>
    public bool IsComplete => this is { Name.Length: > 0, Address.Length: > 0, BirthDate.Length: > 0 };

    /// <summary>The same person with nothing but the PPID: all that is needed once they are a patron.</summary>
    public PlatformPerson Forgotten => new(Ppid, At: At);

    /// <summary>Reads the subject and the claims of userinfo (OpenID Connect Core 5.1 and 5.3.2, or as the card has them); garbage becomes nothing.</summary>
    public static PlatformPerson Read(string subject, JsonElement claims) =>
        new(PpidOf(subject), Text(claims, "name"), AddressOf(claims), BirthDateOf(Text(claims, "birthdate")), SexOf(Text(claims, "gender")));

    /// <summary>The platform writes its PPIDs in base64url, here as in the card API, so that one person has one; another subject counts as it is written.</summary>
    public static byte[] PpidOf(string subject) => subject.Length > 0 && Base64Url.IsValid(subject) ? Base64Url.DecodeFromChars(subject) : Encoding.UTF8.GetBytes(subject);

    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        new (string Type, string? Value)[] { ("ppid", Base64Url.EncodeToString(Ppid)), ("name", Name), ("address", Address), ("birthdate", BirthDate), ("gender", Sex), ("auth_time", At?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)) }
            .Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!)), Scheme, "ppid", "role"));

    public static PlatformPerson? Of(ClaimsPrincipal? principal) => principal?.FindFirst("ppid") is { } ppid
        ? new(Base64Url.DecodeFromChars(ppid.Value), Value(principal, "name"), Value(principal, "address"), Value(principal, "birthdate"), Value(principal, "gender"),
            long.TryParse(Value(principal, "auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? DateTimeOffset.FromUnixTimeSeconds(at) : null)
        : null;

    /// <summary>Says that somebody is there; who is nobody's to print.</summary>
    public override string ToString() => nameof(PlatformPerson);

    static string? Value(ClaimsPrincipal principal, string type) => principal.FindFirst(type)?.Value;

    static string? Text(JsonElement claims, string name) =>
        claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 and <= LongestText } text && !text.Any(char.IsControl) ? text : null;

    // Text, or the object of OpenID Connect Core 5.1.1.
    static string? AddressOf(JsonElement claims) =>
        Text(claims, "address") ?? (claims.ValueKind == JsonValueKind.Object && claims.TryGetProperty("address", out var parts) ? Text(parts, "formatted") : null);

    static string? BirthDateOf(string? text) => text?.Replace("-", "", StringComparison.Ordinal) is { Length: 8 } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    static string? SexOf(string? text) => text switch
    {
        "male" => "1",
        "female" => "2",
        [>= '0' and <= '9'] => text,
        _ => null,
    };
}
