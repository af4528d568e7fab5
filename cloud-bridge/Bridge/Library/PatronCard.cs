namespace Bridge.Library;

/// <summary>Another card of a patron; anyone could copy its value.</summary>
sealed class PatronCard
{
    public const int LongestValue = 64;

    public long Id { get; init; }
    public required long PatronId { get; set; }
    public Patron? Patron { get; init; }
    public required PatronCardKind Kind { get; init; }

    /// <summary>Barcode data without start and stop letters, IDm or UID in upper-case hex, or what the phone shows.</summary>
    public required string Value { get; init; }
}

enum PatronCardKind { Barcode, Felica, Mifare, Phone }

/// <summary>A patron's MyKey ID from the older method (MKID). No card shows it and only the platform could match it, so it waits until the patron links anew.</summary>
sealed class MyKeyId
{
    public long Id { get; init; }
    public required long PatronId { get; set; }
    public Patron? Patron { get; init; }
    public required string Value { get; init; }
}
