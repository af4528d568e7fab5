using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>Where the devices' messages come from.</summary>
sealed class BrokerSettings : IValidatableObject
{
    public EventSourceKind Source { get; init; } = EventSourceKind.Embedded;

    /// <summary>Embedded: the address at which tokens are taken, in clear and so on loopback only. External: the broker's name or address.</summary>
    [Required(ErrorMessage = "Bridge:Broker:Host is empty: write 127.0.0.1, or the external broker's name")]
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Embedded: 0 takes any free port.</summary>
    [Within(0, 65535, ErrorMessage = "Bridge:Broker:Port must be 0 to 65535; 1883 is usual")]
    public int Port { get; init; } = 1883;

    /// <summary>Messages kept for a device that is away; MQTTnet's own 1000 drop the oldest silently.</summary>
    [Within(100, 1_000_000, ErrorMessage = "Bridge:Broker:PendingMessages must be 100 to 1000000; 20000 serves most")]
    public int PendingMessages { get; init; } = 20_000;

    /// <summary>Largest payload taken, in bytes; a sealed registration needs about 12 KiB.</summary>
    [Within(4096, 1 << 20, ErrorMessage = "Bridge:Broker:MaximumPayload must be 4096 to 1048576 bytes; 131072 is the default")]
    public int MaximumPayload { get; init; } = 128 * 1024;

    /// <summary>External only.</summary>
    public string? UserName { get; init; }

    /// <summary>External only.</summary>
    public string? Password { get; init; }

    /// <summary>External only: TLS with a certificate of the bridge's own authority on both sides, as <c>kazashi-bridge broker-rules</c> sets a broker up; no user, no password.</summary>
    public bool UsesTls { get; init; }

    /// <summary>External only; the broker keeps this client's session while the bridge is away.</summary>
    [RegularExpression("[A-Za-z0-9-]{1,23}", ErrorMessage = "Bridge:Broker:ClientId must be 1 to 23 letters, digits or '-'")]
    public string ClientId { get; init; } = "kazashi-bridge";

    /// <summary>External only: 5, or 3.1.1 for brokers that refuse 5.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Source == EventSourceKind.External && Port == 0)
        {
            yield return new("Bridge:Broker:Port is 0 and Source is External: write the broker's port, usually 1883");
        }
        if (Source == EventSourceKind.Embedded && !System.Net.IPAddress.TryParse(Host, out _))
        {
            yield return new($"Bridge:Broker:Host '{Host}' is no address of this machine: write 127.0.0.1, or set Source to External");
        }
    }
}

enum EventSourceKind
{
    /// <summary>The bridge is the broker.</summary>
    Embedded,

    /// <summary>The bridge is a client of a broker.</summary>
    External,
}

enum MqttVersion { V5, V311 }
