using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>93. Both algorithms are 0, clear text; no other is supported anywhere.</summary>
sealed record LoginRequest(string User, string Password, string? Location) : Sip2Request<LoginAnswer>, ISip2Form<LoginRequest>
{
    public static string Code => "93";

    public static LoginRequest Read(Sip2Reader from) => new(from.Get("CN"), from.Get("CO"), from.Find("CP"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Text("00", 2).Field("CN", User).Field("CO", Password).Field("CP", Location).Message;
}

/// <summary>94.</summary>
sealed record LoginAnswer(bool IsOk) : Sip2Form, ISip2Form<LoginAnswer>
{
    public static string Code => "94";

    public static LoginAnswer Read(Sip2Reader from) => new(from.Flag());

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Ok(IsOk).Message;
}

/// <summary>99: how the client is; also keeps the connection open.</summary>
/// <param name="Status">0 fine, 1 out of paper, 2 about to shut down.</param>
/// <param name="PrintWidth">Characters of a receipt's line.</param>
sealed record StatusRequest(int Status, int PrintWidth) : Sip2Request<StatusAnswer>, ISip2Form<StatusRequest>
{
    public const string Version = "2.00";

    public static string Code => "99";
    public override bool IsHarmless => true;

    public static StatusRequest Read(Sip2Reader from) => new(from.Number(1) ?? 0, from.Number(3) ?? 0);

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Number(Status, 1).Number(PrintWidth, 3).Text(Version, 4).Message;
}

/// <summary>98: how the library system is. It may come instead of any answer: then the request is to be sent again.</summary>
/// <param name="TimeoutPeriod">Tenths of a second to wait for an answer; 000 off-line, 999 unknown.</param>
/// <param name="Retries">999 unknown.</param>
/// <param name="Supported">BX: a Y or N per message. May lie or be short; a hint.</param>
sealed record StatusAnswer(bool IsOnline, bool CheckinOk, bool CheckoutOk, bool RenewalPolicy, bool StatusUpdateOk, bool OfflineOk, int? TimeoutPeriod, int? Retries,
    Sip2Time? At, string? Institution, string? Library, string? Supported, string? Terminal, IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<StatusAnswer>
{
    public static string Code => "98";

    public static StatusAnswer Read(Sip2Reader from)
    {
        var (online, checkin, checkout, renewal, update, offline) = (from.Flag(), from.Flag(), from.Flag(), from.Flag(), from.Flag(), from.Flag());
        var (timeout, retries, at) = (from.Number(3), from.Number(3), from.Time());
        return new(online, checkin, checkout, renewal, update, offline, timeout, retries, at,
            from.Find("AO"), from.Find("AM"), from.Find("BX"), from.Find("AN"), from.All("AF"), from.All("AG"));
    }

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsOnline).Flag(CheckinOk).Flag(CheckoutOk).Flag(RenewalPolicy).Flag(StatusUpdateOk).Flag(OfflineOk)
        .Number(TimeoutPeriod, 3).Number(Retries, 3).Time(At).Text(StatusRequest.Version, 4)
        .Field("AO", Institution).Field("AM", Library).Field("BX", Supported).Field("AN", Terminal).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}
