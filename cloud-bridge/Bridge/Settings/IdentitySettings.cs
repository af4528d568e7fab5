using System.ComponentModel.DataAnnotations;
using Bridge.Identity;
using Contract;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>How much a card must prove, and for how long that holds.</summary>
sealed class IdentitySettings
{
    /// <summary>How far a tap's time may be from the bridge's clock.</summary>
    [Within(typeof(TimeSpan), "00:00:05", "01:00:00", ErrorMessage = "Bridge:Identity:TapWindow must be 00:00:05 to 01:00:00; 00:05:00 is the default")]
    public TimeSpan TapWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a recognised patron may go on without another tap.</summary>
    [Within(typeof(TimeSpan), "00:01:00", "12:00:00", ErrorMessage = "Bridge:Identity:PassLifetime must be 00:01:00 to 12:00:00; 00:10:00 is the default")]
    public TimeSpan PassLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the platform's word that a certificate is good is believed; a revocation takes effect within it.</summary>
    [Within(typeof(TimeSpan), "00:00:00", "90.00:00:00", ErrorMessage = "Bridge:Identity:ValidFor must be 00:00:00 (ask at every tap) to 90.00:00:00; 7.00:00:00 is the default")]
    public TimeSpan ValidFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How much longer it is believed while the platform does not answer.</summary>
    [Within(typeof(TimeSpan), "00:00:00", "90.00:00:00", ErrorMessage = "Bridge:Identity:Grace must be 00:00:00 to 90.00:00:00; 3.00:00:00 is the default")]
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Longest wait for the platform while a patron holds the card to the reader.</summary>
    [Within(typeof(TimeSpan), "00:00:00.5", "00:00:10", ErrorMessage = "Bridge:Identity:TapPatience must be 00:00:00.5 to 00:00:10; 00:00:03 is the default")]
    public TimeSpan TapPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest wait for the platform at an enrolment; the appliance gives up after 20 s.</summary>
    [Within(typeof(TimeSpan), "00:00:01", "00:00:18", ErrorMessage = "Bridge:Identity:EnrolmentPatience must be 00:00:01 to 00:00:18; 00:00:12 is the default")]
    public TimeSpan EnrolmentPatience { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Whom the bridge itself trusts, where no platform is asked.</summary>
    [ValidateObjectMembers]
    public LocalPlatformSettings Local { get; init; } = new();

    /// <summary>Who vouches for My Number cards.</summary>
    [ValidateObjectMembers]
    public PlatformSettings Platform { get; init; } = new();

    /// <summary>Least assurance per operation, for My Number cards.</summary>
    public AssurancePolicy MyNumberCard { get; init; } = AssurancePolicy.From(Assurance.ChipProven);

    /// <summary>For library cards with a barcode.</summary>
    public AssurancePolicy LibraryCard { get; init; } = AssurancePolicy.ForCopies();

    /// <summary>For FeliCa cards, known by their IDm.</summary>
    public AssurancePolicy FelicaCard { get; init; } = AssurancePolicy.ForCopies();

    /// <summary>For MIFARE cards, known by their UID.</summary>
    public AssurancePolicy MifareCard { get; init; } = AssurancePolicy.ForCopies();

    /// <summary>For barcodes on a phone.</summary>
    public AssurancePolicy PhoneBarcode { get; init; } = AssurancePolicy.ForCopies();

    /// <summary>What a card may do with what it has proven.</summary>
    public Operations Allowed(CardKind kind, Assurance proven) => (kind switch
    {
        CardKind.MyNumberCard => MyNumberCard,
        CardKind.LibraryCard => LibraryCard,
        CardKind.FelicaCard => FelicaCard,
        CardKind.MifareCard => MifareCard,
        CardKind.PhoneBarcode => PhoneBarcode,
    }).Allowed(proven);
}

/// <summary>The built-in platform: the bridge follows a card's certificate to a root it trusts.</summary>
/// <remarks>The public roots of JPKI are built in; a root is chosen by its signature, for all generations share one name.</remarks>
sealed class LocalPlatformSettings : IValidatableObject
{
    /// <summary>Further roots of JPKI, such as another generation.</summary>
    [ValidateEnumeratedItems]
    public IList<RootSettings> Roots { get; init; } = [];

    /// <summary>PEM or DER files of test roots. Only in <see cref="BridgeEnvironment.Development"/>, and only while everything listens on loopback.</summary>
    public IList<string> TestRoots { get; init; } = [];

    /// <summary>Certificate policies of user-authentication certificates that are taken.</summary>
    public IList<string> Policies { get; init; } = [];

    /// <summary>OCSP responder (RFC 6960); null where the site may not ask one, and revocation then stays unseen.</summary>
    [RegularExpression("https?://[^ ]+", ErrorMessage = "Bridge:Identity:Local:OcspAddress is no address: write for example http://ocsp.example/auth")]
    public string? OcspAddress { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var policy in Policies.Where(policy => policy.Length is 0 or > 64 || !policy.All(c => char.IsAsciiDigit(c) || c == '.')))
        {
            yield return new($"Bridge:Identity:Local:Policies has '{policy}': write an object identifier such as 1.2.392.200149.8.5.1.3.30");
        }
    }
}

/// <summary>A root somebody vouches for by its fingerprint.</summary>
sealed class RootSettings
{
    /// <summary>PEM or DER.</summary>
    [Required(ErrorMessage = "Bridge:Identity:Local:Roots has an entry without File")]
    public string File { get; init; } = "";

    /// <summary>As the certification authority publishes it.</summary>
    [RegularExpression("([0-9A-Fa-f]{2}:?){32}", ErrorMessage = "Bridge:Identity:Local:Roots: Sha256 must be the root's SHA-256 fingerprint, 64 hex digits, as the authority publishes it")]
    public string Sha256 { get; init; } = "";
}
