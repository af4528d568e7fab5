namespace Bridge.Console.Accounts;

/// <summary>A card that opens staff's screens at an appliance. Anyone could copy its value, so it opens nothing else.</summary>
sealed class StaffCard
{
    public const int LongestValue = 64;

    public long Id { get; init; }
    public required long AccountId { get; init; }
    public StaffAccount? Account { get; init; }
    public required StaffCardKind Kind { get; init; }

    /// <summary>IDm or UID in upper-case hex, or barcode data without start and stop letters.</summary>
    public required string Value { get; init; }

    public required DateTimeOffset At { get; init; }
}

enum StaffCardKind { Felica, Mifare, Barcode }
