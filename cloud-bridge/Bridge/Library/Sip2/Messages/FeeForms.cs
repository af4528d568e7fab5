using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>37.</summary>
/// <param name="FeeType">01 other, 04 overdue, 07 replacement …</param>
/// <param name="PaymentType">00 cash, 01 VISA, 02 card.</param>
/// <param name="Currency">ISO 4217.</param>
sealed record FeePaidRequest(Sip2Time? At, int FeeType, int PaymentType, string Currency, string Amount, string Institution, string Patron, string? TerminalPassword, string? PatronPassword, string? FeeId,
    string? Transaction) : Sip2Request<FeePaidAnswer>, ISip2Form<FeePaidRequest>
{
    public static string Code => "37";

    public static FeePaidRequest Read(Sip2Reader from) => new(from.Time(), from.Number(2) ?? 0, from.Number(2) ?? 0, from.Text(3), from.Get("BV"), from.Get("AO"), from.Get("AA"),
        from.Find("AC"), from.Find("AD"), from.Find("CG"), from.Find("BK"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Time(At).Number(FeeType, 2).Number(PaymentType, 2).Text(Currency, 3)
        .Field("BV", Amount).Field("AO", Institution).Field("AA", Patron).Field("AC", TerminalPassword).Field("AD", PatronPassword).Field("CG", FeeId).Field("BK", Transaction).Message;
}

/// <summary>38. invenio 1.0.0 sends the date before the flag.</summary>
sealed record FeePaidAnswer(bool IsAccepted, Sip2Time? At, string Institution, string Patron, string? Transaction, IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines)
    : Sip2Form, ISip2Form<FeePaidAnswer>
{
    public static string Code => "38";

    public static FeePaidAnswer Read(Sip2Reader from)
    {
        var early = from.Next is '2' ? from.Time() : null;
        var accepted = from.Flag();
        return new(accepted, early ?? from.Time(), from.Get("AO"), from.Get("AA"), from.Find("BK"), from.All("AF"), from.All("AG"));
    }

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsAccepted).Time(At)
        .Field("AO", Institution).Field("AA", Patron).Field("BK", Transaction).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}
