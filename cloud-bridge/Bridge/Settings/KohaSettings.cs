using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>Koha's REST API, for what SIP2 cannot: new patrons are entered there, loans listed and renewed, holds placed and cancelled.</summary>
sealed class KohaSettings : IValidatableObject
{
    /// <summary>Base of the staff interface, such as https://koha.example/; null where there is no Koha.</summary>
    public string? Address { get; init; }

    public KohaSignIn SignIn { get; init; } = KohaSignIn.Basic;

    /// <summary>User of Basic, or client id.</summary>
    public string User { get; init; } = "";

    /// <summary>Password of Basic, or client secret.</summary>
    public string Password { get; init; } = "";

    /// <summary>Branch code that new patrons belong to.</summary>
    public string Library { get; init; } = "";

    /// <summary>Koha's category of new patrons, for those that <see cref="Categories"/> does not name.</summary>
    public string Category { get; init; } = "PT";

    /// <summary>The bridge's category → Koha's.</summary>
    public IDictionary<string, string> Categories { get; init; } = new Dictionary<string, string>();

    /// <summary>Loans are listed and renewed, holds placed and cancelled through it, too, and not by SIP2. The account needs circulate_remaining_permissions, place_holds and catalogue for that.</summary>
    public bool HasLoansAndHolds { get; init; } = true;

    /// <summary>The bridge's branch code → Koha's library; those not named have the same code.</summary>
    public IDictionary<string, string> Libraries { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one try may take.</summary>
    [Within(typeof(TimeSpan), "00:00:00.2", "00:01:00", ErrorMessage = "Bridge:Koha:AttemptTimeout must be 00:00:00.2 to 00:01:00; 00:00:05 is the default")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries of a question after the first; what changes something is never simply repeated.</summary>
    [Within(0, 5, ErrorMessage = "Bridge:Koha:Retries must be 0 to 5; 2 is the default")]
    public int Retries { get; init; } = 2;

    public string CategoryOf(string category) => Categories.TryGetValue(category, out var known) ? known : Category;

    /// <summary>Koha's library of a branch; that of new patrons where nobody says.</summary>
    public string LibraryOf(string? branch) => branch is null ? Library : Libraries.TryGetValue(branch, out var known) ? known : branch;

    public string BranchOf(string library) => Libraries.FirstOrDefault(known => known.Value == library) is { Key: { } branch } ? branch : library;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is null)
        {
            yield break;
        }
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            yield return new($"Bridge:Koha:Address '{Address}' is no https address: write for example https://koha.example/");
        }
        if (User.Length == 0 || Password.Length == 0)
        {
            yield return new("Bridge:Koha:User and Password are empty: write those of an account that may add patrons, or client id and secret with SignIn ClientCredentials");
        }
        if (Library.Length == 0)
        {
            yield return new("Bridge:Koha:Library is empty: write the branch code that new patrons belong to");
        }
    }
}

/// <summary>How the bridge signs in; Koha has both switched off until they are enabled.</summary>
enum KohaSignIn
{
    Basic,

    /// <summary>OAuth 2.</summary>
    ClientCredentials,
}
