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

/// <summary>What became of a <c>loan.requested</c>, until the patron was told and beyond.</summary>
sealed class LoanRequest
{
    /// <summary>Id of its event.</summary>
    public required Guid Id { get; init; }

    public required string Device { get; init; }

    /// <summary>The <c>LoanOutcome</c> as JSON; null when it was withdrawn before it came.</summary>
    public string? Outcome { get; set; }

    public Settlement Settlement { get; set; }

    /// <summary>The loan it made; the loan may be over by now.</summary>
    public long? LoanId { get; set; }

    /// <summary>Who asked for what when it was refused: an off-line loan may still be told. Erased when the request is settled.</summary>
    public long? PatronId { get; set; }

    public string? Item { get; set; }
    public DateOnly AskedOn { get; init; }
}

/// <summary>How a request ended for the patron.</summary>
enum Settlement { None, Told, MadeOffline, Withdrawn }
