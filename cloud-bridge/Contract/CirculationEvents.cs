using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A patron wants to keep what they have for longer. Its <see cref="RenewalOutcome"/> comes back as an <see cref="Answer"/> with this event's id.</summary>
/// <param name="Item">Barcode; null for everything the patron has.</param>
public sealed record RenewalRequested(Borrower Borrower,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Item) : DeviceEvent
{
    public const string Type = "renewal.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>The patron read the bridge's outcome.</summary>
public sealed record RenewalTold(Guid Request, RenewalOutcome Outcome) : DeviceEvent
{
    public const string Type = "renewal.told";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and the patron was told that nothing was renewed: the bridge drops the request if it has not applied it. A renewal that was applied stays; it harms nobody.</summary>
public sealed record RenewalWithdrawn(Guid Request) : DeviceEvent
{
    public const string Type = "renewal.withdrawn";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>An item was brought back to the return lane; by whom, nobody asks. Its <see cref="CheckinOutcome"/> comes back as an <see cref="Answer"/> with this event's id.</summary>
/// <param name="Item">Barcode.</param>
public sealed record CheckinRequested(string Item) : DeviceEvent
{
    public const string Type = "checkin.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>Whoever stood there read the bridge's outcome.</summary>
public sealed record CheckinTold(Guid Request, CheckinOutcome Outcome) : DeviceEvent
{
    public const string Type = "checkin.told";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and the item was taken all the same: it lies in the box, so the bridge takes it back whenever this arrives, as of the day it was brought.</summary>
public sealed record CheckinMadeOffline(Guid Request) : DeviceEvent
{
    public const string Type = "checkin.madeOffline";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and whoever stood there was told to give the item to staff: the bridge drops the request if it has not applied it; a check-in that was applied goes to staff.</summary>
public sealed record CheckinWithdrawn(Guid Request) : DeviceEvent
{
    public const string Type = "checkin.withdrawn";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>The patron wants all open loans by mail. Sent whenever it arrives; no outcome follows.</summary>
/// <param name="Pass">Of the session.</param>
public sealed record ReceiptRequested(string Pass) : DeviceEvent
{
    public const string Type = "receipt.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>Somebody came through the gate, or was refused there. Whoever it was, nobody keeps.</summary>
public sealed record VisitCounted(VisitOutcome Outcome) : DeviceEvent
{
    public const string Type = "visit.counted";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>Somebody at the appliance asks for a person.</summary>
public sealed record StaffCalled : DeviceEvent
{
    public const string Type = "staff.called";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>The gate's door has stood open for longer than it should, or is closed again.</summary>
public sealed record DoorHeldOpen(bool IsOpen) : DeviceEvent
{
    public const string Type = "door.heldOpen";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>What became of a visit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VisitOutcome>))]
public enum VisitOutcome
{
    /// <summary>The gate opened.</summary>
    Admitted,

    /// <summary>The card is known and may not come in.</summary>
    Refused,

    /// <summary>The card is not known, or could not be read.</summary>
    NotKnown,

    /// <summary>The gate opened by the site's rule, without the bridge.</summary>
    AdmittedOffline,
}
