namespace Bridge.Fleet;

/// <summary>What staff want of an appliance; it hears of it on its topic <c>desired</c>.</summary>
sealed class DeviceWishes
{
    /// <summary><c>{site}/{device}</c>.</summary>
    public required string Device { get; init; }

    /// <summary>For the list, and for what is wanted of many at once.</summary>
    public string? Group { get; set; }

    /// <summary>For its idle screen; null: as it was told at its pairing.</summary>
    public string? LibraryName { get; set; }

    /// <summary>In their order, with commas; null: as its own settings say.</summary>
    public string? Languages { get; set; }

    /// <summary>A sentence for its idle screen.</summary>
    public string? Message { get; set; }

    public bool IsOutOfService { get; set; }

    /// <summary>Id of the last restart that was asked for.</summary>
    public string? Restart { get; set; }

    /// <summary>Id of the last time that it was to blink and beep.</summary>
    public string? Identify { get; set; }

    /// <summary>Whose offer <see cref="Update"/> is.</summary>
    public long? Rollout { get; set; }

    /// <summary>An <see cref="Contract.UpdateOffer"/> as JSON; null for what it runs now.</summary>
    public string? Update { get; set; }

    /// <summary>It stays as it is: no rollout offers it anything.</summary>
    public bool IsPinned { get; set; }

    /// <summary>A version that is not for this appliance.</summary>
    public string? SkippedUpdate { get; set; }
}
