using System.Text.Json.Serialization;

namespace Contract;

/// <summary>What happened on an appliance; each is a journal entry before it is on the wire. Names persons and books, so it travels sealed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LoanRequested), LoanRequested.Type)]
[JsonDerivedType(typeof(LoanTold), LoanTold.Type)]
[JsonDerivedType(typeof(LoanMadeOffline), LoanMadeOffline.Type)]
[JsonDerivedType(typeof(LoanWithdrawn), LoanWithdrawn.Type)]
[JsonDerivedType(typeof(RegistrationRequested), RegistrationRequested.Type)]
[JsonDerivedType(typeof(LinkRequested), LinkRequested.Type)]
[JsonDerivedType(typeof(EnrolmentTold), EnrolmentTold.Type)]
[JsonDerivedType(typeof(EnrolmentWithdrawn), EnrolmentWithdrawn.Type)]
[JsonDerivedType(typeof(UnlinkRequested), UnlinkRequested.Type)]
[JsonDerivedType(typeof(RenewalRequested), RenewalRequested.Type)]
[JsonDerivedType(typeof(RenewalTold), RenewalTold.Type)]
[JsonDerivedType(typeof(RenewalWithdrawn), RenewalWithdrawn.Type)]
[JsonDerivedType(typeof(CheckinRequested), CheckinRequested.Type)]
[JsonDerivedType(typeof(CheckinTold), CheckinTold.Type)]
[JsonDerivedType(typeof(CheckinMadeOffline), CheckinMadeOffline.Type)]
[JsonDerivedType(typeof(CheckinWithdrawn), CheckinWithdrawn.Type)]
[JsonDerivedType(typeof(ReceiptRequested), ReceiptRequested.Type)]
[JsonDerivedType(typeof(VisitCounted), VisitCounted.Type)]
[JsonDerivedType(typeof(StaffCalled), StaffCalled.Type)]
[JsonDerivedType(typeof(DoorHeldOpen), DoorHeldOpen.Type)]
public abstract record DeviceEvent
{
    private protected DeviceEvent() { }

    /// <summary>The CloudEvents type, in clear on the wire.</summary>
    [JsonIgnore]
    public abstract string EventType { get; }

    /// <summary>The event this one settles; in clear on the wire as CloudEvents <c>subject</c>.</summary>
    [JsonIgnore]
    public virtual Guid? Settles => null;
}

/// <summary>A patron scanned an item. Applied once by the bridge; its outcome comes back as an <see cref="Answer"/> with this event's id.</summary>
public sealed record LoanRequested(Borrower Borrower, string Item) : DeviceEvent
{
    public const string Type = "loan.requested";
    [JsonIgnore]
    public override string EventType => Type;
}

/// <summary>The patron read the bridge's outcome.</summary>
public sealed record LoanTold(Guid Request, LoanOutcome Outcome) : DeviceEvent
{
    public const string Type = "loan.told";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and the site lends off-line: the patron was told a due date. The bridge honours it or hands it to staff.</summary>
public sealed record LoanMadeOffline(Guid Request, DateOnly Due) : DeviceEvent
{
    public const string Type = "loan.madeOffline";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>No outcome came in time and the patron was told "not lent": the bridge drops the request, or undoes it if it has applied it.</summary>
public sealed record LoanWithdrawn(Guid Request) : DeviceEvent
{
    public const string Type = "loan.withdrawn";
    [JsonIgnore]
    public override string EventType => Type;
    [JsonIgnore]
    public override Guid? Settles => Request;
}

/// <summary>Who borrows.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ByPass), "pass")]
[JsonDerivedType(typeof(ByCard), "card")]
public abstract record Borrower
{
    Borrower() { }

    /// <summary>The pass the bridge gave when it recognised the card; opaque to the appliance.</summary>
    public sealed record ByPass(string Pass) : Borrower;

    /// <summary>The card itself, where the bridge could not be asked.</summary>
    public sealed record ByCard(CardEvidence Card) : Borrower;
}
