using Bridge.Ingest;

namespace Bridge.Enrolment;

/// <summary>A registration or link that came from an appliance, from its arrival until the patron was told.</summary>
sealed class EnrolmentCase
{
    /// <summary>Id of its event.</summary>
    public required Guid Id { get; init; }

    public required string Device { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The event as it came, sealed to the bridge; forgotten when it is decided.</summary>
    public string? Sealed { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The <c>EnrolmentOutcome</c> as JSON, until the patron was told.</summary>
    public string? Outcome { get; set; }

    /// <summary><see cref="Ingest.Settlement.Told"/> or <see cref="Ingest.Settlement.Withdrawn"/>.</summary>
    public Settlement Settlement { get; set; }

    /// <summary>What it changed, should the patron have been told otherwise; forgotten when told.</summary>
    public string? Undo { get; set; }
}
