namespace Bridge.Library;

/// <summary>What a patron had, kept only for those who asked for it (<see cref="Patron.KeepsHistory"/>) and gone when they no longer do.</summary>
sealed class PastLoan
{
    public long Id { get; init; }
    public required long PatronId { get; init; }
    public Patron? Patron { get; init; }
    public required long TitleId { get; init; }
    public Title? Title { get; init; }
    public required DateOnly LentOn { get; init; }
    public required DateOnly ReturnedOn { get; init; }
}
