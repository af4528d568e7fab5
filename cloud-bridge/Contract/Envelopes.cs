using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A journal entry on the wire: CloudEvents 1.0, structured JSON. Everything but <see cref="Data"/> is in clear.</summary>
/// <param name="Id">UUIDv7; the idempotency key wherever the effect goes.</param>
/// <param name="Source"><c>/{site}/{device}</c>.</param>
/// <param name="Type">As <see cref="DeviceEvent.EventType"/>.</param>
/// <param name="Subject">Id of the event this one settles; written as null when there is none (required parts are always there).</param>
/// <param name="Time">The appliance's clock; order goes by <paramref name="Sequence"/>, never by time.</param>
/// <param name="Sequence">1, 2, 3 … without gaps within an epoch.</param>
/// <param name="Epoch">Random id of the journal; a replaced or restored medium has a new one.</param>
/// <param name="Data">A <see cref="DeviceEvent"/> as JSON, sealed to the bridge (<see cref="Seal"/>): compact JWE.</param>
public sealed record EventEnvelope(Guid Id, string Source, string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Guid? Subject, DateTimeOffset Time, long Sequence, string Epoch, string Data)
{
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/jose";
}

/// <summary>An <see cref="Ask"/> on the wire.</summary>
/// <param name="Id">Comes back as <see cref="AnswerEnvelope.Correlation"/>.</param>
/// <param name="AnswerTo">Topic of the answer; MQTT 3.1.1 has no property for it.</param>
/// <param name="Data">The ask as JSON, sealed to the bridge.</param>
public sealed record AskEnvelope(Guid Id, DateTimeOffset Time, string AnswerTo, string Data);

/// <summary>An <see cref="Answer"/> on the wire.</summary>
/// <param name="Correlation">Id of the ask or of the request it answers.</param>
/// <param name="Data">The answer as JSON, sealed to the appliance.</param>
public sealed record AnswerEnvelope(Guid Correlation, string Data);

/// <summary>What the bridge has taken over: everything up to <paramref name="Acknowledged"/>; later ones may have come out of order, <paramref name="Missing"/> have not.</summary>
public sealed record Acknowledgement(string Epoch, long Acknowledged, IReadOnlyList<SequenceRange> Missing);

/// <summary>Both ends included.</summary>
public readonly record struct SequenceRange(long From, long To);

/// <summary>What an appliance says of itself, retained; the last will says <c>online: false</c>.</summary>
/// <param name="Applied">What of <see cref="Desired"/> is so on this appliance; null before it has seen any, or when it knows of none.</param>
/// <param name="Update">How far the update stands that was offered last; null when none was.</param>
/// <param name="Board">As RAUC names it, <see cref="UpdateOffer.Compatible"/> of the bundles for it; null where it is not updated by bundles, or RAUC has not said it yet.</param>
public sealed record DeviceState(bool Online, string Version, string Station,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Epoch, long LastSequence, long Acknowledged, DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Desired? Applied = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] UpdateReport? Update = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Board = null);
