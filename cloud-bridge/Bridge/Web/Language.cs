using System.Globalization;

namespace Bridge.Web;

/// <summary>What pages and mails are written in.</summary>
enum Language { Japanese, English }

static class Languages
{
    const string Cookie = "language";

    /// <summary>Of a BCP 47 tag; Japanese when nobody said, English when it is neither: the panels speak more languages than this.</summary>
    public static Language Of(string? tag) => string.IsNullOrEmpty(tag) || Is(tag, "ja") ? Language.Japanese : Language.English;

    /// <summary>What the person chose, else what the browser prefers.</summary>
    public static Language Of(HttpRequest request) => request.Cookies[Cookie] is { } chosen ? Of(chosen) : Preferred(request.Headers.AcceptLanguage.ToString());

    /// <summary>RFC 9110 12.5.4: the tag with the highest q, the first of equals. Someone who reads neither language gets English.</summary>
    public static Language Preferred(string acceptLanguage)
    {
        if (acceptLanguage.Length is 0 or > 1000)
        {
            return Language.Japanese;
        }
        var best = acceptLanguage.Split(',').Select(range => range.Split(';')).Select(parts => (Tag: parts[0].Trim(), Quality: Quality(parts)))
            .Where(range => range.Quality > 0 && (Is(range.Tag, "ja") || Is(range.Tag, "en"))).OrderByDescending(range => range.Quality).FirstOrDefault();
        return best.Tag is null ? Language.English : Of(best.Tag);
    }

    public static void Remember(HttpResponse response, Language language) =>
        response.Cookies.Append(Cookie, language.Tag, new() { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = response.HttpContext.Request.IsHttps });

    static bool Is(string tag, string language) => tag.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (tag.Length == language.Length || tag[language.Length] == '-');

    static double Quality(string[] parts) =>
        parts.Skip(1).Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is not { } q ? 1
        : double.TryParse(q.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;

    extension(Language language)
    {
        public string Tag => language switch
        {
            Language.Japanese => "ja",
            Language.English => "en",
        };

        public Language Other => language switch
        {
            Language.Japanese => Language.English,
            Language.English => Language.Japanese,
        };

        /// <summary>The same in the reader's language; both stand side by side in the code, so neither is forgotten.</summary>
        public string Say(string japanese, string english) => language switch
        {
            Language.Japanese => japanese,
            Language.English => english,
        };
    }
}
