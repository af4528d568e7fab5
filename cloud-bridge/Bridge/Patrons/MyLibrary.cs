using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Patrons;

/// <summary>What the pages of loans, holds and catalogue share: whose they are, once per form, and no answer from the library system.</summary>
static class MyLibrary
{
    /// <summary>Field by which a form sent twice is one change.</summary>
    public const string ChangeField = "Change";

    static readonly Place Web = new(null, "web");

    /// <summary>Null for somebody who is no patron yet.</summary>
    public static async Task<Patron?> PatronAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        if (PlatformPerson.Of(http.User) is not { } person)
        {
            return null;
        }
        await using var db = store.Open();
        return await Registrations.FindPatronAsync(db, person.Ppid, cancel);
    }

    public static string NewChange(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    public static Change ChangeOf(PostedForm form, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(Guid.TryParseExact(form[ChangeField], "N", out var once) ? once : Guid.CreateVersion7(now), now, Where: Web);
    }

    public static IResult Away(HttpContext http) => Pages.Notice(http, StatusCodes.Status503ServiceUnavailable,
        ("図書館のシステムから応答がありません", "The library's system does not answer"),
        ("何も変更していません。しばらくしてからもう一度お試しください。", "Nothing was changed. Please try again in a while."),
        ("ホームへ", "To your page", "/me"));

    public static IResult Unsure(HttpContext http) => Pages.Notice(http, StatusCodes.Status503ServiceUnavailable,
        ("図書館のシステムから返事がとどきませんでした", "The library's system did not say whether it was done"),
        ("手続きが済んでいるかもしれません。もう一度行う前に、一覧をご確認ください。", "It may have been done. Please look at your list before you try again."),
        ("ホームへ", "To your page", "/me"));

    public static IResult Unavailable(HttpContext http, bool mayHaveHappened) => mayHaveHappened ? Unsure(http) : Away(http);

    public static string DueIn(Language language, DueDate? due) => due is null ? "" : due.Day is { } day ? Saying.DayOfWeek(language, day) : due.Text;
}
