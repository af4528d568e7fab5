using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>Where the pages are, and who of the staff may see theirs.</summary>
sealed class WebSettings : IValidatableObject
{
    /// <summary>Where the web pages listen; port 0 takes any free one.</summary>
    [RegularExpression("https?://[^ ]+", ErrorMessage = "Bridge:Web:Listen is no address: write for example http://127.0.0.1:8080")]
    public string Listen { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The address that patrons and staff type: of the TLS proxy before the bridge. Links in mails and on panels begin with it; null: as <see cref="Listen"/>.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>The same, once it has been validated.</summary>
    public Uri? PublicRoot => PublicAddress is { } address ? new(address) : null;

    /// <summary>How long somebody stays signed in without doing anything.</summary>
    [Within(typeof(TimeSpan), "00:02:00", "12:00:00", ErrorMessage = "Bridge:Web:SignInLasts must be 00:02:00 to 12:00:00; 00:30:00 is the default")]
    public TimeSpan SignInLasts { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Without any, the console lets nobody in.</summary>
    public IList<StaffAccount> Staff { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicAddress is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { AbsolutePath: "/", Query: "" }))
        {
            yield return new($"Bridge:Web:PublicAddress '{address}' must be scheme and host alone: write for example https://toshokan.city.example.jp");
        }
        else if (PublicRoot is { Scheme: "http", IsLoopback: false })
        {
            yield return new($"Bridge:Web:PublicAddress '{PublicAddress}' is not encrypted, and people sign in there: write https:// and put a TLS proxy in front");
        }
        foreach (var account in Staff.Where(account => account.Name.Trim().Length == 0 || !Web.PasswordHash.IsHash(account.PasswordHash)))
        {
            yield return new($"Bridge:Web:Staff '{account.Name}': write Name, and PasswordHash as kazashi-bridge staff-password prints it");
        }
        if (Staff.GroupBy(account => account.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            yield return new($"Bridge:Web:Staff has '{twice.Key}' twice: give each person a name of their own");
        }
    }
}

/// <summary>Somebody who may use the console.</summary>
sealed class StaffAccount
{
    public const int ShortestPassword = 12;

    /// <summary>What is typed at sign-in, and written beside what this person decided.</summary>
    public string Name { get; init; } = "";

    public string PasswordHash { get; init; } = "";
}
