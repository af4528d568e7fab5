using System.Buffers.Text;
using System.Security.Cryptography;
using Bridge.Enrolment;
using Bridge.Web;

namespace Bridge.Patrons;

/// <summary>The rest of an enrolment on the patron's own phone: compare four digits with the panel, then type what twelve keys cannot.</summary>
static class HandOverPages
{
    const string BrowserKey = "handover";
    const int KeyLength = 32;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/h/done", () => Pages.Show<HandOverDonePage>());
        pages.MapGet("/h/{token}", ShowAsync);
        pages.MapPost("/h/{token}/claim", ClaimAsync);
        pages.MapPost("/h/{token}", CompleteAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, HandOvers handOvers, string token, CancellationToken cancel) =>
        await handOvers.FindAsync(token, cancel) is not { } page ? Gone(http)
        : KeyOf(http) is { } key && await handOvers.ClaimAsync(token, key, cancel) ? Form(http, token, page, new(), [])
        : Pages.Show<HandOverPageView>(new { Token = token, page.Code });

    static async Task<IResult> ClaimAsync(HttpContext http, HandOvers handOvers, string token, CancellationToken cancel)
    {
        var key = KeyOf(http) ?? RandomNumberGenerator.GetBytes(KeyLength);
        if (!await handOvers.ClaimAsync(token, key, cancel))
        {
            return Gone(http);
        }
        http.Response.Cookies.Append(BrowserKey, Base64Url.EncodeToString(key), new() { Path = $"/h/{token}", HttpOnly = true, SameSite = SameSiteMode.Lax });
        return Results.LocalRedirect($"/h/{token}");
    }

    static async Task<IResult> CompleteAsync(HttpContext http, HandOvers handOvers, string token, CancellationToken cancel)
    {
        if (KeyOf(http) is not { } key || await handOvers.FindAsync(token, cancel) is not { } page || !await handOvers.ClaimAsync(token, key, cancel))
        {
            return Gone(http);
        }
        var posted = Forms.Of(http);
        var typed = PersonFields.Of(posted);
        var (password, again) = (posted.Password(FieldNames.Password), posted.Password(FieldNames.PasswordAgain));
        FormProblem[] problems = [.. FormChecks.OfMail(typed.WantsMail, Null(typed.Email)), .. FormChecks.OfPassword(password, again)];
        if (problems.Length > 0)
        {
            return Form(http, token, page, typed, problems);
        }
        var form = new HandOverForm(Null(typed.Kana), Null(typed.PostalCode), Null(typed.Phone), Null(typed.Email), Languages.Of(http.Request).Tag, typed.WantsMail,
            page.NeedsGuardian ? typed.Guardian : null, password.Length == 0 ? null : await Task.Run(() => PasswordHash.Of(password), cancel));
        return await handOvers.CompleteAsync(token, key, form, cancel) switch
        {
            HandOverResult.Done => Results.LocalRedirect("/h/done"),
            HandOverResult.FormNotGood(var wrong) => Form(http, token, page, typed, wrong),
            _ => Gone(http),
        };
    }

    static IResult Form(HttpContext http, string token, HandOverPage page, PersonFields typed, IReadOnlyList<FormProblem> problems) => Pages.Show<HandOverFormPage>(new
    {
        Token = token,
        page.NeedsGuardian,
        Typed = typed,
        Problems = FormChecks.Say(Languages.Of(http.Request), problems),
    }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static IResult Gone(HttpContext http) => Pages.Notice(http, StatusCodes.Status410Gone,
        ("このページは使えません", "This page cannot be used"),
        ("時間が過ぎたか、もう使われたか、別のスマートフォンで開かれています。登録そのものは済んでいます。続きは、図書館の窓口でお手伝いします。",
            "Its time is over, it has been used, or another phone has opened it. Your registration itself is not lost. The library's desk will help you with the rest."));

    static byte[]? KeyOf(HttpContext http) =>
        http.Request.Cookies[BrowserKey] is { Length: < 100 } text && Base64Url.IsValid(text, out var length) && length == KeyLength ? Base64Url.DecodeFromChars(text) : null;

    static string? Null(string text) => text.Length == 0 ? null : text;
}
