using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Settings;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests.Library;

/// <summary>Every page of the console for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class ConsoleAccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(AxeTour.Japanese)]
    [InlineData(AxeTour.English)]
    public async Task Axe_finds_nothing_on_any_page_of_staff(string language)
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, RegistrationMode.Review, AxeTour.In(language));
        await AxeTour.LookAsync(visit, TourAsync(visit), language, "console ");
    }

    [Theory]
    [InlineData(AxeTour.Japanese)]
    [InlineData(AxeTour.English)]
    public async Task Axe_finds_nothing_on_the_way_in(string language)
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, wishes: AxeTour.In(language), requiresSecondFactor: true);
        await AxeTour.LookAsync(visit, WayInAsync(visit), language, "console ");
    }

    static async IAsyncEnumerable<string> WayInAsync(LibraryVisit visit)
    {
        await TypePasswordAsync(visit);
        yield return "set up";
        var key = Totp.FromBase32(string.Concat((await visit.Page.Locator(".key").InnerTextAsync()).Where(char.IsLetterOrDigit)))!;
        await visit.Page.Locator("#Code").FillAsync("000000x");
        await SendAsync(visit);
        yield return "set up, with a problem";
        await visit.Page.Locator("#Code").FillAsync(Totp.CodeOf(key, Totp.StepOf(TimeProvider.System.GetUtcNow())));
        await SendAsync(visit);
        yield return "recovery codes";
        var code = await visit.Page.Locator(".codes code").First.InnerTextAsync();
        await visit.Page.Locator("main .button").ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(visit.Web.Address, "/console").ToString());
        await visit.Page.Context.ClearCookiesAsync();
        await TypePasswordAsync(visit);
        yield return "code";
        await visit.Page.Locator("#Code").FillAsync("000000x");
        await SendAsync(visit);
        yield return "code, with a problem";
        await visit.Page.Locator("#Code").FillAsync(code);
        await SendAsync(visit);
        await visit.GoAsync("/console/me");
        yield return "own account";
    }

    static async Task TypePasswordAsync(LibraryVisit visit)
    {
        await visit.GoAsync("/console");
        await visit.Page.Locator("#Name").FillAsync("佐藤");
        await visit.Page.Locator("#Password").FillAsync(LibraryWeb.StaffPassword);
        await SendAsync(visit);
    }

    static async IAsyncEnumerable<string> TourAsync(LibraryVisit visit)
    {
        await visit.GoAsync("/console");
        await SendAsync(visit);
        yield return "sign-in with a problem";
        await visit.SignInAsStaffAsync();
        yield return "start, nothing waits";
        foreach (var path in (string[])["/console/applications", "/console/tasks", "/console/holds", "/console/reports", "/console/appliances", "/console/updates"])
        {
            await visit.GoAsync(path);
            yield return $"{path}, empty";
        }

        var (patron, late, item) = await FillAsync(visit.Web);
        foreach (var path in (string[])["/console", "/console/tasks", "/console/tasks/1", "/console/tasks/2", "/console/holds", "/console/reports", "/console/desk", $"/console/desk/{patron}", $"/console/desk/{late}", $"/console/items/{item}",
            "/console/patrons", "/console/patrons/new", $"/console/patrons/{patron}", "/console/me", "/console/staff", "/console/staff/1", "/console/audit"])
        {
            await visit.GoAsync(path);
            if (path == "/console/reports")
            {
                await visit.Page.Locator("details summary").First.ClickAsync();
            }
            yield return path;
        }

        await visit.GoAsync($"/console/desk/{patron}");
        await visit.ScanAsync("A10000024A");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        yield return "lent";
        await visit.ScanAsync("A404A");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        yield return "not lent";
        await visit.GoAsync("/console/desk");
        await visit.ScanAsync("A10000024A");
        await Expect(visit.Page.Locator(".goes")).ToBeVisibleAsync();
        yield return "taken back";
        await visit.GoAsync("/console/holds");
        await visit.ScanAsync("A10000031A");
        await Expect(visit.Page.Locator(".goes")).ToBeVisibleAsync();
        yield return "fetched";
        await visit.GoAsync("/console/patrons");
        await visit.ScanAsync("田中");
        await Expect(visit.Page.Locator(".queue li")).ToHaveCountAsync(2);
        yield return "patrons found";
        await visit.GoAsync($"/console/patrons/{patron}");
        await visit.Page.Locator("#BirthDate").FillAsync("soon");
        await visit.Page.Locator($"form[action='/console/patrons/{patron}'] .button").ClickAsync();
        yield return "record with a problem";
        await visit.Page.Locator("form[action$='/password'] .button").ClickAsync();
        yield return "new password of a patron";
        await visit.GoAsync("/console/tasks/1");
        await visit.Page.Locator("form[action$='/settle'] .button").ClickAsync();
        yield return "task with a problem";

        await visit.Web.ApplyAsync(Samples.Form("鈴木　さくら", "sakura@example.jp"));
        await visit.Web.ApplyAsync(Samples.Form("田中　一郎", birthDate: "19800504"));
        await visit.GoAsync("/console/applications");
        yield return "queue";
        await visit.Page.Locator(".queue a").First.ClickAsync();
        yield return "review";
        await visit.Page.Locator("#BirthDate").FillAsync("soon");
        await visit.Page.Locator("form[action$='/accept'] .button").ClickAsync();
        yield return "review with a problem";
        await visit.GoAsync("/console/applications");
        await visit.Page.Locator(".queue a").Last.ClickAsync();
        yield return "review with somebody alike";
        await visit.Page.Locator("form[action$='/accept-as'] .button").ClickAsync();
        yield return "accepted";
        await visit.GoAsync("/console/applications");
        await visit.Page.Locator(".queue a").Last.ClickAsync();
        await visit.Page.Locator("#Reason").FillAsync("市内にお住まいの方が対象です");
        await visit.Page.Locator("form[action$='/refuse'] .button").ClickAsync();
        yield return "refused";

        await foreach (var page in FleetAsync(visit))
        {
            yield return page;
        }

        await visit.GoAsync("/console/staff");
        await visit.Page.Locator("#Name").FillAsync("伊藤");
        await visit.Page.Locator("input[name=Clerk]").UncheckAsync();
        await SendAsync(visit);
        yield return "account without a role";
        await visit.Page.Locator("input[name=Clerk]").CheckAsync();
        await SendAsync(visit);
        yield return "new account";
        var password = await visit.Page.Locator(".password").InnerTextAsync();
        await visit.Page.Context.ClearCookiesAsync();
        await visit.GoAsync("/console");
        await visit.Page.Locator("#Name").FillAsync("伊藤");
        await visit.Page.Locator("#Password").FillAsync(password);
        await SendAsync(visit);
        yield return "choose a password";
        await visit.Page.Locator("#Password").FillAsync("short");
        await SendAsync(visit);
        yield return "choose a password, with a problem";
        await visit.Page.Locator("#Password").FillAsync("自分だけが知っている長い合言葉");
        await visit.Page.Locator("#PasswordAgain").FillAsync("自分だけが知っている長い合言葉");
        await SendAsync(visit);
        await visit.GoAsync("/console/audit");
        yield return "not yours to open";
    }

    static async IAsyncEnumerable<string> FleetAsync(LibraryVisit visit)
    {
        var code = await visit.Web.AskForPairingAsync();
        await visit.GoAsync($"/console/appliances/pair?code={code}");
        yield return "code of a panel";
        await visit.Page.Locator("#Code").FillAsync("BBBB-BBBB");
        await SendAsync(visit);
        yield return "code of no panel";
        await visit.Page.Locator("#Code").FillAsync(code);
        await SendAsync(visit);
        yield return "compare with the panel";
        await visit.Page.Locator("#Device").FillAsync("counter 1");
        await SendAsync(visit);
        yield return "compare, with problems";
        await visit.Page.Locator("#Device").FillAsync("counter-1");
        await visit.Page.Locator("#Same").CheckAsync();
        await SendAsync(visit);
        yield return "paired";
        await visit.Web.HearAsync(new("main", "counter-1"), new(true, "0.1.0", "Counter", "epoch", 12, 5, TimeProvider.System.GetUtcNow()));
        await visit.GoAsync("/console/appliances/main/counter-1");
        yield return "an appliance";
        await visit.Page.Locator("#Message").FillAsync("本日は17時に閉館します");
        await visit.Page.Locator("#Group").FillAsync("中央１階");
        await visit.Page.Locator("form[action$='/wishes'] .button").ClickAsync();
        yield return "an appliance that was told something";
        await visit.Page.Locator("form[action$='/unpair'] .button").ClickAsync();
        yield return "unpairing that was not confirmed";
        await visit.GoAsync("/console/appliances");
        await visit.Page.Locator("details summary").First.ClickAsync();
        yield return "appliances";
    }

    // A day at the library: something of everything.
    static Task<(long Patron, long Late, long Item)> FillAsync(LibraryWeb web) => web.WriteAsync(async db =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var today = DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(9)).DateTime);
        Patron patron = new() { Number = "90000017", Name = "田中　一郎", Kana = "タナカ　イチロウ", Category = "adult", LibraryCard = "90000017", BirthDate = new(1980, 5, 4), Address = "長野県白樺市本町４丁目５番６号", Email = "ichiro@example.jp", Expires = today.AddMonths(2) },
            other = new() { Number = "90000025", Name = "田中　みどり", Kana = "タナカ　ミドリ", Category = "child", BirthDate = today.AddYears(-9), Address = "長野県白樺市湖畔１２３", Block = "住所を確認してください", GuardianName = "田中　一郎" },
            late = new() { Number = "90000033", Name = "高橋　健", Category = "adult" };
        db.Patrons.AddRange(patron, other, late);
        Title Named(string name, string author) => db.Titles.Add(new() { Name = name, Author = author }).Entity;
        Item Copy(string barcode, Title title, string shelf) => db.Items.Add(new() { Barcode = barcode, Key = Label.KeyOf(barcode), Title = title, Shelf = shelf }).Entity;
        var (lake, birds, train, bread) = (Named("湖のほとりの図書館", "白樺 文子"), Named("山の鳥たち　春から夏へ", "小鳥 太郎"), Named("夜汽車のともだち", "汽笛 しのぶ"), Named("はじめてのパン", "麦野 かおる"));
        var (lent, read, free, wanted, kept, old) = (Copy("A10000017A", lake, "913.6/シ"), Copy("A10000062A", lake, "913.6/シ"), Copy("A10000024A", birds, "488/コ"), Copy("A10000031A", train, "913/キ"), Copy("A10000048A", bread, "596.6/ム"), Copy("A10000055A", bread, "596.6/ム"));
        await db.SaveChangesAsync();
        db.Loans.Add(new() { ItemId = lent.Id, PatronId = late.Id, LentOn = today.AddDays(-20), Due = today.AddDays(-6) });
        db.Loans.Add(new() { ItemId = read.Id, PatronId = patron.Id, LentOn = today.AddDays(-4), Due = today.AddDays(10) });
        db.Holds.Add(new() { TitleId = train.Id, PatronId = other.Id, Pickup = "main", PlacedAt = now.AddDays(-1) });
        db.Holds.Add(new() { TitleId = bread.Id, PatronId = patron.Id, Pickup = "main", PlacedAt = now.AddDays(-3), State = HoldState.Ready, ItemId = kept.Id, Slot = "12", Until = today.AddDays(4) });
        db.Holds.Add(new() { TitleId = bread.Id, PatronId = null, Pickup = "main", PlacedAt = now.AddDays(-9), State = HoldState.ToClear, ItemId = old.Id, Slot = "7" });
        db.Links.Add(new() { PatronId = patron.Id, SerialHash = [7], Ppid = [7], LinkedAt = now.AddDays(-40), Method = Bridge.Identity.LinkMethod.Pin, ValidatedAt = now });
        db.PatronCards.Add(new() { PatronId = patron.Id, Kind = PatronCardKind.Felica, Value = "012E3D4C5B6A7988" });
        var mail = Guid.CreateVersion7(now);
        db.Mails.Add(new() { Id = mail, To = "nobody@example.jp", Subject = "予約の本の用意ができました", Body = "", Language = "ja", PatronId = patron.Id, Created = now, NextAttempt = null });
        db.StaffTasks.Add(new() { At = now, Device = "shirakaba/counter-1", Reason = StaffReason.OfflineLoanNotRecorded, Detail = "ItemOnLoan", PatronId = patron.Id, Item = "A10000017A" });
        db.StaffTasks.Add(new() { At = now, Device = "bridge/mail", Reason = StaffReason.MailNotDelivered, Detail = "the mail server said 550", Request = mail, PatronId = patron.Id });
        db.StaffCards.Add(new() { AccountId = 1, Kind = StaffCardKind.Mifare, Value = "04A1B2C3", At = now });
        db.Audit.Add(new() { At = now, Staff = "佐藤", Act = AuditAct.PatronSeen, Patron = "90000017" });
        foreach (var (day, hour) in from day in Enumerable.Range(0, 21) from hour in Enumerable.Range(9, 10) select (day, hour))
        {
            void Count(CountKind kind, int count, string reason = "") => db.Counters.Add(new() { Day = today.AddDays(-day), Hour = hour, Branch = "main", Device = "shirakaba/counter-1", Kind = kind, Reason = reason, Count = count });
            Count(CountKind.Loan, 3 + (day * 7 + hour * 5) % 13);
            Count(CountKind.Return, 2 + (day * 5 + hour * 3) % 11);
            Count(CountKind.Visit, 10 + (day * 3 + hour * 11) % 30);
            if (hour % 3 == 0)
            {
                Count(CountKind.HoldPlaced, 1 + day % 4);
                Count(CountKind.HoldPickedUp, 1 + day % 3);
                Count(CountKind.Refusal, 1 + day % 5, (day % 3) switch { 0 => "ItemOnHold", 1 => "LimitReached", _ => "PatronHasOverdue" });
            }
        }
        await db.SaveChangesAsync();
        return (patron.Id, late.Id, free.Id);
    });

    static Task SendAsync(LibraryVisit visit) => visit.Page.Locator("main form .button").First.ClickAsync();
}
