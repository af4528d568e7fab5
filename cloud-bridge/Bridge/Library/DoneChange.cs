namespace Bridge.Library;

/// <summary>A change that was made, so that the same one again has the same outcome. Holds no name, no title and no patron, and goes after some days.</summary>
sealed class DoneChange
{
    /// <summary><see cref="Change.Id"/>.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>JSON of what was answered.</summary>
    public required string Outcome { get; init; }
}
