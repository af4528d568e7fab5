using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Reports;

/// <summary>Makes reports from the counters.</summary>
static class ReportDesk
{
    static readonly CountKind[] OfLoans = [CountKind.Loan, CountKind.Return, CountKind.Renewal];
    static readonly CountKind[] OfHolds = [CountKind.HoldPlaced, CountKind.HoldPickedUp, CountKind.HoldExpired];

    public static async Task<IReadOnlyList<Report>> MakeAsync(BridgeDb db, Language language, Period period, CancellationToken cancel)
    {
        var (from, to, branch) = period;
        return Make(language, await db.Counters.AsNoTracking().Where(counter => counter.Day >= from && counter.Day <= to && (branch == "" || counter.Branch == branch)).ToListAsync(cancel), period);
    }

    /// <param name="counters">Of the period and its branch. Pure.</param>
    public static IReadOnlyList<Report> Make(Language language, IReadOnlyList<Counter> counters, Period period)
    {
        var hours = Hours(counters);
        string[] ofHours = [.. hours.Select(hour => language.Say($"{hour}時", $"{hour}:00"))];
        string[] ofDays = [.. Enumerable.Range(0, period.Days).Select(day => period.From.AddDays(day)).Select(day => language.Say($"{day.Month}/{day.Day}", $"{day.Day}/{day.Month}"))];
        var refusals = counters.Where(counter => counter.Kind == CountKind.Refusal).GroupBy(counter => counter.Reason, StringComparer.Ordinal)
            .Select(reason => (Name: CountWords.Reason(language, reason.Key), Count: reason.Sum(counter => counter.Count))).OrderByDescending(reason => reason.Count).ToList();
        return
        [
            new("loans-by-hour", language.Say("時間ごとの貸出と返却", "Loans and returns by hour"), language.Say("点", "items"), ofHours, Series(language, counters, OfLoans, hours.Count, counter => counter.Hour - hours[0])),
            new("loans-by-day", language.Say("日ごとの貸出と返却", "Loans and returns by day"), language.Say("点", "items"), ofDays, Series(language, counters, OfLoans, period.Days, counter => counter.Day.DayNumber - period.From.DayNumber)),
            new("holds", language.Say("予約", "Holds"), language.Say("件", "holds"), ofDays, Series(language, counters, OfHolds, period.Days, counter => counter.Day.DayNumber - period.From.DayNumber)),
            new("visits", language.Say("時間ごとの来館", "Visits by hour"), language.Say("人", "visits"), ofHours, Series(language, counters, [CountKind.Visit, CountKind.VisitRefused], hours.Count, counter => counter.Hour - hours[0])),
            new("refusals", language.Say("できなかった理由", "Why something was refused"), language.Say("件", "times"), [.. refusals.Select(reason => reason.Name)], [new(language.Say("件数", "Times"), [.. refusals.Select(reason => reason.Count)])]),
        ];
    }

    // From the first to the last in which anything happened; at least a working day.
    static List<int> Hours(IReadOnlyList<Counter> counters)
    {
        var first = counters.Select(counter => counter.Hour).Append(9).Min();
        return [.. Enumerable.Range(first, counters.Select(counter => counter.Hour).Append(19).Max() - first + 1)];
    }

    static IReadOnlyList<ReportSeries> Series(Language language, IReadOnlyList<Counter> counters, CountKind[] kinds, int rows, Func<Counter, int> row) =>
        [.. kinds.Select(kind =>
        {
            var counts = new int[rows];
            foreach (var counter in counters.Where(counter => counter.Kind == kind))
            {
                counts[row(counter)] += counter.Count;
            }
            return new ReportSeries(CountWords.Say(language, kind), counts);
        })];
}
