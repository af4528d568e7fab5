namespace Bridge.Fleet;

/// <summary>An appliance that asked to be taken in, until its codes end.</summary>
sealed class PairingCase
{
    public long Id { get; init; }

    /// <summary>HMAC(site key, device code).</summary>
    public required byte[] DeviceCode { get; init; }

    /// <summary>HMAC(site key, user code): 34 bits would be found from a plain hash.</summary>
    public required byte[] UserCode { get; init; }

    /// <summary>HMAC(site key, address it asked from).</summary>
    public required byte[] Address { get; init; }

    /// <summary>PKCS#10, DER, checked.</summary>
    public required byte[] CertificateRequest { get; init; }

    public required string SealKey { get; init; }
    public required string Model { get; init; }
    public required string Version { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset Until { get; init; }
    public DateTimeOffset? PolledAt { get; set; }

    /// <summary>Least seconds between two polls; five more with each that came too soon.</summary>
    public required int Interval { get; set; }

    public PairingState State { get; set; }

    /// <summary>What it got when it was accepted; PEM.</summary>
    public string? Certificate { get; set; }

    public string? Serial { get; set; }
}

enum PairingState { Waiting, Accepted, Refused }
