using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Library;

/// <summary>A hold that ended because its patron took the copy.</summary>
sealed record FulfilledHold(long Id, string Pickup, DateTimeOffset PlacedAt, HoldState State, string? Slot, DateOnly? Until, bool ReadyTold, bool ExpiringTold)
{
    public static FulfilledHold Of(Hold hold) => new(hold.Id, hold.Pickup, hold.PlacedAt, hold.State, hold.Slot, hold.Until, hold.ReadyTold, hold.ExpiringTold);

    public string ToJson() => JsonSerializer.Serialize(this, LibraryJson.Default.FulfilledHold);

    public static FulfilledHold? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, LibraryJson.Default.FulfilledHold);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FulfilledHold))]
[JsonSerializable(typeof(Lent))]
[JsonSerializable(typeof(RenewedAll))]
[JsonSerializable(typeof(TakenBack))]
[JsonSerializable(typeof(HoldPlaced))]
[JsonSerializable(typeof(HoldCancelled))]
sealed partial class LibraryJson : JsonSerializerContext;
