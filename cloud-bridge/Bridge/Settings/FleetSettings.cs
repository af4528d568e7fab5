using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Bridge.Settings;

/// <summary>Pairing over HTTPS, and TLS on the embedded broker. Off until <see cref="Host"/> is written.</summary>
sealed class FleetSettings : IValidatableObject
{
    /// <summary>Name or address that appliances dial; it stands in the bridge's certificate.</summary>
    public string? Host { get; init; }

    public bool IsOn => Host is not null;

    /// <summary>Address of this machine at which appliances are let in.</summary>
    [Required(ErrorMessage = "Bridge:Fleet:Listen is empty: write 0.0.0.0 for every network, or an address of this machine")]
    public string Listen { get; init; } = "0.0.0.0";

    /// <summary>HTTPS; 0 takes any free port.</summary>
    [Within(0, 65535, ErrorMessage = "Bridge:Fleet:Port must be 0 to 65535; 8443 is usual")]
    public int Port { get; init; } = 8443;

    /// <summary>Whether new appliances of the same network find the bridge by themselves (mDNS); needs <c>avahi-publish</c> and a running <c>avahi-daemon</c>.</summary>
    public bool Announce { get; init; }

    /// <summary>MQTT over TLS: of the embedded broker (0 takes any free port), or of the external one.</summary>
    [Within(0, 65535, ErrorMessage = "Bridge:Fleet:MqttPort must be 0 to 65535; 8883 is usual")]
    public int MqttPort { get; init; } = 8883;

    /// <summary>The external broker's name in its certificate; <see cref="Host"/> when null.</summary>
    public string? MqttHost { get; init; }

    /// <summary>How long an appliance's certificate is good; it has a new one when a third of that is left.</summary>
    [Within(7, 397, ErrorMessage = "Bridge:Fleet:CertificateDays must be 7 to 397; 90 is the default")]
    public int CertificateDays { get; init; } = 90;

    /// <summary>Codes that one address may ask for in an hour; an appliance on its pairing screen asks for six.</summary>
    [Within(6, 10_000, ErrorMessage = "Bridge:Fleet:CodesPerAddress must be 6 to 10000; 60 is the default")]
    public int CodesPerAddress { get; init; } = 60;

    /// <summary>Codes that may be open at once, from everywhere.</summary>
    [Within(10, 10_000, ErrorMessage = "Bridge:Fleet:CodesAtOnce must be 10 to 10000; 200 is the default")]
    public int CodesAtOnce { get; init; } = 200;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, host) in ((string, string?)[])[("Host", Host), ("MqttHost", MqttHost)])
        {
            if (host is not null && Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic)
            {
                yield return new($"Bridge:Fleet:{name} '{host}' is no name of a machine: write for example bridge.city.example.jp, without https:// and without a port");
            }
        }
        if (Announce && !IsOn)
        {
            yield return new("Bridge:Fleet:Announce needs Bridge:Fleet:Host: without it no appliance is let in");
        }
        if (!IPAddress.TryParse(Listen, out _))
        {
            yield return new($"Bridge:Fleet:Listen '{Listen}' is no address of this machine: write 0.0.0.0 for every network");
        }
    }
}
