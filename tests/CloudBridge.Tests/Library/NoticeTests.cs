using Bridge.Library;
using Bridge.Mail;
using Bridge.Web;

namespace CloudBridge.Tests.Library;

/// <summary>What patrons are written by the round, and when not.</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    LibraryWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await LibraryWorld.OpenAsync(copies: 3);

    public ValueTask DisposeAsync() => world.DisposeAsync();

    IEnumerable<string> Mails => world.Bridge.Mails.Lines;

    [Fact]
    public async Task Due_soon_and_overdue_are_written_once_each_even_after_a_restart()
    {
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.LendAsync(patron, "A1A");   // due on 16 June

        await world.PassAsync(12);
        Assert.Empty(Mails);
        await world.PassAsync(1);
        await world.RoundAsync();
        await world.Bridge.RestartAsync();
        await world.PassAsync(1);
        Assert.Equal(["DueSoon 1001@example.jp"], Mails);

        await world.PassAsync(6);
        Assert.Single(Mails);
        await world.PassAsync(2);   // 23 June
        await world.Bridge.RestartAsync();
        await world.PassAsync(3);
        Assert.Equal(["DueSoon 1001@example.jp", "Overdue 1001@example.jp"], Mails);
    }

    [Fact]
    public async Task A_renewed_loan_is_announced_anew()
    {
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.LendAsync(patron, "A1A");
        await world.PassAsync(14);
        LibraryWorld.Done(await world.System.RenewAsync(world.NewChange(), patron.Number, "A1A", null, Cancel));
        await world.PassAsync(1);
        Assert.Single(Mails);
        await world.PassAsync(13);

        Assert.Equal(["DueSoon 1001@example.jp", "DueSoon 1001@example.jp"], Mails);
    }

    [Fact]
    public async Task Several_loans_are_one_mail()
    {
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.LendAsync(patron, "A1A");
        await world.LendAsync(patron, "A2A");
        await world.PassAsync(14);

        Assert.Equal(2, Assert.Single(world.Bridge.Mails.Sent).To.Lines!.Count);
    }

    [Fact]
    public async Task A_hold_is_announced_when_it_lies_in_its_slot_and_again_before_it_ends()
    {
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.HoldAsync(patron);
        await world.ScanAsync("A1A");
        Assert.Empty(Mails);
        await world.ShelveAllAsync();
        Assert.Equal(["HoldReady 1001@example.jp"], Mails);
        Assert.Equal(new(new(2026, 6, 6), null, "中央館　棚 1"), Assert.Single(world.Bridge.Mails.Sent[0].To.Lines!));

        await world.PassAsync(3);
        Assert.Single(Mails);
        await world.PassAsync(1);
        await world.PassAsync(1);
        Assert.Equal(["HoldReady 1001@example.jp", "HoldExpiring 1001@example.jp"], Mails);
    }

    [Fact]
    public async Task Who_wants_no_mail_or_has_no_address_gets_none()
    {
        var silent = await world.AddPatronAsync("1001");
        await world.LendAsync(silent, "A1A");
        var nowhere = await world.AddPatronAsync("1002", wantsMail: true);
        await world.Bridge.WriteAsync(db => db.Patrons.Single(p => p.Id == nowhere.Id).Email = null);
        await world.MakeReadyAsync(nowhere, "A2A");
        await world.MakeReadyAsync(await world.AddPatronAsync("1003"), "A3A");
        await world.PassAsync(40);

        Assert.Empty(Mails);
    }

    [Fact]
    public async Task Titles_are_named_to_who_asked_for_them_only()
    {
        var (open, closed) = (await world.AddPatronAsync("1001", wantsMail: true, mailsTitles: true), await world.AddPatronAsync("1002", wantsMail: true));
        await world.LendAsync(open, "A1A");
        await world.LendAsync(closed, "A2A");
        await world.PassAsync(14);

        Assert.Equal(["こころ", null], world.Bridge.Mails.Sent.OrderBy(mail => mail.To.Address, StringComparer.Ordinal).Select(mail => Assert.Single(mail.To.Lines!).Title));
    }

    [Fact]
    public async Task A_notice_that_cannot_be_written_down_is_not_marked_as_written()
    {
        var patron = await world.AddPatronAsync("1001", wantsMail: true);
        await world.LendAsync(patron, "A1A");
        world.Bridge.Clock.Advance(TimeSpan.FromDays(14));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.WriteAsync<int>(async db =>
        {
            await world.Bridge.Get<Notices>().TellAsync(db, patron.Id, Cancel);
            throw new InvalidOperationException("the machine dies");
        }));

        Assert.Equal(1, (await world.RoundAsync()).Mails);
    }

    [Fact]
    public async Task A_receipt_lists_all_open_loans()
    {
        var patron = await world.AddPatronAsync("1001", mailsTitles: true);
        await world.LendAsync(patron, "A1A");

        Assert.True(await world.WriteAsync(db => world.Bridge.Get<Notices>().ReceiptAsync(db, patron, Cancel)));
        Assert.Equal((MailKind.Receipt, "こころ"), (world.Bridge.Mails.Sent[0].Kind, world.Bridge.Mails.Sent[0].To.Lines![0].Title));
    }

    [Fact]
    public void A_list_groups_days_and_names_titles_or_counts()
    {
        NoticeLine[] lines = [new(new(2026, 6, 16)), new(new(2026, 6, 16)), new(new(2026, 6, 9), "こころ"), new(new(2026, 6, 9), new string('あ', 80))];

        Assert.Equal($"  6月9日（火）まで\n    ・こころ\n    ・{new string('あ', 35)}…\n  6月16日（火）まで　2点", NoticeLines.Write(lines, Language.Japanese));
        Assert.Equal("  by Tuesday, 16 June  2 items", NoticeLines.Write(lines[..2], Language.English));
        Assert.Equal("  by Tuesday, 16 June  1 item  Hill, shelf 3", NoticeLines.Write([new(new(2026, 6, 16), null, "Hill, shelf 3")], Language.English));
    }

    [Fact]
    public async Task The_round_goes_by_the_clock()
    {
        await using var bridge = await TestBridge.StartAsync(folder => TestBridge.Settings(folder));
        var patron = new Patron { Number = "1", Name = "名", Category = "adult", Email = "a@example.jp", WantsMail = true };
        await bridge.WriteAsync(db => db.Patrons.Add(patron));
        var item = await bridge.AddItemAsync("A1A");
        await bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = TestBridge.Today, Due = TestBridge.Today.AddDays(2) }));

        while (!bridge.Mails.Lines.Any())
        {
            bridge.Clock.Advance(TimeSpan.FromMinutes(20));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancel);
        }
        Assert.EndsWith(" a@example.jp", bridge.Mails.Lines.First(), StringComparison.Ordinal);
    }
}
