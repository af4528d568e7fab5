using System.ComponentModel.DataAnnotations;
using Contract;

namespace Bridge.Settings;

/// <summary>One appliance as the settings name it; <c>kazashi-bridge device SITE/DEVICE KEY</c> prints such a section.</summary>
sealed class DeviceSettings : IValidatableObject
{
    /// <summary><c>{site}/{device}</c>.</summary>
    [Required(ErrorMessage = "A device has no Name: write site/device, such as central/counter-1")]
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the device's token, upper-case hex; the token itself is only on the appliance.</summary>
    [RegularExpression("[0-9A-F]{64}", ErrorMessage = "A device's TokenHash must be 64 upper-case hex digits: kazashi-bridge device prints it")]
    public string TokenHash { get; init; } = "";

    /// <summary>What the appliance's answers are sealed to: base64 SubjectPublicKeyInfo on P-256, as the appliance shows it.</summary>
    public string SealKey { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!DeviceAddress.TryParseName(Name, out _))
        {
            yield return new($"Device '{Name}': write site/device, each 1 to 32 of a-z 0-9 -");
        }
        if (!SealPublicKey.TryParse(SealKey, out _))
        {
            yield return new($"Device '{Name}': SealKey is no P-256 public key in base64; copy it from the appliance");
        }
    }
}
