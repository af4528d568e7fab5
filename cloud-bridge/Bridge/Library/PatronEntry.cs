namespace Bridge.Library;

/// <summary>A new patron who is to be, or has been, entered into the library's own system.</summary>
sealed class PatronEntry
{
    public required long PatronId { get; init; }
    public Patron? Patron { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Written before the system is called: from then on the patron may be there.</summary>
    public bool IsTried { get; set; }

    public int Attempts { get; set; }

    /// <summary>Null when it is done, or with staff.</summary>
    public DateTimeOffset? NextAttempt { get; set; }
}
