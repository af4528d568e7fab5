using Bridge.Identity;
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

    /// <summary>Who vouches for My Number cards.</summary>
    [ValidateObjectMembers]
    public PlatformSettings Platform { get; init; } = new();

    /// <summary>Least assurance per operation, for My Number cards.</summary>
    public AssurancePolicy MyNumberCard { get; init; } = new() { Loan = Assurance.ChipProven };

    /// <summary>Least assurance per operation, for library cards.</summary>
    public AssurancePolicy LibraryCard { get; init; } = new() { Loan = Assurance.Presented };
}

/// <summary>One column of the policy table: operation × least assurance. Register and link are not in it: they need the PIN everywhere.</summary>
sealed class AssurancePolicy
{
    /// <summary>Loans, renewals, own loans and holds.</summary>
    public Assurance Loan { get; init; }
}
