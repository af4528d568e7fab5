using System.Net;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Console.Queue;
using Bridge.Ingest;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>What the bridge left to staff, and what becomes of it.</summary>
public sealed class TaskTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_settled_with_a_note_and_then_says_nothing_of_anybody()
    {
        await using var visits = await StaffVisits.AtDeskAsync();
        var patron = await visits.Bridge.AddPatronAsync("1001");
        await visits.Bridge.WriteAsync(db => db.StaffTasks.Add(new() { At = visits.Bridge.Clock.GetUtcNow(), Device = "main/counter-1", Reason = StaffReason.OfflineLoanNotRecorded, Detail = "ItemOnLoan", PatronId = patron.Id, Item = "A1A" }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk);
        Assert.Contains("<strong class=\"many\">1</strong><span><b>Tasks</b>", clerk.Page, StringComparison.Ordinal);
        await clerk.GetAsync("/console/tasks/1");
        Assert.Contains("利用者1001", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync("/console/tasks/1/settle", ("Note", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);

        await clerk.PostAsync("/console/tasks/1/settle", ("Note", "電話で確認し、窓口で貸し出した"));
        Assert.Contains("Nothing waits right now", clerk.Page, StringComparison.Ordinal);
        await clerk.GetAsync("/console/tasks/1");
        await clerk.PostAsync("/console/tasks/1/settle", ("Note", "もう一度"));

        var task = Assert.Single(await visits.Bridge.StaffTasksAsync());
        Assert.Equal(("sato", "電話で確認し、窓口で貸し出した", null, null, null), (task.SettledBy, task.Note, task.PatronId, task.Item, task.Payload));
        Assert.Empty((await visits.Bridge.Get<Ledger>().ReadAsync(Cancel)).StaffQueue);
        Assert.Equal((AuditAct.TaskSettled, "1001", "task 1"), Assert.Single(await visits.DoneAsync()) is var entry ? (entry.Act, entry.Patron, entry.Subject) : default);
    }

    [Fact]
    public async Task A_mail_that_was_given_up_goes_again_to_the_address_as_it_is_now()
    {
        await using var visits = await StaffVisits.AtDeskAsync();
        var patron = await visits.Bridge.AddPatronAsync("1001");
        var mail = Guid.CreateVersion7();
        await visits.Bridge.WriteAsync(db =>
        {
            db.Patrons.Single(known => known.Id == patron.Id).Email = "right@example.jp";
            db.Mails.Add(new() { Id = mail, To = "wrong@example.jp", Subject = "お知らせ", Body = "本文", Language = "ja", PatronId = patron.Id, Created = visits.Bridge.Clock.GetUtcNow(), NextAttempt = null, LastError = "no such user" });
            db.StaffTasks.Add(new() { At = visits.Bridge.Clock.GetUtcNow(), Device = "bridge/mail", Reason = StaffReason.MailNotDelivered, Request = mail, PatronId = patron.Id });
        });
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/tasks/1");

        await clerk.PostAsync("/console/tasks/1/mail");

        var again = await visits.Bridge.ReadAsync(db => db.Mails.SingleAsync(Cancel));
        Assert.Equal(("right@example.jp", "お知らせ"), (again.To, again.Subject));
        Assert.NotNull(Assert.Single(await visits.Bridge.StaffTasksAsync()).SettledAt);
    }

    [Fact]
    public void Every_reason_has_words_and_advice_in_both_languages()
    {
        foreach (var reason in Enum.GetValues<StaffReason>())
        {
            Assert.All(new[] { Language.Japanese, Language.English }, language => Assert.True(TaskWords.Say(language, reason).Length > 3 && TaskWords.Advice(language, reason).Length > 3));
        }
    }
}
