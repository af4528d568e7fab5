using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>Where the pages are, and how staff come into theirs.</summary>
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

    /// <summary>How long staff stay signed in, whatever they do; a working day.</summary>
    [Within(typeof(TimeSpan), "00:30:00", "1.00:00:00", ErrorMessage = "Bridge:Web:StaffSessionEndsAfter must be 00:30:00 to 1.00:00:00; 10:00:00 is the default")]
    public TimeSpan StaffSessionEndsAfter { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Whether staff type a code of an authenticator app after their password. False on a desk that nobody else can reach.</summary>
    public bool RequireSecondFactor { get; init; } = true;

    /// <summary>Searches of one network address by people who are not signed in; a library's own terminals may share one.</summary>
    [Within(1, 10000, ErrorMessage = "Bridge:Web:SearchesPerMinute must be 1 to 10000; 60 is the default")]
    public int SearchesPerMinute { get; init; } = 60;

    /// <summary>How long it stays known what staff did.</summary>
    [Within(30, 3650, ErrorMessage = "Bridge:Web:AuditDays must be 30 to 3650; 400 is the default")]
    public int AuditDays { get; init; } = 400;

    /// <summary>Where somebody who found a weakness writes to: <c>mailto:</c> or <c>https:</c>. It stands in <c>/.well-known/security.txt</c>, which is not there without it.</summary>
    public Uri? SecurityContact { get; init; }

    /// <summary>Until when that is true (RFC 9116 2.5.5); at most a year from now is advised.</summary>
    public DateOnly? SecurityExpires { get; init; }

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
        if (SecurityContact is { } contact && !(contact.IsAbsoluteUri && contact.Scheme is "mailto" or "https"))
        {
            yield return new($"Bridge:Web:SecurityContact '{contact}' must begin with mailto: or https:, for example mailto:security@city.example.jp");
        }
        if (SecurityContact is null != SecurityExpires is null)
        {
            yield return new("Bridge:Web:SecurityContact and SecurityExpires go together: write both, the day as 2027-03-31");
        }
    }
}
