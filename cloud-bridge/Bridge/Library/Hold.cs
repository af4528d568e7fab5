namespace Bridge.Library;

/// <summary>A patron waits for a title. The row goes when its patron takes the copy, or when nobody waits any longer and the shelf is cleared.</summary>
sealed class Hold
{
    /// <summary>Also the place in the queue: smaller is earlier.</summary>
    public long Id { get; init; }

    public required long TitleId { get; init; }
    public Title? Title { get; init; }

    /// <summary>Null in <see cref="HoldState.ToClear"/>: whose it was is nobody's business any more.</summary>
    public long? PatronId { get; set; }

    public Patron? Patron { get; init; }

    /// <summary>Code of the branch where it is picked up.</summary>
    public required string Pickup { get; set; }

    public required DateTimeOffset PlacedAt { get; init; }
    public HoldState State { get; set; }

    /// <summary>The copy set aside; none in <see cref="HoldState.Queued"/>, and in every other state one.</summary>
    public long? ItemId { get; set; }

    public Item? Item { get; init; }

    /// <summary>Place on the hold shelf; null while the copy is not there, or no place was free.</summary>
    public string? Slot { get; set; }

    /// <summary>Last day on which it waits for its patron; set when it is ready.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>The patron was written that it is ready.</summary>
    public bool ReadyTold { get; set; }

    /// <summary>The patron was written that its last day comes near.</summary>
    public bool ExpiringTold { get; set; }
}

enum HoldState
{
    /// <summary>No copy yet.</summary>
    Queued,

    /// <summary>A copy travels to the pick-up branch.</summary>
    InTransit,

    /// <summary>Staff have the copy in hand; it goes to the hold shelf.</summary>
    ToShelve,

    /// <summary>On the hold shelf, for its patron.</summary>
    Ready,

    /// <summary>On the hold shelf, for nobody any more: staff take it out.</summary>
    ToClear,
}
