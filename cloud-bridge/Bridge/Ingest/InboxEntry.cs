namespace Bridge.Ingest;

/// <summary>A journal entry that has come: the memory that makes its effect happen once.</summary>
sealed class InboxEntry
{
    /// <summary><c>{site}/{device}</c>.</summary>
    public required string Device { get; init; }

    public required string Epoch { get; init; }
    public required long Sequence { get; init; }
    public required Guid EventId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>HMAC(site key, content): tells a redelivery from another entry under the same number.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The envelope while it waits for those before it; gone once applied, for it names who borrowed what.</summary>
    public byte[]? Waiting { get; set; }
}

/// <summary>How far a journal has been applied without a gap.</summary>
sealed class Watermark
{
    public required string Device { get; init; }
    public required string Epoch { get; init; }
    public long Applied { get; set; }
    public DateTimeOffset MovedAt { get; set; }
}
