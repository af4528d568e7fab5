using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>09.</summary>
/// <param name="IsDone">No block, as in <see cref="CheckoutRequest"/>.</param>
/// <param name="ReturnedAt">When the patron brought it.</param>
/// <param name="Location">AP: where it is now.</param>
/// <param name="Cancel">BI: undoes a checkout that failed at the machine.</param>
sealed record CheckinRequest(bool IsDone, Sip2Time? At, Sip2Time? ReturnedAt, string Location, string Institution, string Item, string TerminalPassword, bool? Cancel)
    : Sip2Request<CheckinAnswer>, ISip2Form<CheckinRequest>
{
    public static string Code => "09";

    public static CheckinRequest Read(Sip2Reader from) =>
        new(from.Flag(), from.Time(), from.Time(), from.Get("AP"), from.Get("AO"), from.Get("AB"), from.Get("AC"), from.FindFlag("BI"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsDone).Time(At).Time(ReturnedAt)
        .Field("AP", Location).Field("AO", Institution).Field("AB", Item).Field("AC", TerminalPassword).Field("BI", Cancel).Message;
}

/// <summary>10. CT, CV and CY are 3M's extensions of 2005.</summary>
/// <param name="HomeLocation">AQ.</param>
/// <param name="AlertType">CV: 01 hold here, 02 hold for another branch, 03 interlibrary loan, 04 to another branch, 99 other.</param>
/// <param name="HoldPatron">CY: whom it is held for.</param>
sealed record CheckinAnswer(bool IsOk, bool Resensitize, bool? Magnetic, bool IsAlert, Sip2Time? At, string Institution, string Item, string HomeLocation, string? Title, string? SortBin,
    string? Destination, int? AlertType, string? HoldPatron, IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<CheckinAnswer>
{
    public static string Code => "10";

    public static CheckinAnswer Read(Sip2Reader from) => new(from.Flag(), from.Flag(), from.FlagOrUnknown(), from.Flag(), from.Time(), from.Get("AO"), from.Get("AB"), from.Get("AQ"), from.Find("AJ"),
        from.Find("CL"), from.Find("CT"), from.FindNumber("CV"), from.Find("CY"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Ok(IsOk).Flag(Resensitize).Flag(Magnetic).Flag(IsAlert).Time(At)
        .Field("AO", Institution).Field("AB", Item).Field("AQ", HomeLocation).Field("AJ", Title).Field("CL", SortBin)
        .Field("CT", Destination).Field("CV", AlertType?.ToString("00", null)).Field("CY", HoldPatron).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}

/// <summary>Circulation status of 18. Unknown items are <see cref="Other"/> with an empty title.</summary>
enum CirculationStatus
{
    Other = 1,
    OnOrder,
    Available,
    Charged,
    ChargedNoRecall,
    InProcess,
    Recalled,
    OnHoldShelf,
    ToBeShelved,
    InTransit,
    ClaimedReturned,
    Lost,
    Missing,
}

/// <summary>17.</summary>
sealed record ItemInformationRequest(Sip2Time? At, string Institution, string Item, string? TerminalPassword) : Sip2Request<ItemInformationAnswer>, ISip2Form<ItemInformationRequest>
{
    public static string Code => "17";
    public override bool IsHarmless => true;

    public static ItemInformationRequest Read(Sip2Reader from) => new(from.Time(), from.Get("AO"), from.Get("AB"), from.Find("AC"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Time(At).Field("AO", Institution).Field("AB", Item).Field("AC", TerminalPassword).Message;
}

/// <summary>18.</summary>
/// <param name="SecurityMarker">00 other, 01 none, 02 strip, 03 whisper.</param>
/// <param name="HoldQueue">CF.</param>
/// <param name="Due">AH, free text.</param>
sealed record ItemInformationAnswer(CirculationStatus Status, int SecurityMarker, int FeeType, Sip2Time? At, int? HoldQueue, string? Due, string Item, string Title, string? HomeLocation, string? Location,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<ItemInformationAnswer>
{
    public static string Code => "18";

    public static ItemInformationAnswer Read(Sip2Reader from) => new(StatusOf(from.Number(2)), from.Number(2) ?? 0, from.Number(2) ?? 0, from.Time(),
        from.FindNumber("CF"), from.Find("AH"), from.Get("AB"), from.Get("AJ"), from.Find("AQ"), from.Find("AP"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Number((int)Status, 2).Number(SecurityMarker, 2).Number(FeeType, 2).Time(At)
        .Field("CF", HoldQueue).Field("AH", Due).Field("AB", Item).Field("AJ", Title).Field("AQ", HomeLocation).Field("AP", Location).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;

    static CirculationStatus StatusOf(int? number) => number is >= (int)CirculationStatus.Other and <= (int)CirculationStatus.Missing and { } known ? (CirculationStatus)known : CirculationStatus.Other;
}
