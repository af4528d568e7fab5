namespace Bridge.Fleet;

/// <summary>An appliance that was paired and is still.</summary>
sealed class PairedRow
{
    /// <summary><c>{site}/{device}</c>.</summary>
    public required string Name { get; init; }

    public required string SealKey { get; init; }
    public required DeviceStation Station { get; set; }
    public required string Model { get; init; }
    public required DateTimeOffset PairedAt { get; init; }

    /// <summary>Name of the account of staff.</summary>
    public required string PairedBy { get; init; }
}

/// <summary>What an appliance is for; as it calls itself.</summary>
enum DeviceStation { Counter, HoldShelf, Gate }

/// <summary>A certificate that an appliance got; kept until it ends, so that a revoked one stays known.</summary>
sealed class DeviceCertificate
{
    /// <summary>Upper-case hexadecimal.</summary>
    public required string Serial { get; init; }

    public required string Device { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo.</summary>
    public required byte[] Key { get; init; }

    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset Until { get; init; }

    /// <summary>Its first use, which ends those before it.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    public DateTimeOffset? ReplacedAt { get; set; }

    /// <summary>The appliance was unpaired.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>What a certificate of this bridge's authority is worth now.</summary>
enum CertificateStanding
{
    Good,

    /// <summary>A later one has been used.</summary>
    Replaced,

    /// <summary>Its appliance was unpaired.</summary>
    Unpaired,

    /// <summary>Not in the registry: of a database that was put back to an earlier day, say.</summary>
    Unknown,
}
