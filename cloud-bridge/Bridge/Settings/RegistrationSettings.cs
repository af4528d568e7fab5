using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>How somebody becomes a patron.</summary>
sealed class RegistrationSettings
{
    /// <summary>Whether a registration counts at once, or staff look at each.</summary>
    public RegistrationMode Mode { get; init; } = RegistrationMode.Immediate;

    /// <summary>Of the terms the patron consents to; write another whenever they change.</summary>
    [RegularExpression("[A-Za-z0-9.-]{1,32}", ErrorMessage = "Bridge:Registration:TermsVersion must be 1 to 32 letters, digits, '.' or '-', such as 2026-04")]
    public string TermsVersion { get; init; } = "1";

    /// <summary>How long a card may take to sign after the consent.</summary>
    [Within(typeof(TimeSpan), "00:01:00", "01:00:00", ErrorMessage = "Bridge:Registration:ChallengeLifetime must be 00:01:00 to 01:00:00; 00:10:00 is the default")]
    public TimeSpan ChallengeLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the page for the patron's phone may be opened and filled in.</summary>
    [Within(typeof(TimeSpan), "00:01:00", "1.00:00:00", ErrorMessage = "Bridge:Registration:HandOverLifetime must be 00:01:00 to 1.00:00:00; 00:05:00 is the default")]
    public TimeSpan HandOverLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From this age on nobody needs a guardian.</summary>
    [Within(0, 20, ErrorMessage = "Bridge:Registration:GuardianUntilAge must be 0 to 20; 15 is usual")]
    public int GuardianUntilAge { get; init; } = 15;

    /// <summary>Category of a new patron; chooses the loan limits.</summary>
    [Required(ErrorMessage = "Bridge:Registration:Category is empty: write a category such as adult")]
    public string Category { get; init; } = "adult";

    /// <summary>What every new patron number begins with; another digit than item labels, so that a scanner can tell them apart.</summary>
    [RegularExpression("[0-9]{0,12}", ErrorMessage = "Bridge:Registration:NumberPrefix must be 0 to 12 digits")]
    public string NumberPrefix { get; init; } = "9";

    /// <summary>Digits of a new patron number, prefix and check digit among them.</summary>
    [Within(4, 20, ErrorMessage = "Bridge:Registration:NumberLength must be 4 to 20 and leave room after the prefix; 8 is usual")]
    public int NumberLength { get; init; } = 8;

    public CheckDigit CheckDigit { get; init; } = CheckDigit.None;
}

enum RegistrationMode { Immediate, Review }

/// <summary>The last digit of a patron number, as NW-7 labels have it.</summary>
enum CheckDigit
{
    None,

    /// <summary>Weights 2 and 1 from the right, digits of a product added (as Luhn).</summary>
    Modulus10,

    /// <summary>Weights 2 to 7 from the right; 10 and 11 become 0.</summary>
    Modulus11,

    /// <summary>7DR: the number modulo 7.</summary>
    Modulus7,
}
