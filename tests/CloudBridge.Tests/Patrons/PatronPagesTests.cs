using System.Net;
using System.Text;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Settings;
using Bridge.Web;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Patrons;

public sealed class PatronPagesTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_registers_from_home_and_gets_number_and_mail()
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Person = new() { ["name"] = "𠮷田󠄁　花子", ["address"] = "東京都白樺市辻󠄀町１−２−３", ["birthdate"] = "19800504", ["gender"] = "2" };
        var visitor = await web.SignedInAsync("/register");
        Assert.Contains("𠮷田󠄁　花子", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("1980年5月4日", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("保護者", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/register", ("Kana", "ヨシダ　ハナコ"), ("PostalCode", "〒１２３ー４５６７"), ("Phone", "０９０−１２３４−５６７８"), ("Email", "ｈanako@example.jp"), ("Consent", "yes"));

        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal("/me?done=registered", visitor.At.PathAndQuery);
        Assert.Contains(patron.Number, visitor.Page, StringComparison.Ordinal);
        Assert.Equal(("𠮷田󠄁　花子", "東京都白樺市辻󠄀町１−２−３", "123-4567", "090-1234-5678", "hanako@example.jp"), (patron.Name, patron.Address, patron.PostalCode, patron.Phone, patron.Email));
        Assert.Equal(("1", "ja", false), (patron.TermsVersion, patron.Language, patron.WantsMail));
        var mail = await web.Bridge.ReadAsync(db => db.Mails.SingleAsync(Cancel));
        Assert.Equal(("hanako@example.jp", true), (mail.To, mail.Body.Contains(patron.Number, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_4_information_are_the_platforms_whatever_is_posted()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync("/register");

        await visitor.PostAsync("/register", ("Name", "somebody else"), ("Address", "elsewhere"), ("BirthDate", "19000101"), ("Sex", "2"), ("Consent", "yes"));

        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal(("田中　一郎", new DateOnly(1980, 5, 4), "1"), (patron.Name, patron.BirthDate, patron.Sex));
    }

    [Fact]
    public async Task Without_agreement_nobody_is_registered_and_what_was_typed_stays()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync("/register", "en");

        await visitor.PostAsync("/register", ("Kana", "タナカ"), ("Email", "not an address"), ("Phone", "call me"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("""value="タナカ""", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("You can only register if you agree.", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("such as hanako@example.jp", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("Please use digits and hyphens.", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Who_wants_mail_gives_an_address()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync("/register");

        await visitor.PostAsync("/register", ("WantsMail", "yes"), ("Consent", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("Email-problem", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_patron()
    {
        await using var web = await PatronWeb.StartAsync();
        var first = await web.SignedInAsync("/register");
        var second = await web.SignedInAsync("/register");   // another browser of the same person

        await Task.WhenAll(first.PostAsync("/register", ("Consent", "yes")), second.PostAsync("/register", ("Consent", "yes")));

        Assert.Equal(1, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
        Assert.Equal(["/me", "/me"], new[] { first, second }.Select(visitor => visitor.At.AbsolutePath));
    }

    [Fact]
    public async Task A_child_without_a_guardian_waits_for_staff_and_is_told_why()
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Person["birthdate"] = $"{TimeProvider.System.GetUtcNow().Year - 10}0101";
        var visitor = await web.SignedInAsync("/register");
        Assert.Contains("保護者の方", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/register", ("Consent", "yes"));

        Assert.Contains("保護者の方に確認してから登録します", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(ReviewReason.MinorWithoutGuardian, (await web.Bridge.ReadAsync(db => db.Applications.SingleAsync(Cancel))).Reason);
        await visitor.GetAsync("/register");
        Assert.Equal("/me", visitor.At.AbsolutePath);   // one application is enough
    }

    [Fact]
    public async Task A_child_with_a_guardian_is_registered_at_once()
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Person["birthdate"] = $"{TimeProvider.System.GetUtcNow().Year - 10}0101";
        var visitor = await web.SignedInAsync("/register");
        await visitor.PostAsync("/register", ("Guardian.Name", "田中　母"), ("Consent", "yes"));
        Assert.Contains("Guardian-Relation-problem", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/register", ("Guardian.Name", "田中　母"), ("Guardian.Relation", "母"), ("Guardian.Phone", "090-0000-0000"), ("Consent", "yes"));

        Assert.Equal("田中　母", (await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel))).GuardianName);
    }

    [Fact]
    public async Task A_platform_that_gave_no_name_is_asked_again()
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Person.Remove("name");

        var visitor = await web.SignedInAsync("/register");

        Assert.Contains("/signin?return=/register", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patron_links_with_number_and_password_and_sees_the_number()
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        var visitor = await web.SignedInAsync("/link");

        await visitor.PostAsync("/link", ("Card", "Ａ９１００１Ａ"), ("Password", "ｌibrary password"));   // as the label has it, typed full-width

        Assert.Equal("/me?done=linked", visitor.At.PathAndQuery);
        Assert.Contains("1001", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(IdentitySource.Home, (await web.Bridge.ReadAsync(db => db.Identities.SingleAsync(Cancel))).Source);
    }

    [Fact]
    public async Task Five_wrong_passwords_make_a_pause_that_the_page_tells_and_that_holds_for_the_right_one_too()
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        var visitor = await web.SignedInAsync("/link");
        for (var tries = 0; tries < LockOut.Tries; tries++)
        {
            await visitor.PostAsync("/link", ("Card", "1001"), ("Password", "wrong"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        }

        await visitor.PostAsync("/link", ("Card", "1001"), ("Password", "library password"));
        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Status);
        Assert.Contains("5分後", visitor.Page, StringComparison.Ordinal);

        web.Platform.Subject = "another-person";   // the number is locked for everybody
        var other = await web.SignedInAsync("/link");
        await other.PostAsync("/link", ("Card", "1001"), ("Password", "library password"));
        Assert.Equal(HttpStatusCode.TooManyRequests, other.Status);

        web.Bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        await visitor.PostAsync("/link", ("Card", "1001"), ("Password", "library password"));
        Assert.Equal("/me?done=linked", visitor.At.PathAndQuery);
    }

    [Fact]
    public async Task An_unknown_number_and_a_wrong_password_are_answered_alike()
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        await AddPatronAsync(web, "1002", null);
        var pages = new List<string>();
        foreach (var number in (string[])["1001", "1002", "9999"])
        {
            var visitor = await web.SignedInAsync("/link");
            await visitor.PostAsync("/link", ("Card", number), ("Password", "wrong"));
            pages.Add(visitor.Page[visitor.Page.IndexOf("problems", StringComparison.Ordinal)..].Replace(number, "", StringComparison.Ordinal).Split("__Request")[0].Split("</p>")[0]);
        }

        Assert.Single(pages.Distinct());
    }

    [Fact]
    public async Task A_card_that_speaks_for_somebody_else_is_not_linked()
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        await AddPatronAsync(web, "1002", "library password");
        var page = await web.SignedInAsync("/link");
        var late = await web.SignedInAsync("/link");
        await page.PostAsync("/link", ("Card", "1001"), ("Password", "library password"));

        await late.PostAsync("/link", ("Card", "1002"), ("Password", "library password"));

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal("1001", (await web.Bridge.ReadAsync(db => db.Identities.Include(i => i.Patron).SingleAsync(Cancel))).Patron!.Number);
    }

    [Fact]
    public async Task A_patron_unlinks_their_own_card_and_nobody_elses()
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        var mine = await AddPatronAsync(web, "1001x", null);
        using var theirs = await web.Bridge.LinkCardAsync(mine, "0A0B");
        var visitor = await web.SignedInAsync("/link");
        await visitor.PostAsync("/link", ("Card", "1001"), ("Password", "library password"));
        var me = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(p => p.Number == "1001", Cancel));
        using var own = await web.Bridge.LinkCardAsync(me, "0C0D");
        var ids = await web.Bridge.ReadAsync(db => db.Links.ToDictionaryAsync(link => link.PatronId, link => link.Id, Cancel));
        await visitor.GetAsync("/me");
        Assert.Contains($"""value="{ids[me.Id]}""", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain($"""value="{ids[mine.Id]}""", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/me/unlink", ("Card", $"{ids[mine.Id]}"));
        Assert.Equal(2, await web.Bridge.ReadAsync(db => db.Links.CountAsync(Cancel)));
        await visitor.PostAsync("/me/unlink", ("Card", $"{ids[me.Id]}"));

        Assert.Equal("/me?done=unlinked", visitor.At.PathAndQuery);
        Assert.Equal(mine.Id, (await web.Bridge.ReadAsync(db => db.Links.SingleAsync(Cancel))).PatronId);
    }

    [Fact]
    public async Task Who_signs_out_is_out()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync();
        await visitor.PostAsync("/signout");
        Assert.Equal("/", visitor.At.AbsolutePath);
        web.Platform.Subject = null;

        await visitor.GetAsync("/me");

        Assert.Equal("/signin/failed", visitor.At.AbsolutePath);
    }

    [Theory]
    [InlineData("/register")]
    [InlineData("/link")]
    [InlineData("/me/unlink")]
    [InlineData("/signout")]
    [InlineData("/console/signin")]
    [InlineData("/h/token/claim")]
    [InlineData("/h/token")]
    public async Task What_another_site_posts_changes_nothing(string path)
    {
        await using var web = await PatronWeb.StartAsync();
        await AddPatronAsync(web, "1001", "library password");
        var visitor = await web.SignedInAsync();

        await visitor.SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("Consent", "yes"), new("Card", "1001"), new("Password", "library password")]) });

        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        Assert.Contains("何も変更していません", visitor.Page, StringComparison.Ordinal);
        Assert.Equal((1, 0), (await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)), await web.Bridge.ReadAsync(db => db.Identities.CountAsync(Cancel))));
        await visitor.GetAsync("/me");
        Assert.Single(visitor.Way);   // still signed in
    }

    [Theory]
    [InlineData("text/plain", "Consent=yes")]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nbroken")]
    [InlineData("application/x-www-form-urlencoded", "%%%=%00&=&&&")]
    public async Task Garbage_in_place_of_a_form_gets_a_page(string type, string body)
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync("/register");
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        await visitor.SendAsync(new(HttpMethod.Post, "/register") { Content = content });

        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        Assert.Contains("<h1>", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_and_unreadable_text_is_answered_beside_its_field()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync("/register");

        await visitor.PostAsync("/register", ("Kana", new string('カ', 500)), ("PostalCode", "\u0001"), ("Guardian.Name", "\u0007"), ("Consent", "yes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("長すぎます", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/register", ("Kana", new string('x', 200_000)), ("Consent", "yes"));
        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);

        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Every_answer_forbids_scripts_frames_and_keeping_it()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = await web.SignedInAsync();
        foreach (var path in (string[])["/", "/me", "/register", "/link", "/terms", "/nowhere", "/signin/failed", "/console/signin", "/h/done", "/h/unknown"])
        {
            await visitor.GetAsync(path);

            Assert.Equal("default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'", visitor.Answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", visitor.Answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(visitor.Answer.Headers.CacheControl!.NoStore, path);
            Assert.False(visitor.Answer.Headers.Contains("Server"));
            Assert.DoesNotContain("<script", visitor.Page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(" style=", visitor.Page, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Behind_a_proxy_with_tls_addresses_are_public_cookies_secure_and_https_stays()
    {
        await using var web = await PatronWeb.StartAsync(publicAddress: "https://toshokan.example.jp");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(web.Bridge.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/signin?return=/me") { Headers = { Host = "evil.example" } };

        using var answer = await http.SendAsync(request, Cancel);
        Assert.Contains("https://toshokan.example.jp/signin/callback", Uri.UnescapeDataString(answer.Headers.Location!.AbsoluteUri), StringComparison.Ordinal);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task The_language_is_the_browsers_until_somebody_chooses()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = web.Visitor("en-GB,en;q=0.9");
        await visitor.GetAsync("/");
        Assert.Contains("""<html lang="en">""", visitor.Page, StringComparison.Ordinal);

        await visitor.GetAsync("/language/ja?return=/terms");

        Assert.Equal("/terms", visitor.At.AbsolutePath);
        Assert.Contains("""<html lang="ja">""", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/language/en?return=https://example.org/");
        Assert.Equal("/", visitor.At.AbsolutePath);
    }

    [Fact]
    public async Task A_site_has_terms_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-terms-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "terms.ja.txt"), "# 見出し\r\n\r\n本文<b>です</b>", Cancel);
        var terms = new Terms(new LibrarySettings { TermsFolder = folder }, new());

        Assert.Equal(["# 見出し", "本文<b>です</b>"], terms.In(Language.Japanese));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("〒１２３－４５６７", "123-4567")]
    [InlineData(" ０９０ー１２３４−５６７８ ", "090-1234-5678")]
    [InlineData("（０３）１２３４‐５６７８", "(03)1234-5678")]
    public void Numbers_typed_with_a_japanese_keyboard_are_numbers(string typed, string number) => Assert.Equal(number, Typed.Number(typed));

    [Property]
    public bool Narrowing_twice_is_narrowing_once_and_keeps_every_kanji(string text) =>
        text is null || Typed.Narrow(Typed.Narrow(text)) == Typed.Narrow(text) && Typed.Narrow(text).Length == text.Length
        && text.Zip(Typed.Narrow(text)).All(pair => pair.First == pair.Second || pair.First is >= '\uFF01' and <= '\uFF5E' or '\u3000');

    static async Task<Bridge.Library.Patron> AddPatronAsync(PatronWeb web, string number, string? password)
    {
        var patron = await web.Bridge.AddPatronAsync(number);
        await web.Bridge.WriteAsync(db => db.Patrons.Single(p => p.Number == number).PasswordHash = password is null ? null : PasswordHash.Of(password));
        return patron;
    }
}
