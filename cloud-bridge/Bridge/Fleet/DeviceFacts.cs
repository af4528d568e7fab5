using Bridge.Storage;
using Contract;

namespace Bridge.Fleet;

/// <summary>What an appliance said, or did, that staff should see now.</summary>
sealed class DeviceFacts
{
    /// <summary><c>{site}/{device}</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Somebody there asked for a person, by the appliance's clock; null when nobody did, or staff went.</summary>
    public DateTimeOffset? CalledAt { get; set; }

    /// <summary>The gate's door stands open for too long; null when it does not.</summary>
    public DateTimeOffset? DoorOpenSince { get; set; }

    /// <summary>When it last said something of itself.</summary>
    public DateTimeOffset? HeardAt { get; set; }

    /// <summary>What it said then: a <see cref="DeviceState"/> as JSON.</summary>
    public string? State { get; set; }

    /// <summary>As it last said it, in <see cref="UpdateBundle.Compatible"/>'s words: after a start it is connected before it knows.</summary>
    public string? Board { get; set; }

    /// <summary>How often a second connection under its name ended the first: a line that broke, or a copied key.</summary>
    public int Takeovers { get; set; }

    public DateTimeOffset? TakenOverAt { get; set; }

    public static async Task<DeviceFacts> OfAsync(BridgeDb db, DeviceAddress device, CancellationToken cancel) =>
        await db.DeviceFacts.FindAsync([device.Name], cancel) ?? db.DeviceFacts.Add(new() { Device = device.Name }).Entity;
}
