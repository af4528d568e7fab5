using System.Net;
using Bridge.Enrolment;
using Bridge.Settings;
using CloudBridge.Tests.Patrons;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>Applications that wait, and what staff decide.</summary>
public sealed class ReviewPagesTests
{
    static readonly RegistrationSettings LookAtEach = new() { Mode = RegistrationMode.Review };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_is_accepted_as_it_is_and_who_did_it_is_written_down()
    {
        await using var web = await PatronWeb.StartAsync(LookAtEach);
        await ApplyAsync(web);
        var staff = await web.StaffAsync("/console/applications");
        Assert.Contains("田中　一郎", staff.Page, StringComparison.Ordinal);
        Assert.Contains("すべて確認する設定です", staff.Page, StringComparison.Ordinal);
        await staff.GetAsync("/console/applications/1");

        await staff.PostAsync("/console/applications/1/accept", Fields());

        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        var application = await web.Bridge.ReadAsync(db => db.Applications.SingleAsync(Cancel));
        Assert.Contains(patron.Number, staff.Page, StringComparison.Ordinal);
        Assert.Equal((ApplicationState.Accepted, "sato", null), (application.State, application.DecidedBy, application.Form));
        Assert.Equal(["お申し込みを受け付けました", "利用登録が完了しました"], (await SubjectsAsync(web)).Select(subject => subject.Split('】')[1]));
        var home = await web.SignedInAsync();
        Assert.Contains(patron.Number, home.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_correct_before_they_accept_and_a_wrong_correction_is_told()
    {
        await using var web = await PatronWeb.StartAsync(LookAtEach);
        await ApplyAsync(web);
        var staff = await web.StaffAsync("/console/applications/1");

        await staff.PostAsync("/console/applications/1/accept", Fields(birthDate: "1980/5/4"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        Assert.Contains("8けたの数字で", staff.Page, StringComparison.Ordinal);
        await staff.PostAsync("/console/applications/1/accept", Fields(name: "田中　壱郎", birthDate: "１９８００５０５"));

        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal(("田中　壱郎", new DateOnly(1980, 5, 5), "1"), (patron.Name, patron.BirthDate, patron.TermsVersion));
    }

    [Fact]
    public async Task A_refusal_has_a_reason_and_the_person_reads_it()
    {
        await using var web = await PatronWeb.StartAsync(LookAtEach);
        await ApplyAsync(web);
        var staff = await web.StaffAsync("/console/applications/1");

        await staff.PostAsync("/console/applications/1/refuse", ("Reason", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        await staff.PostAsync("/console/applications/1/refuse", ("Reason", "市内にお住まいの方が対象です"));

        Assert.Contains("受け付けませんでした", staff.Page, StringComparison.Ordinal);
        Assert.Contains("市内にお住まいの方が対象です", (await web.Bridge.ReadAsync(db => db.Mails.OrderBy(mail => mail.Created).LastAsync(Cancel))).Body, StringComparison.Ordinal);
        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Somebody_who_is_a_patron_already_is_linked_and_not_made_twice()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.Bridge.WriteAsync(db => db.Patrons.Add(new() { Number = "1001", Name = "田中 一郎", Category = "adult", BirthDate = new(1980, 5, 4) }));
        await ApplyAsync(web);
        var staff = await web.StaffAsync("/console/applications/1");
        Assert.Contains("1001", staff.Page, StringComparison.Ordinal);
        var known = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));

        await staff.PostAsync("/console/applications/1/accept-as", ("Patron", "999"));
        Assert.Contains("同じ人：1001 につなぐ", staff.Page, StringComparison.Ordinal);   // only those that are alike
        await staff.PostAsync("/console/applications/1/accept-as", ("Patron", $"{known.Id}"));

        Assert.Contains("1001", staff.Page, StringComparison.Ordinal);
        Assert.Equal(known.Id, (await web.Bridge.ReadAsync(db => db.Identities.SingleAsync(Cancel))).PatronId);
        Assert.Equal(1, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Two_of_staff_who_decide_at_once_decide_once()
    {
        await using var web = await PatronWeb.StartAsync(LookAtEach);
        await ApplyAsync(web);
        var (one, other) = (await web.StaffAsync("/console/applications/1"), await web.StaffAsync("/console/applications/1"));

        await Task.WhenAll(one.PostAsync("/console/applications/1/accept", Fields()), other.PostAsync("/console/applications/1/refuse", ("Reason", "no")));

        Assert.Equal(one.Page.Contains("受け付けました", StringComparison.Ordinal), other.Page.Contains("受け付けました", StringComparison.Ordinal));   // both read what holds
        var application = await web.Bridge.ReadAsync(db => db.Applications.SingleAsync(Cancel));
        Assert.Equal(application.State == ApplicationState.Accepted ? 1 : 0, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData("/console/applications/99")]
    [InlineData("/console/tasks/99")]
    [InlineData("/console/staff/99")]
    [InlineData("/console/applications/x")]
    [InlineData("/console/applications/99999999999999999999")]
    public async Task An_application_that_is_not_there_gets_a_page(string path)
    {
        await using var web = await PatronWeb.StartAsync();
        var staff = await web.StaffAsync();

        await staff.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, staff.Status);
        Assert.Contains("ページが見つかりません", staff.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_looks_like_markup_is_a_name()
    {
        await using var web = await PatronWeb.StartAsync(LookAtEach);
        web.Platform.Person["name"] = "<script>alert(1)</script>";
        await ApplyAsync(web);
        var staff = await web.StaffAsync("/console/applications/1");

        Assert.DoesNotContain("<script", await staff.Answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    static async Task ApplyAsync(PatronWeb web)
    {
        var visitor = await web.SignedInAsync("/register");
        await visitor.PostAsync("/register", ("Email", "ichiro@example.jp"), ("Consent", "yes"));
        Assert.Contains("お申し込みを受け付けました", visitor.Page, StringComparison.Ordinal);
        web.Bridge.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    static (string, string)[] Fields(string name = "田中　一郎", string birthDate = "19800504") =>
        [("Name", name), ("Address", "東京都白樺市本町一丁目2番3号"), ("BirthDate", birthDate), ("Email", "ichiro@example.jp")];

    static Task<List<string>> SubjectsAsync(PatronWeb web) => web.Bridge.ReadAsync(db => db.Mails.OrderBy(mail => mail.Created).Select(mail => mail.Subject).ToListAsync(Cancel));
}
