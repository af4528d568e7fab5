using Bridge.Library;

namespace Bridge.ELibrary;

/// <summary>A patron has agreed that an e-library hears of them.</summary>
sealed class ELibraryConsent
{
    public required long PatronId { get; init; }
    public Patron? Patron { get; init; }

    /// <summary><see cref="Settings.ELibraryClient.Id"/>.</summary>
    public required string Client { get; init; }

    /// <summary>What it would be told beside the subject, as it was then: <see cref="Settings.ELibraryClient.Told"/>.</summary>
    public required string Told { get; set; }

    public required DateTimeOffset At { get; set; }
}
