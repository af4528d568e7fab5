using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>11.</summary>
/// <param name="MayRenew">An item this patron already has is renewed by it.</param>
/// <param name="IsDone">No block: it happened while the system was away, and is not to be refused.</param>
/// <param name="DueAsTold">What the patron was told then.</param>
/// <param name="Cancel">BI: takes a checkin back that failed at the machine. Many systems ignore it.</param>
sealed record CheckoutRequest(bool MayRenew, bool IsDone, Sip2Time? At, Sip2Time? DueAsTold, string Institution, string Patron, string Item, string TerminalPassword, string? PatronPassword,
    bool? FeeAccepted, bool? Cancel) : Sip2Request<CheckoutAnswer>, ISip2Form<CheckoutRequest>
{
    public static string Code => "11";

    public static CheckoutRequest Read(Sip2Reader from) => new(from.Flag(), from.Flag(), from.Time(), from.Time(), from.Get("AO"), from.Get("AA"), from.Get("AB"), from.Get("AC"), from.Find("AD"),
        from.FindFlag("BO"), from.FindFlag("BI"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(MayRenew).Flag(IsDone).Time(At).Time(DueAsTold)
        .Field("AO", Institution).Field("AA", Patron).Field("AB", Item).Field("AC", TerminalPassword).Field("AD", PatronPassword).Field("BO", FeeAccepted).Field("BI", Cancel).Message;
}

/// <summary>What 12 and 30 have in common.</summary>
/// <param name="Desensitize">False with ok: lent, but the security bit stays on (for use in the library).</param>
/// <param name="Due">AH, free text.</param>
/// <param name="Fee">BV; refused until the patron accepts it.</param>
readonly record struct LoanParts(bool IsOk, bool IsRenewal, bool? Magnetic, bool? Desensitize, Sip2Time? At, string Institution, string Patron, string Item, string Title, string Due, string? Fee,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines)
{
    public static LoanParts Read(Sip2Reader from) => new(from.Flag(), from.Flag(), from.FlagOrUnknown(), from.FlagOrUnknown(), from.Time(),
        from.Get("AO"), from.Get("AA"), from.Get("AB"), from.Get("AJ"), from.Get("AH"), from.Find("BV"), from.All("AF"), from.All("AG"));

    public Sip2Message Write(string code) => Sip2Writer.Of(code).Ok(IsOk).Flag(IsRenewal).Flag(Magnetic).Flag(Desensitize).Time(At)
        .Field("AO", Institution).Field("AA", Patron).Field("AB", Item).Field("AJ", Title).Field("AH", Due).Field("BV", Fee).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;

    public override string ToString() => nameof(LoanParts);
}

/// <summary>12: <c>1N</c> lent, <c>1Y</c> was already theirs and is renewed, <c>0Y</c> theirs and not renewed, <c>0N</c> refused.</summary>
sealed record CheckoutAnswer(LoanParts Loan) : Sip2Form, ISip2Form<CheckoutAnswer>
{
    public static string Code => "12";

    public static CheckoutAnswer Read(Sip2Reader from) => new(LoanParts.Read(from));

    public override Sip2Message ToMessage() => Loan.Write(Code);
}

/// <summary>29.</summary>
/// <param name="IsThirdParty">Someone else renews for the patron.</param>
sealed record RenewRequest(bool IsThirdParty, bool IsDone, Sip2Time? At, Sip2Time? DueAsTold, string Institution, string Patron, string? PatronPassword, string? Item, string? Title,
    string? TerminalPassword, bool? FeeAccepted) : Sip2Request<RenewAnswer>, ISip2Form<RenewRequest>
{
    public static string Code => "29";

    public static RenewRequest Read(Sip2Reader from) => new(from.Flag(), from.Flag(), from.Time(), from.Time(), from.Get("AO"), from.Get("AA"), from.Find("AD"), from.Find("AB"), from.Find("AJ"),
        from.Find("AC"), from.FindFlag("BO"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsThirdParty).Flag(IsDone).Time(At).Time(DueAsTold)
        .Field("AO", Institution).Field("AA", Patron).Field("AD", PatronPassword).Field("AB", Item).Field("AJ", Title).Field("AC", TerminalPassword).Field("BO", FeeAccepted).Message;
}

/// <summary>30.</summary>
sealed record RenewAnswer(LoanParts Loan) : Sip2Form, ISip2Form<RenewAnswer>
{
    public static string Code => "30";

    public static RenewAnswer Read(Sip2Reader from) => new(LoanParts.Read(from));

    public override Sip2Message ToMessage() => Loan.Write(Code);
}

/// <summary>65.</summary>
sealed record RenewAllRequest(Sip2Time? At, string Institution, string Patron, string? PatronPassword, string? TerminalPassword, bool? FeeAccepted) : Sip2Request<RenewAllAnswer>, ISip2Form<RenewAllRequest>
{
    public static string Code => "65";

    public static RenewAllRequest Read(Sip2Reader from) => new(from.Time(), from.Get("AO"), from.Get("AA"), from.Find("AD"), from.Find("AC"), from.FindFlag("BO"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Time(At)
        .Field("AO", Institution).Field("AA", Patron).Field("AD", PatronPassword).Field("AC", TerminalPassword).Field("BO", FeeAccepted).Message;
}

/// <summary>66.</summary>
sealed record RenewAllAnswer(bool IsOk, int? RenewedCount, int? UnrenewedCount, Sip2Time? At, string Institution, IReadOnlyList<string> Renewed, IReadOnlyList<string> Unrenewed,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<RenewAllAnswer>
{
    public static string Code => "66";

    public static RenewAllAnswer Read(Sip2Reader from) =>
        new(from.Flag(), from.Number(4), from.Number(4), from.Time(), from.Get("AO"), from.All("BM"), from.All("BN"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Ok(IsOk).Number(RenewedCount, 4).Number(UnrenewedCount, 4).Time(At)
        .Field("AO", Institution).Fields("BM", Renewed).Fields("BN", Unrenewed).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}
