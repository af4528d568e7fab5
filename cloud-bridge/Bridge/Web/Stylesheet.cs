using System.Security.Cryptography;

namespace Bridge.Web;

/// <summary>The files pages need: one stylesheet, one icon. They are in the program.</summary>
static class Stylesheet
{
    static readonly byte[] Style = Read("style.css"), Icon = Read("icon.svg");

    /// <summary>Address of the stylesheet; another one whenever it changes, so browsers may keep it.</summary>
    public static string Path { get; } = $"/style.css?v={Convert.ToHexString(SHA256.HashData(Style))[..12]}";

    public static void Map(WebApplication app)
    {
        app.MapGet("/style.css", (HttpContext http) => Keep(http, Style, "text/css; charset=utf-8"));
        app.MapGet("/icon.svg", (HttpContext http) => Keep(http, Icon, "image/svg+xml"));
    }

    static IResult Keep(HttpContext http, byte[] content, string type)
    {
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Bytes(content, type);
    }

    static byte[] Read(string name)
    {
        using var resource = typeof(Stylesheet).Assembly.GetManifestResourceStream($"Bridge.Web.{name}")!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
