using Bridge.Console.Desk;
using Bridge.Enrolment;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Queue;

/// <summary>What waits for staff, by number: the first page of the console.</summary>
static class StartPages
{
    public static void Map(RouteGroupBuilder console) => console.MapGet("", ShowAsync);

    static async Task<IResult> ShowAsync(HttpContext http, Store store, HoldShelf shelf, Branches branches, DeviceRegistry devices, AtTheCounter counter, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var waiting = new List<Waiting>();
        IReadOnlyList<Call> calls = [];
        IReadOnlyList<Visitor> visitors = [];
        if (http.User.May(Rights.Desk))
        {
            var tasks = await db.StaffTasks.CountAsync(task => task.SettledAt == null, cancel);
            calls = await CallPages.WaitingAsync(db, language, cancel);
            visitors = CounterPages.Now(language, devices, counter);
            var lists = await shelf.ListAsync(StaffPlace.Of(http.Request, branches).Code, cancel);
            waiting.Add(new("/console/holds", language.Say("探してくる本", "Holds to fetch"), language.Say("予約があり、棚にあるもの", "Wanted, and on the open shelves"), lists.ToFetch.Count, lists.ToFetch.Count > 0));
            waiting.Add(new("/console/holds", language.Say("予約棚に置く本", "To put on the hold shelf"), language.Say("手元にあるもの", "In staff's hands"), lists.ToFill.Count, lists.ToFill.Count > 0));
            waiting.Add(new("/console/holds", language.Say("予約棚から出す本", "To take off the hold shelf"), language.Say("取り消し・期限切れ", "Cancelled or expired"), lists.ToClear.Count, lists.ToClear.Count > 0));
            waiting.Add(new("/console/tasks", language.Say("要対応", "Tasks"), language.Say("自動で処理できなかったこと", "What could not be settled by itself"), tasks, tasks > 0));
        }
        if (http.User.May(Rights.Librarian))
        {
            var applications = await db.Applications.CountAsync(application => application.State == ApplicationState.Waiting, cancel);
            waiting.Add(new("/console/applications", language.Say("確認待ちの申し込み", "Applications that wait"), language.Say("新しい登録とカードの登録", "New registrations and links of cards"), applications, applications > 0));
        }
        if (http.User.May(Rights.Administrator))
        {
            var accounts = await db.StaffAccounts.CountAsync(account => !account.IsDisabled, cancel);
            waiting.Add(new("/console/staff", language.Say("職員のアカウント", "Accounts of staff"), language.Say("使えるもの", "In use"), accounts, false));
        }
        return Pages.Show<StartPage>(new { Waiting = (IReadOnlyList<Waiting>)waiting, Calls = calls, Visitors = visitors });
    }
}

/// <summary>One number on the first page.</summary>
/// <param name="IsUrgent">Somebody should look.</param>
public sealed record Waiting(string Path, string Name, string About, int Count, bool IsUrgent);
