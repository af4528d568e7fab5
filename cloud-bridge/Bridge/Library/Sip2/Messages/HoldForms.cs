using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>What 15 does with a hold.</summary>
enum HoldMode { Add, Delete, Change }

/// <summary>15.</summary>
/// <param name="Expires">BW.</param>
/// <param name="PickupLocation">BS.</param>
/// <param name="HoldType">BY: 1 other, 2 any copy, 3 this copy, 4 any copy at one branch.</param>
sealed record HoldRequest(HoldMode Mode, Sip2Time? At, Sip2Time? Expires, string? PickupLocation, int? HoldType, string Institution, string Patron, string? PatronPassword, string? Item, string? Title,
    string? TerminalPassword, bool? FeeAccepted) : Sip2Request<HoldAnswer>, ISip2Form<HoldRequest>
{
    const string Modes = "+-*";

    public static string Code => "15";

    public static HoldRequest Read(Sip2Reader from) => new((HoldMode)Math.Max(0, Modes.IndexOf(from.Text(1)[0], StringComparison.Ordinal)), from.Time(), Sip2Time.Parse(from.Get("BW")), from.Find("BS"),
        from.FindNumber("BY"), from.Get("AO"), from.Get("AA"), from.Find("AD"), from.Find("AB"), from.Find("AJ"), from.Find("AC"), from.FindFlag("BO"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Text(Modes[(int)Mode].ToString(), 1).Time(At)
        .Field("BW", Expires?.ToString()).Field("BS", PickupLocation).Field("BY", HoldType).Field("AO", Institution).Field("AA", Patron).Field("AD", PatronPassword)
        .Field("AB", Item).Field("AJ", Title).Field("AC", TerminalPassword).Field("BO", FeeAccepted).Message;
}

/// <summary>16.</summary>
/// <param name="QueuePosition">BR.</param>
sealed record HoldAnswer(bool IsOk, bool IsAvailable, Sip2Time? At, Sip2Time? Expires, int? QueuePosition, string? PickupLocation, string Institution, string Patron, string? Item, string? Title,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<HoldAnswer>
{
    public static string Code => "16";

    public static HoldAnswer Read(Sip2Reader from) => new(from.Flag(), from.Flag(), from.Time(), Sip2Time.Parse(from.Get("BW")), from.FindNumber("BR"), from.Find("BS"),
        from.Get("AO"), from.Get("AA"), from.Find("AB"), from.Find("AJ"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Ok(IsOk).Flag(IsAvailable).Time(At)
        .Field("BW", Expires?.ToString()).Field("BR", QueuePosition).Field("BS", PickupLocation).Field("AO", Institution).Field("AA", Patron)
        .Field("AB", Item).Field("AJ", Title).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}
