namespace Bridge.Library;

/// <summary>Who has what until when. The row goes when the item comes back: the library keeps no reading history but of those who asked for one.</summary>
sealed class Loan
{
    public long Id { get; init; }
    public required long ItemId { get; init; }
    public Item? Item { get; init; }
    public required long PatronId { get; init; }
    public Patron? Patron { get; init; }
    public required DateOnly LentOn { get; init; }

    /// <summary>Last day on which it may be returned.</summary>
    public required DateOnly Due { get; set; }

    /// <summary>How often it was renewed.</summary>
    public int Renewals { get; set; }

    /// <summary>The patron was written that this due date comes near.</summary>
    public bool DueSoonTold { get; set; }

    /// <summary>The patron was written that this due date is past.</summary>
    public bool OverdueTold { get; set; }

    /// <summary>JSON of the <see cref="FulfilledHold"/> that ended with this loan, so that a loan undone gives it back.</summary>
    public string? Fulfilled { get; init; }
}
