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

    /// <summary>As the card has it, where that is no date of the calendar.</summary>
    public string? BirthDateText { get; set; }

    public string? Address { get; set; }
    public string? PostalCode { get; set; }

    /// <summary>One digit as on the card: 1 male, 2 female, rarely another.</summary>
    public string? Sex { get; set; }

    public string? Phone { get; set; }
    public string? Email { get; set; }

    /// <summary>BCP 47; what the patron is written to in.</summary>
    public string? Language { get; set; }

    /// <summary>Notices beside those about the patron's own registration.</summary>
    public bool WantsMail { get; set; }

    /// <summary>What was returned stays listed for the patron. Off: nothing links patron and item after the return.</summary>
    public bool KeepsHistory { get; set; }

    /// <summary>Mails may name titles.</summary>
    public bool MailsTitles { get; set; }

    public string? GuardianName { get; set; }
    public string? GuardianPhone { get; set; }
    public string? GuardianRelation { get; set; }

    /// <summary>Of the patron pages; null when none was chosen.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>The terms the patron consented to, and when.</summary>
    public string? TermsVersion { get; set; }

    public DateTimeOffset? ConsentAt { get; set; }

    /// <summary>Last day on which the patron may use the service.</summary>
    public DateOnly? Expires { get; set; }

    /// <summary>Why the patron may not use the service, for staff; null for everyone else.</summary>
    public string? Block { get; set; }

    /// <summary>What the barcode of the library card says, without start and stop letters.</summary>
    public string? LibraryCard { get; set; }

    public bool MayUse(DateOnly today) => Block is null && !(Expires < today);
}
