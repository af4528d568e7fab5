namespace Bridge.Library;

/// <summary>Who may borrow.</summary>
sealed class Patron
{
    public long Id { get; init; }

    /// <summary>利用者番号.</summary>
    public required string Number { get; set; }

    public required string Name { get; set; }

    /// <summary>Reading of the name; staff sort and find by it.</summary>
    public string? Kana { get; set; }

    /// <summary>Chooses the loan limits.</summary>
    public required string Category { get; set; }

    public DateOnly? BirthDate { get; set; }

    /// <summary>Last day on which the patron may use the service.</summary>
    public DateOnly? Expires { get; set; }

    /// <summary>Why the patron may not use the service, for staff; null for everyone else.</summary>
    public string? Block { get; set; }

    /// <summary>What the barcode of the library card says, without start and stop letters.</summary>
    public string? LibraryCard { get; set; }

    public bool MayUse(DateOnly today) => Block is null && !(Expires < today);
}
