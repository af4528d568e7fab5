using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Console.Reports;
using Bridge.Library;
using Bridge.Web;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Console;

public sealed class ReportTests
{
    static readonly DateOnly Monday = new(2026, 6, 1);

    [Fact]
    public void Counts_stand_in_their_hour_and_on_their_day()
    {
        var reports = ReportDesk.Make(Language.English,
            [Of(Monday, 8, CountKind.Loan, 3), Of(Monday, 8, CountKind.Loan, 2, branch: "hill"), Of(Monday.AddDays(2), 15, CountKind.Return, 4), Of(Monday, 10, CountKind.Refusal, 7, "ItemOnHold"), Of(Monday, 11, CountKind.Refusal, 1, "ItemOnHold"), Of(Monday, 11, CountKind.Refusal, 9, "Odd")],
            new(Monday, Monday.AddDays(2), ""));

        var hours = reports.Single(report => report.Name == "loans-by-hour");
        Assert.Equal(("8:00", 5), (hours.Labels[0], hours.Series[0].Counts[0]));
        Assert.Equal(4, hours.Series[1].Counts[15 - 8]);
        Assert.Equal([0, 0, 4], reports.Single(report => report.Name == "loans-by-day").Series[1].Counts);
        var refusals = reports.Single(report => report.Name == "refusals");
        Assert.Equal([("Odd", 9), ("It is kept for another patron", 8)], refusals.Labels.Zip(refusals.Series[0].Counts));
        Assert.All(reports, report => Assert.All(report.Series, series => Assert.Equal(report.Labels.Count, series.Counts.Count)));
    }

    [Theory]
    [InlineData("2026-05-01", "2026-05-31", "2026-05-01", "2026-05-31")]
    [InlineData(null, null, "2026-05-05", "2026-06-01")]
    [InlineData("2026-06-02", "2026-06-01", "2026-05-05", "2026-06-01")]   // backwards
    [InlineData("1900-01-01", "2026-06-01", "2026-05-05", "2026-06-01")]   // too long
    [InlineData("soon", "0001-01-02", "0001-01-01", "0001-01-02")]
    public void A_period_is_what_was_asked_for_or_four_weeks(string? from, string? to, string first, string last)
    {
        var period = Period.Of(from, to, null, Monday);

        Assert.Equal((first, last, ""), (period.From.ToString("yyyy-MM-dd"), period.To.ToString("yyyy-MM-dd"), period.Branch));
    }

    [Property]
    public bool Every_bar_stands_within_the_picture(int[][] counts, byte labels)
    {
        var length = labels % 40;
        var report = new Report("any", "Any", "", [.. Enumerable.Range(0, length).Select(at => $"{at}")],
            [.. counts.Take(3).Select(series => new ReportSeries("x", [.. Enumerable.Range(0, length).Select(at => at < series.Length ? Math.Abs(series[at] / 2) : 0)]))]);
        var chart = BarChart.Of(report);

        return chart.Bars.All(bar => bar is { X: >= BarChart.Left, Width: > 0, Height: >= 0 } && bar.X + bar.Width <= BarChart.Width + .001 && bar.Y >= BarChart.Top - .001 && bar.Y + bar.Height <= BarChart.Height - BarChart.Bottom + .001)
            && chart.Labels.Count <= 16 && chart.Highest > 0;
    }

    [Fact]
    public async Task Reports_are_pictures_with_a_title_and_files()
    {
        await using var visits = await StaffVisits.AtDeskAsync();
        var today = visits.Bridge.Get<LibraryClock>().Today;
        await visits.Bridge.WriteAsync(db => db.Counters.AddRange(Of(today, 10, CountKind.Loan, 12), Of(today, 11, CountKind.Refusal, 2, "LimitReached")));
        var librarian = await visits.SignedInAsync(StaffRoles.Librarian, "/console/reports");
        Assert.Contains("<title id=\"loans-by-hour-title\">Loans and returns by hour</title>", librarian.Page, StringComparison.Ordinal);
        Assert.Contains("Loans: 12 items", librarian.Page, StringComparison.Ordinal);

        await librarian.GetAsync($"/console/reports/loans-by-hour.csv?from={today:yyyy-MM-dd}&to={today:yyyy-MM-dd}");
        Assert.Contains("10:00,12,0,0\r\n", librarian.Page, StringComparison.Ordinal);
        await librarian.GetAsync("/console/reports/nothing.csv");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, librarian.Status);
    }

    [Theory]
    [InlineData("patrons", "利用者番号,", AuditAct.PatronsExported)]
    [InlineData("items", "資料番号,", AuditAct.ItemsExported)]
    [InlineData("loans", "資料番号,", AuditAct.LoansExported)]
    [InlineData("holds", "予約番号,", AuditAct.HoldsExported)]
    public async Task Lists_are_files_and_who_took_one_is_written_down(string name, string begin, object act)
    {
        await using var visits = await StaffVisits.AtDeskAsync();
        await visits.Bridge.AddPatronAsync("1001");
        var librarian = await visits.SignedInAsync(StaffRoles.Librarian, "/console/reports");

        await librarian.PostAsync($"/console/exports/{name}");

        Assert.StartsWith(begin, librarian.Page, StringComparison.Ordinal);
        Assert.Equal("text/csv", librarian.Answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal((AuditAct)act, Assert.Single(await visits.DoneAsync()).Act);
    }

    static Counter Of(DateOnly day, int hour, CountKind kind, int count, string reason = "", string branch = "main") =>
        new() { Day = day, Hour = hour, Branch = branch, Device = $"{branch}/counter-1", Kind = kind, Reason = reason, Count = count };
}
