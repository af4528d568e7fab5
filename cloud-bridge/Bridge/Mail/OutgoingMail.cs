namespace Bridge.Mail;

/// <summary>A mail in the outbox; written in the transaction of what it tells about.</summary>
sealed class OutgoingMail
{
    /// <summary>Also the left part of its Message-Id (RFC 5322 3.6.4), so that a mail sent twice is recognisably one.</summary>
    public required Guid Id { get; init; }

    public required string To { get; init; }
    public required string Subject { get; init; }

    /// <summary>Emptied when it is sent: who was told what is nobody's to read later.</summary>
    public required string Body { get; set; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    public long? PatronId { get; init; }
    public required DateTimeOffset Created { get; init; }

    /// <summary>Null when it was sent or given up.</summary>
    public required DateTimeOffset? NextAttempt { get; set; }

    public int Attempts { get; set; }
    public DateTimeOffset? Sent { get; set; }

    /// <summary>What the mail server or the network said last.</summary>
    public string? LastError { get; set; }
}
