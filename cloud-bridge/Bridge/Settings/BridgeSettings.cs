using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bridge.Settings;

/// <summary>All settings of a bridge, a section each. Defaults serve a small library with the embedded broker; only <see cref="Devices"/> must be filled.</summary>
sealed class BridgeSettings
{
    /// <summary>Section of the configuration: <c>Bridge:Broker:Port</c>, in the environment <c>Bridge__Broker__Port</c>.</summary>
    public const string Section = "Bridge";

    /// <summary>What the bridge serves: citizens, or somebody's desk.</summary>
    public BridgeEnvironment Environment { get; init; } = BridgeEnvironment.Production;

    [ValidateObjectMembers]
    public StorageSettings Storage { get; init; } = new();

    [ValidateObjectMembers]
    public WebSettings Web { get; init; } = new();

    [ValidateObjectMembers]
    public BrokerSettings Broker { get; init; } = new();

    [ValidateObjectMembers]
    public FleetSettings Fleet { get; init; } = new();

    [ValidateObjectMembers]
    public IdentitySettings Identity { get; init; } = new();

    [ValidateObjectMembers]
    public RegistrationSettings Registration { get; init; } = new();

    [ValidateObjectMembers]
    public CalendarSettings Calendar { get; init; } = new();

    [ValidateObjectMembers]
    public LoanSettings Loans { get; init; } = new();

    [ValidateObjectMembers]
    public HoldSettings Holds { get; init; } = new();

    [ValidateObjectMembers]
    public NoticeSettings Notices { get; init; } = new();

    [ValidateObjectMembers]
    public SignInSettings SignIn { get; init; } = new();

    [ValidateObjectMembers]
    public ELibrarySettings ELibrary { get; init; } = new();

    [ValidateObjectMembers]
    public LibrarySettings Library { get; init; } = new();

    /// <summary>The system the library has already; the built-in circulation when none is named.</summary>
    [ValidateObjectMembers]
    public Sip2Settings Sip2 { get; init; } = new();

    /// <summary>For new patrons, where that system is Koha.</summary>
    [ValidateObjectMembers]
    public KohaSettings Koha { get; init; } = new();

    /// <summary>For the self-checkout machines the library has already.</summary>
    [ValidateObjectMembers]
    public Sip2ServerSettings Sip2Server { get; init; } = new();

    [ValidateObjectMembers]
    public MailSettings Mail { get; init; } = new();

    /// <summary>Appliances known from the start; pairing adds to them while the bridge runs.</summary>
    [ValidateEnumeratedItems]
    public IList<DeviceSettings> Devices { get; init; } = [];

    /// <summary>Stops the start with every wrong value's name and what to write instead.</summary>
    public BridgeSettings Validated()
    {
        var result = new BridgeSettingsValidator().Validate(Section, this);
        IEnumerable<string> failures = [.. result.Failures ?? [], .. TestRootsInProduction(), .. PasswordAlone(), .. RoomForNumbers(), .. KohaAlone(), .. TokensInClear(), .. NoPort()];
        return failures.Any() ? throw new OptionsValidationException(Section, typeof(BridgeSettings), failures) : this;
    }

    // Anyone can issue cards of a test hierarchy, so whoever could reach a bridge that takes them could be any patron.
    IEnumerable<string> TestRootsInProduction()
    {
        if (Identity.Local.TestRoots.Count == 0)
        {
            yield break;
        }
        if (Environment != BridgeEnvironment.Development)
        {
            yield return "Bridge:Identity:Local:TestRoots are for development: take them out, or set Bridge:Environment to Development on a desk that no patron uses";
        }
        if (!IsLoopback(Web.Listen) || Web.PublicRoot is { IsLoopback: false } || Broker.Source != EventSourceKind.Embedded || !IsLoopbackHost(Broker.Host))
        {
            yield return "Bridge:Identity:Local:TestRoots are taken only while Bridge:Web:Listen, Bridge:Web:PublicAddress and an embedded Bridge:Broker:Host are loopback addresses such as 127.0.0.1";
        }
    }

    // A password can be seen over a shoulder; whoever could reach the console from elsewhere would be in with it.
    IEnumerable<string> PasswordAlone()
    {
        if (!Web.RequireSecondFactor && (!IsLoopback(Web.Listen) || Web.PublicRoot is { IsLoopback: false }))
        {
            yield return "Bridge:Web:RequireSecondFactor false is taken only while Bridge:Web:Listen and Bridge:Web:PublicAddress are loopback addresses such as http://127.0.0.1:8080";
        }
    }

    IEnumerable<string> KohaAlone()
    {
        if (Koha.Address is not null && Sip2.Host.Length == 0)
        {
            yield return "Bridge:Koha:Address is set and Bridge:Sip2:Host is not: patrons would be in Koha and their loans here; write Koha's SIP2 server, too";
        }
    }

    // A token that is read on the way makes its reader that appliance.
    IEnumerable<string> TokensInClear()
    {
        if (Broker.Source == EventSourceKind.Embedded && !IsLoopbackHost(Broker.Host) && Environment != BridgeEnvironment.Development)
        {
            yield return $"Bridge:Broker:Host {Broker.Host} would take tokens in clear from the network: write 127.0.0.1 and let appliances in at Bridge:Fleet (TLS), or set Bridge:Environment to Development on a desk";
        }
    }

    IEnumerable<string> NoPort()
    {
        if (Broker.UsesTls && !Fleet.IsOn)
        {
            yield return "Bridge:Broker:UsesTls needs the bridge's own authority: write Bridge:Fleet:Host, the name that appliances dial";
        }
        if (Fleet.IsOn && Broker.Source == EventSourceKind.External && Fleet.MqttPort == 0)
        {
            yield return "Bridge:Fleet:MqttPort is 0 and Bridge:Broker:Source is External: write the broker's port for appliances, usually 8883";
        }
    }

    IEnumerable<string> RoomForNumbers()
    {
        if (Registration.NumberLength - Registration.NumberPrefix.Length - (Registration.CheckDigit == CheckDigit.None ? 0 : 1) is < 1 or > 18)
        {
            yield return "Bridge:Registration:NumberLength leaves no digit to count with, or more than 18: make it longer or NumberPrefix shorter";
        }
    }

    static bool IsLoopback(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && IsLoopbackHost(uri.Host);

    static bool IsLoopbackHost(string host) => host == "localhost" || System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address);
}

enum BridgeEnvironment
{
    /// <summary>A library.</summary>
    Production,

    /// <summary>A desk: test cards may be taken, by nobody but this machine.</summary>
    Development,
}

[OptionsValidator]
sealed partial class BridgeSettingsValidator : IValidateOptions<BridgeSettings>;

sealed class StorageSettings : IValidatableObject
{
    /// <summary>Holds <c>keys/</c>, and <c>bridge.db</c> where <see cref="PostgreSql"/> is not set; back up both.</summary>
    [Required(ErrorMessage = "Bridge:Storage:Folder is empty: write a folder the bridge may write to, such as /var/lib/kazashi-bridge")]
    public string Folder { get; init; } = "data";

    /// <summary>A PostgreSQL database, in Npgsql's words: <c>Host=…;Database=…;Username=…</c>, and <c>Passfile=…</c> or <c>Password=…</c>. Without it the database is a file of SQLite's.</summary>
    public string? PostgreSql { get; init; }

    [MemberNotNullWhen(true, nameof(PostgreSql))]
    public bool IsPostgreSql => PostgreSql is { Length: > 0 };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsPostgreSql && !IsConnection(PostgreSql))
        {
            yield return new("Bridge:Storage:PostgreSql is no connection string with a host and a database: write for example Host=/run/postgresql;Database=kazashi;Username=kazashi-bridge");   // without what stands there: it has a password
        }
    }

    static bool IsConnection(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Host.Length: > 0, Database.Length: > 0 };
        }
        catch (ArgumentException)   // there is no other way to ask
        {
            return false;
        }
    }
}
