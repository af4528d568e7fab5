using System.ComponentModel.DataAnnotations;
using System.Text;
using Bridge.Library;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Client;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;
using Contract;

namespace CloudBridge.Tests.Sip2;

/// <summary>What differs from one library system to the next.</summary>
public sealed class DialectTests
{
    static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("\r"), InlineData("\r\n"), InlineData("\n\r"), InlineData("\0\r\n")]
    public async Task Lines_may_end_in_any_way_and_come_byte_by_byte(string end)
    {
        using var bench = new Sip2Bench(time => new(time) { LineEnd = end, SendsBytesOneByOne = true });

        var lent = Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B2"), Cancel)).Value;

        Assert.Equal("竹取物語", lent.Title);
    }

    [Fact]
    public async Task A_name_in_pieces_is_put_together()
    {
        using var bench = new Sip2Bench(time => new(time) { Written = text => text.Replace("が", "か\u3099", StringComparison.Ordinal) });

        Assert.Equal("山田がい", Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await bench.Library.PatronAsync("P1", Cancel)).Value.Name);
    }

    [Theory, InlineData("P1", "B1"), InlineData("P2", "B2"), InlineData("P2", "B3")]
    public async Task CP932_is_decoded_before_it_is_split(string patron, string item)
    {
        using var bench = new Sip2Bench(time => new(time) { Encoding = Cp932 }, new() { Host = "test", User = "machine", Encoding = Sip2Encoding.Cp932 });

        var lent = Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.CheckOutAsync(bench.NewChange(), new(patron, item), Cancel)).Value;
        var found = Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await bench.Library.PatronAsync(patron, Cancel)).Value;

        Assert.Equal((bench.Server.Titles[item], bench.Server.Patrons[patron], 1), (lent.Title, found.Name, found.OnLoan));
    }

    [Fact]
    public async Task A_name_of_question_marks_is_no_name_and_staff_are_told_what_to_set()
    {
        using var bench = new Sip2Bench(time => new(time) { Written = text => text.Replace("山田がい", "????", StringComparison.Ordinal) });

        Assert.Null(Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await bench.Library.PatronAsync("P1", Cancel)).Value.Name);
        Assert.Contains("set the encoding", bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_error_detection_a_doubtful_connection_is_given_up()
    {
        using var bench = new Sip2Bench(time => new(time) { HasErrorDetection = false }, new() { Host = "test", User = "machine", ErrorDetection = false });
        await bench.Once("63", Awkward.IsSilentAfterDoing).Library.PatronAsync("P1", Cancel);
        await bench.Once("11", Awkward.SaysStatus).Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);

        Assert.Equal(3, bench.Server.Dials);
        Assert.Equal(["loan B1 P1"], bench.Server.Done);
    }

    [Fact]
    public async Task With_it_a_harmless_message_is_sent_again_over_the_same_connection_with_the_same_number()
    {
        using var bench = new Sip2Bench().Once("63", Awkward.IsSilentBeforeDoing, Awkward.SaysSendAgain, Awkward.SaysOldAnswerFirst);

        Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await bench.Library.PatronAsync("P1", Cancel));
        Assert.Equal((1, 3), (bench.Server.Dials, bench.Server.Heard.Count(line => line.StartsWith("63", StringComparison.Ordinal))));
    }

    [Fact]
    public void Koha_lists_what_waits_and_Evergreen_everything()
    {
        Assert.Equal(["a!", "b!", "c", "d"], Shown(Sip2Records.HoldsOf(["a", "b"], ["c", "d"], Sip2Dialect.Koha.Holds)));
        Assert.Equal(["a!", "b!", "c"], Shown(Sip2Records.HoldsOf(["a", "b", "c"], ["c"], Sip2Dialect.Evergreen.Holds)));

        static IEnumerable<string> Shown(IReadOnlyList<LibraryHold> holds) => holds.Select(hold => hold.Item + (hold.IsReady ? "!" : ""));
    }

    [Fact]
    public void Two_volumes_of_one_title_of_which_one_is_ready_stay_two() =>
        Assert.Equal([true, false], Sip2Records.HoldsOf(["title", "title"], ["title"], HoldList.All).Select(hold => hold.IsReady));

    [Fact]
    public async Task Evergreen_renews_through_11_and_a_queued_hold_there_is_not_ready()
    {
        using var bench = new Sip2Bench(settings: new() { Host = "test", User = "machine", Dialect = Sip2DialectName.Evergreen });
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);
        await bench.Library.PlaceHoldAsync(bench.NewChange(), new("P1", "B2"), Cancel);

        var renewed = Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.RenewAsync(bench.NewChange(), "P1", "B1", null, Cancel)).Value;
        var holds = Assert.IsType<LibraryLookup<IReadOnlyList<LibraryHold>>.Found>(await bench.Library.HoldsAsync("P1", Cancel)).Value;

        Assert.True(renewed.WasTheirs);
        Assert.Equal([new("B2", "竹取物語", IsReady: false)], holds);
        Assert.DoesNotContain(bench.Server.Heard, line => line.StartsWith("29", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_a_system_does_not_know_is_no_capability()
    {
        using var bench = new Sip2Bench(settings: new() { Host = "test", Dialect = Sip2DialectName.Folio, Location = Guid.Empty.ToString() });

        Assert.False(bench.Library.Capabilities.HasFlag(LibraryCapabilities.PlaceHold));
        Assert.True(bench.Library.Capabilities.HasFlag(LibraryCapabilities.CheckOut | LibraryCapabilities.CheckIn | LibraryCapabilities.Renew));
    }

    [Theory, InlineData(true, "11NY"), InlineData(false, "11NN")]
    public async Task A_loan_made_offline_goes_as_done_only_where_98_allows_it(bool isTaken, string start)
    {
        using var bench = new Sip2Bench(time => new(time) { TakesOffline = isTaken });
        await bench.Library.PatronAsync("P1", Cancel);

        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1", Made: new(2026, 12, 4)), Cancel);

        Assert.Equal(isTaken, bench.Library.Capabilities.HasFlag(LibraryCapabilities.OfflineLoans));
        Assert.StartsWith($"{start}20261120    030000{(isTaken ? "20261204    235900" : new string(' ', 18))}", bench.Server.Heard[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_a_reason_though_the_message_has_none()
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);

        Assert.Equal(RefusalReason.ItemUnknown, await ReasonAsync("P1", "B9"));
        Assert.Equal(RefusalReason.AlreadyYours, await ReasonAsync("P1", "B1"));
        Assert.Equal(RefusalReason.ItemOnLoan, await ReasonAsync("P2", "B1"));

        async Task<RefusalReason?> ReasonAsync(string patron, string item) =>
            Assert.IsType<LibraryChange<Lent>.Refused>(await bench.Library.CheckOutAsync(bench.NewChange(), new(patron, item), Cancel)).Refusal.Reason;
    }

    [Fact]
    public void Recall_denied_alone_stops_nobody() => Assert.Null(Sip2Records.StopOf(PatronFlags.RecallDenied | PatronFlags.RenewalDenied | PatronFlags.HoldDenied));

    [Fact]
    public async Task Unknown_patrons_and_items_are_told_from_silence()
    {
        using var bench = new Sip2Bench();

        Assert.IsType<LibraryLookup<LibraryPatron>.Unknown>(await bench.Library.PatronAsync("P9", Cancel));
        Assert.IsType<LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown>(await bench.Library.LoansAsync("P9", Cancel));
        Assert.IsType<LibraryLookup<LibraryItem>.Unknown>(await bench.Library.ItemAsync("B9", Cancel));

        bench.Server.Mood = _ => Awkward.ClosesBeforeDoing;
        Assert.IsType<LibraryLookup<LibraryPatron>.Unavailable>(await bench.Library.PatronAsync("P9", Cancel));
        Assert.IsType<LibraryLookup<LibraryItem>.Unavailable>(await bench.Library.ItemAsync("B9", Cancel));
    }

    [Fact]
    public async Task Loans_come_with_title_and_due_date()
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);

        var loan = Assert.Single(Assert.IsType<LibraryLookup<IReadOnlyList<LibraryLoan>>.Found>(await bench.Library.LoansAsync("P1", Cancel)).Value);

        Assert.Equal(("B1", "ハリー・ポッター", new DateOnly(2026, 12, 4)), (loan.Item, loan.Title, loan.Due?.Day));
    }

    [Theory]
    [InlineData(5, 3, 3, 3)]         // half a second: our own least
    [InlineData(100, 5, 10, 3)]
    [InlineData(600, 0, 15, 1)]      // Evergreen's minute: our own most
    [InlineData(999, 999, 15, 3)]
    [InlineData(null, null, 15, 3)]
    public void What_98_asks_for_is_kept_within_bounds(int? tenths, int? retries, int seconds, int times)
    {
        var status = new StatusAnswer(true, true, true, true, false, false, tenths, retries, null, null, null, null, null, [], []);

        Assert.Equal(new(TimeSpan.FromSeconds(seconds), times), Sip2Patience.Of(status, new()));
    }

    [Fact]
    public async Task An_idle_connection_is_kept_alive_and_a_closed_one_made_again()
    {
        using var bench = new Sip2Bench();
        await bench.Library.PatronAsync("P1", Cancel);
        var line = new Sip2Line(bench.Server.DialAsync, bench.Settings, bench.Time, bench.Log);
        await line.KeepAliveAsync(Cancel);    // connects
        var before = bench.Server.Heard.Count;

        bench.Time.Advance(TimeSpan.FromSeconds(239));
        await line.KeepAliveAsync(Cancel);
        Assert.Equal(before, bench.Server.Heard.Count);

        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await line.KeepAliveAsync(Cancel);
        Assert.Equal("9900802.00", bench.Server.Heard[^1]);
        Assert.Equal(before + 1, bench.Server.Heard.Count);

        await line.DisposeAsync();
    }

    [Fact]
    public async Task Several_connections_ask_at_the_same_time_and_each_only_one_thing()
    {
        using var bench = new Sip2Bench(settings: new() { Host = "test", User = "machine", Connections = 3 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => bench.Library.PatronAsync(n % 2 == 0 ? "P1" : "P2", Cancel)));

        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 2 == 0 ? "山田がい" : "竹内ポ", Assert.IsType<LibraryLookup<LibraryPatron>.Found>(answer.Item).Value.Name));
        Assert.InRange(bench.Server.Dials, 1, 3);
    }

    [Fact]
    public void Wrong_settings_say_what_to_write()
    {
        Assert.Contains("UUID", Complaint(new() { Host = "x", Dialect = Sip2DialectName.Folio, Location = "main" }), StringComparison.Ordinal);
        Assert.Contains("Delimiter", Complaint(new() { Delimiter = 'A' }), StringComparison.Ordinal);
        Assert.Contains("ShortestWait", Complaint(new() { ShortestWait = 20, LongestWait = 10 }), StringComparison.Ordinal);

        static string Complaint(Sip2Settings settings) => Assert.Single(settings.Validate(new ValidationContext(settings))).ErrorMessage!;
    }
}
