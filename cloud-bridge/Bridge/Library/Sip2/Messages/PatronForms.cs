using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>Language of the messages a system may send; answers often ignore it.</summary>
static class Sip2Language
{
    public const int Unknown = 0, English = 1, Japanese = 14;
}

/// <summary>23: may this patron borrow?</summary>
sealed record PatronStatusRequest(int Language, Sip2Time? At, string Institution, string Patron, string TerminalPassword, string PatronPassword)
    : Sip2Request<PatronStatusAnswer>, ISip2Form<PatronStatusRequest>
{
    public static string Code => "23";
    public override bool IsHarmless => true;

    public static PatronStatusRequest Read(Sip2Reader from) =>
        new(from.Number(3) ?? 0, from.Time(), from.Get("AO"), from.Get("AA"), from.Get("AC"), from.Get("AD"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Number(Language, 3).Time(At)
        .Field("AO", Institution).Field("AA", Patron).Field("AC", TerminalPassword).Field("AD", PatronPassword).Message;
}

/// <summary>24.</summary>
/// <param name="IsValid">BL: the patron exists. Null where the system does not say.</param>
sealed record PatronStatusAnswer(PatronFlags Flags, int Language, Sip2Time? At, string Institution, string Patron, string Name, bool? IsValid, bool? IsPasswordValid,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<PatronStatusAnswer>
{
    public static string Code => "24";

    public static PatronStatusAnswer Read(Sip2Reader from) => new(from.Flags(), from.Number(3) ?? 0, from.Time(), from.Get("AO"), from.Get("AA"), from.Get("AE"),
        from.FindFlag("BL"), from.FindFlag("CQ"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flags(Flags).Number(Language, 3).Time(At)
        .Field("AO", Institution).Field("AA", Patron).Field("AE", Name).Field("BL", IsValid).Field("CQ", IsPasswordValid).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}

/// <summary>Which list 64 shall carry; one at a time.</summary>
enum PatronSummary { None = -1, Holds, Overdue, Charged, Fines, Recalls, UnavailableHolds }

/// <summary>63: the patron's counts, and one of the lists.</summary>
/// <param name="First">1-based; null for the system's own choice.</param>
sealed record PatronInformationRequest(int Language, Sip2Time? At, PatronSummary Summary, string Institution, string Patron, string? TerminalPassword, string? PatronPassword, int? First, int? Last)
    : Sip2Request<PatronInformationAnswer>, ISip2Form<PatronInformationRequest>
{
    const int Positions = 10;

    public static string Code => "63";
    public override bool IsHarmless => true;

    public static PatronInformationRequest Read(Sip2Reader from) => new(from.Number(3) ?? 0, from.Time(), SummaryOf(from.Text(Positions)),
        from.Get("AO"), from.Get("AA"), from.Find("AC"), from.Find("AD"), from.FindNumber("BP"), from.FindNumber("BQ"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Number(Language, 3).Time(At).Text(string.Concat(Enumerable.Range(0, Positions).Select(at => at == (int)Summary ? 'Y' : ' ')), Positions)
        .Field("AO", Institution).Field("AA", Patron).Field("AC", TerminalPassword).Field("AD", PatronPassword).Field("BP", First).Field("BQ", Last).Message;

    static PatronSummary SummaryOf(string text) => text.IndexOf('Y') is >= 0 and <= (int)PatronSummary.UnavailableHolds and var at ? (PatronSummary)at : PatronSummary.None;
}

/// <summary>64. Addresses, mail and telephone (BD, BE, BF) are neither read nor sent.</summary>
/// <param name="Counts">Holds, overdue, charged, fines, recalls, unavailable holds; null where the system does not know.</param>
sealed record PatronInformationAnswer(PatronFlags Flags, int Language, Sip2Time? At, PatronCounts Counts, string Institution, string Patron, string Name,
    int? HoldLimit, int? OverdueLimit, int? ChargedLimit, bool? IsValid, bool? IsPasswordValid,
    IReadOnlyList<string> Holds, IReadOnlyList<string> Overdue, IReadOnlyList<string> Charged, IReadOnlyList<string> Fines, IReadOnlyList<string> Recalls, IReadOnlyList<string> UnavailableHolds,
    IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<PatronInformationAnswer>
{
    public static string Code => "64";

    public static PatronInformationAnswer Read(Sip2Reader from) => new(from.Flags(), from.Number(3) ?? 0, from.Time(),
        new(from.Number(4), from.Number(4), from.Number(4), from.Number(4), from.Number(4), from.Number(4)), from.Get("AO"), from.Get("AA"), from.Get("AE"),
        from.FindNumber("BZ"), from.FindNumber("CA"), from.FindNumber("CB"), from.FindFlag("BL"), from.FindFlag("CQ"),
        from.All("AS"), from.All("AT"), from.All("AU"), from.All("AV"), from.All("BU"), from.All("CD"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flags(Flags).Number(Language, 3).Time(At)
        .Number(Counts.Holds, 4).Number(Counts.Overdue, 4).Number(Counts.Charged, 4).Number(Counts.Fines, 4).Number(Counts.Recalls, 4).Number(Counts.UnavailableHolds, 4)
        .Field("AO", Institution).Field("AA", Patron).Field("AE", Name).Field("BZ", HoldLimit).Field("CA", OverdueLimit).Field("CB", ChargedLimit).Field("BL", IsValid).Field("CQ", IsPasswordValid)
        .Fields("AS", Holds).Fields("AT", Overdue).Fields("AU", Charged).Fields("AV", Fines).Fields("BU", Recalls).Fields("CD", UnavailableHolds)
        .Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}

/// <summary>The six counts of 64.</summary>
readonly record struct PatronCounts(int? Holds, int? Overdue, int? Charged, int? Fines, int? Recalls, int? UnavailableHolds);

/// <summary>35: the patron is done.</summary>
sealed record EndSessionRequest(Sip2Time? At, string Institution, string Patron, string? TerminalPassword, string? PatronPassword) : Sip2Request<EndSessionAnswer>, ISip2Form<EndSessionRequest>
{
    public static string Code => "35";
    public override bool IsHarmless => true;

    public static EndSessionRequest Read(Sip2Reader from) => new(from.Time(), from.Get("AO"), from.Get("AA"), from.Find("AC"), from.Find("AD"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Time(At).Field("AO", Institution).Field("AA", Patron).Field("AC", TerminalPassword).Field("AD", PatronPassword).Message;
}

/// <summary>36.</summary>
sealed record EndSessionAnswer(bool IsEnded, Sip2Time? At, string Institution, string Patron, IReadOnlyList<string> ScreenMessages, IReadOnlyList<string> PrintLines) : Sip2Form, ISip2Form<EndSessionAnswer>
{
    public static string Code => "36";

    public static EndSessionAnswer Read(Sip2Reader from) => new(from.Flag(), from.Time(), from.Get("AO"), from.Get("AA"), from.All("AF"), from.All("AG"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsEnded).Time(At).Field("AO", Institution).Field("AA", Patron).Fields("AF", ScreenMessages).Fields("AG", PrintLines).Message;
}

/// <summary>01: the machine kept the card, or the patron left it. Answered like 23.</summary>
sealed record BlockPatronRequest(bool IsCardRetained, Sip2Time? At, string Institution, string Message, string Patron, string TerminalPassword) : Sip2Request<PatronStatusAnswer>, ISip2Form<BlockPatronRequest>
{
    public static string Code => "01";

    public static BlockPatronRequest Read(Sip2Reader from) => new(from.Flag(), from.Time(), from.Get("AO"), from.Get("AL"), from.Get("AA"), from.Get("AC"));

    public override Sip2Message ToMessage() => Sip2Writer.Of(Code).Flag(IsCardRetained).Time(At)
        .Field("AO", Institution).Field("AL", Message).Field("AA", Patron).Field("AC", TerminalPassword).Message;
}
