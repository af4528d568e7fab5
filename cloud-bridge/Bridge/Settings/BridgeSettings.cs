using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>All settings of a bridge, a section each. Defaults serve a small library with the embedded broker; only <see cref="Devices"/> must be filled.</summary>
sealed class BridgeSettings
{
    /// <summary>Section of the configuration: <c>Bridge:Broker:Port</c>, in the environment <c>Bridge__Broker__Port</c>.</summary>
    public const string Section = "Bridge";

    [ValidateObjectMembers]
    public StorageSettings Storage { get; init; } = new();

    [ValidateObjectMembers]
    public WebSettings Web { get; init; } = new();

    [ValidateObjectMembers]
    public BrokerSettings Broker { get; init; } = new();

    [ValidateObjectMembers]
    public IdentitySettings Identity { get; init; } = new();

    [ValidateObjectMembers]
    public RegistrationSettings Registration { get; init; } = new();

    [ValidateObjectMembers]
    public CalendarSettings Calendar { get; init; } = new();

    [ValidateObjectMembers]
    public LoanSettings Loans { get; init; } = new();

    [ValidateObjectMembers]
    public SignInSettings SignIn { get; init; } = new();

    [ValidateObjectMembers]
    public LibrarySettings Library { get; init; } = new();

    [ValidateObjectMembers]
    public MailSettings Mail { get; init; } = new();

    /// <summary>Appliances known from the start; pairing adds to them while the bridge runs.</summary>
    [ValidateEnumeratedItems]
    public IList<DeviceSettings> Devices { get; init; } = [];

    /// <summary>Stops the start with every wrong value's name and what to write instead.</summary>
    public BridgeSettings Validated()
    {
        var result = new BridgeSettingsValidator().Validate(Section, this);
        return result.Failed ? throw new OptionsValidationException(Section, typeof(BridgeSettings), result.Failures) : this;
    }
}

[OptionsValidator]
sealed partial class BridgeSettingsValidator : IValidateOptions<BridgeSettings>;

sealed class StorageSettings
{
    /// <summary>Holds <c>bridge.db</c> and <c>keys/</c>; back up both.</summary>
    [Required(ErrorMessage = "Bridge:Storage:Folder is empty: write a folder the bridge may write to, such as /var/lib/kazashi-bridge")]
    public string Folder { get; init; } = "data";
}
