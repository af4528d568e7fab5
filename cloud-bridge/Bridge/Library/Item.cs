namespace Bridge.Library;

/// <summary>One thing with a label of its own; two copies of a title are two items.</summary>
sealed class Item
{
    public long Id { get; init; }
    public long TitleId { get; set; }
    public Title? Title { get; set; }

    /// <summary>The label as printed and as the catalogue has it.</summary>
    public required string Barcode { get; set; }

    /// <summary><see cref="Barcode"/> as <see cref="Label.KeyOf"/> has it, so that a scanner may send start and stop letters or not.</summary>
    public required string Key { get; set; }

    /// <summary>請求記号: where it stands when it stands in its place.</summary>
    public string? Shelf { get; set; }

    /// <summary>Code of the branch it belongs to; null: the first one.</summary>
    public string? Branch { get; set; }

    /// <summary>Code of the branch where it is now; null: where it belongs. Says nothing while the item is lent.</summary>
    public string? At { get; set; }

    /// <summary>Code of the branch it travels to; null while it stands still.</summary>
    public string? BoundFor { get; set; }

    public LoanRule Rule { get; set; }
    public ItemStatus Status { get; set; }
}

/// <summary>How an item may leave the library.</summary>
enum LoanRule
{
    Normal,

    /// <summary>禁帯出: for use in the library only.</summary>
    InLibraryOnly,

    /// <summary>CD, DVD: its own limit and period.</summary>
    Av,

    /// <summary>Its own period.</summary>
    Magazine,
}

/// <summary>Whether the item is there to be lent. That it is lent just now says <see cref="Loan"/> alone, that it is kept for somebody <see cref="Hold"/>.</summary>
enum ItemStatus
{
    Available,
    InRepair,
    Missing,
    Withdrawn,
}
