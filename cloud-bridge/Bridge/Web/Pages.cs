using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bridge.Web;

/// <summary>Answers that are pages.</summary>
static class Pages
{
    public static IResult Show<T>(object? parameters = null, int status = StatusCodes.Status200OK)
        where T : IComponent =>
        new RazorComponentResult(typeof(T), parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };

    public static IResult NotThere(HttpContext http) => Notice(http, StatusCodes.Status404NotFound,
        ("ページが見つかりません", "There is no such page"),
        ("アドレスをもう一度ご確認ください。", "Please check the address."));

    public static IResult NotAForm(HttpContext http) => Notice(http, StatusCodes.Status400BadRequest,
        ("送信できませんでした", "This could not be sent"),
        ("ページを開いてから時間がたったか、この図書館のページから送られていません。何も変更していません。もう一度はじめからお試しください。",
            "The page was open for too long, or was not a page of this library. Nothing was changed. Please start again."));

    public static IResult Broken(HttpContext http) => Notice(http, StatusCodes.Status500InternalServerError,
        ("申し訳ありません", "We are sorry"),
        ("ただいま処理できません。しばらくしてからもう一度お試しください。くり返すときは図書館にお知らせください。",
            "This does not work right now. Please try again in a while, and tell the library if it happens again."));

    public static IResult TooMany(HttpContext http) => Notice(http, StatusCodes.Status429TooManyRequests,
        ("混み合っています", "Too many people at once"),
        ("しばらくしてからもう一度お試しください。", "Please try again in a moment."));

    /// <summary>One heading, one calm sentence, and a way on.</summary>
    public static IResult Notice(HttpContext http, int status, (string Japanese, string English) title, (string Japanese, string English) text,
        (string Japanese, string English, string Path)? onward = null)
    {
        var language = Languages.Of(http.Request);
        var (japanese, english, path) = onward ?? ("はじめのページへ", "To the first page", http.Request.Path.StartsWithSegments("/console", StringComparison.Ordinal) ? "/console" : "/");
        return Show<NoticePage>(new { Title = language.Say(title.Japanese, title.English), Text = language.Say(text.Japanese, text.English), Link = path, LinkText = language.Say(japanese, english) }, status);
    }
}
