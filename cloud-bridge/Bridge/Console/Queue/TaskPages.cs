using Bridge.Console.Audit;
using Bridge.Ingest;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Queue;

/// <summary>What the bridge could not settle by itself: look, do something about it, write down what.</summary>
static class TaskPages
{
    const int LongestNote = 500;

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/tasks", ListAsync);
        console.MapGet("/tasks/{id:long}", (HttpContext http, Store store, long id, CancellationToken cancel) => ShowAsync(http, store, id, Saying.NoProblems, cancel));
        console.MapPost("/tasks/{id:long}/settle", SettleAsync);
        console.MapPost("/tasks/{id:long}/mail", MailAgainAsync);
    }

    static async Task<IResult> ListAsync(HttpContext http, Store store, string? done, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var tasks = await db.StaffTasks.AsNoTracking().Where(task => task.SettledAt == null).OrderBy(task => task.Id).ToListAsync(cancel);
        return Pages.Show<TasksPage>(new
        {
            Rows = (IReadOnlyList<TaskRow>)[.. tasks.Select(task => new TaskRow(task.Id, TaskWords.Say(language, task.Reason), task.Detail ?? "", task.Device, Saying.Moment(language, task.At)))],
            News = done switch
            {
                "settled" => language.Say("処理済みにしました。", "It is settled."),
                "mail" => language.Say("もう一度送ります。", "The mail goes again."),
                _ => null,
            },
        });
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, long id, IReadOnlyDictionary<string, string> problems, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        if (await db.StaffTasks.AsNoTracking().SingleOrDefaultAsync(task => task.Id == id, cancel) is not { } task)
        {
            return Pages.NotThere(http);
        }
        var patron = task.PatronId is { } patronId ? await db.Patrons.AsNoTracking().SingleOrDefaultAsync(known => known.Id == patronId, cancel) : null;
        return Pages.Show<TaskPage>(new
        {
            task.Id,
            Reason = TaskWords.Say(language, task.Reason),
            Advice = TaskWords.Advice(language, task.Reason),
            At = Saying.Moment(language, task.At),
            task.Device,
            Detail = task.Detail ?? "",
            Item = task.Item ?? "",
            Patron = patron is null ? "" : $"{patron.Number} {patron.Name}",
            PatronPath = patron is null ? "" : $"/console/patrons/{patron.Id}",
            IsMail = task.Reason == StaffReason.MailNotDelivered && task.Request is { } mail && await db.Mails.AnyAsync(known => known.Id == mail && known.Sent == null, cancel),
            Settled = task.SettledAt is { } at ? $"{Saying.Moment(language, at)} {task.SettledBy}" : "",
            Note = task.Note ?? "",
            Problems = problems,
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> SettleAsync(HttpContext http, Store store, AuditLog audit, TimeProvider time, long id, CancellationToken cancel)
    {
        var note = Forms.Of(http)["Note"];
        if (note.Length is 0 or > LongestNote)
        {
            var language = Languages.Of(http.Request);
            return await ShowAsync(http, store, id, new Dictionary<string, string>(StringComparer.Ordinal) { ["Note"] = language.Say($"何をしたかを1～{LongestNote}文字で入力してください。", $"Please write what was done, in 1 to {LongestNote} characters.") }, cancel);
        }
        return await SettledAsync(http, store, audit, time, id, note, cancel) ? Results.LocalRedirect("/console/tasks?done=settled") : Results.LocalRedirect($"/console/tasks/{id}");
    }

    // A mail that was given up is tried again, as if it were new; its task is settled by that.
    static async Task<IResult> MailAgainAsync(HttpContext http, Store store, AuditLog audit, TimeProvider time, long id, CancellationToken cancel)
    {
        var isBack = await store.WriteAsync(async db =>
        {
            if (await db.StaffTasks.SingleOrDefaultAsync(task => task.Id == id && task.SettledAt == null, cancel) is not { Request: { } mailId } task
                || await db.Mails.FindAsync([mailId], cancel) is not { Sent: null, NextAttempt: null } mail)
            {
                return false;
            }
            var address = task.PatronId is { } patron ? await db.Patrons.Where(known => known.Id == patron).Select(known => known.Email).SingleOrDefaultAsync(cancel) : null;
            db.Mails.Remove(mail);
            db.Mails.Add(new()
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                To = address is { Length: > 0 } ? address : mail.To,   // corrected meanwhile, perhaps
                Subject = mail.Subject,
                Body = mail.Body,
                Language = mail.Language,
                PatronId = mail.PatronId,
                Created = time.GetUtcNow(),
                NextAttempt = time.GetUtcNow(),
            });
            task.Settle(ConsolePages.Staff(http), "", time.GetUtcNow());
            audit.Add(db, ConsolePages.Staff(http), AuditAct.MailRetried, subject: $"task {id}");
            return true;
        }, cancel);
        return Results.LocalRedirect(isBack ? "/console/tasks?done=mail" : $"/console/tasks/{id}");
    }

    static Task<bool> SettledAsync(HttpContext http, Store store, AuditLog audit, TimeProvider time, long id, string note, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await db.StaffTasks.SingleOrDefaultAsync(task => task.Id == id && task.SettledAt == null, cancel) is not { } task)
        {
            return false;
        }
        var patron = task.PatronId is { } patronId ? await db.Patrons.Where(known => known.Id == patronId).Select(known => known.Number).SingleOrDefaultAsync(cancel) : null;
        audit.Add(db, ConsolePages.Staff(http), AuditAct.TaskSettled, patron, $"task {id}", task.Reason.ToString());
        task.Settle(ConsolePages.Staff(http), note, time.GetUtcNow());
        return true;
    }, cancel);
}

public sealed record TaskRow(long Id, string Reason, string Detail, string Device, string At);
