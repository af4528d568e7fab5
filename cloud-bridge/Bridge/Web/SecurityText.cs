using System.Globalization;
using Bridge.Settings;

namespace Bridge.Web;

/// <summary><c>GET /.well-known/security.txt</c> (RFC 9116): where somebody who found a weakness writes to. Not there before it is set, nor after it has ended.</summary>
static class SecurityText
{
    public const string Path = "/.well-known/security.txt";

    public static void Map(WebApplication app) => app.MapGet(Path, (WebSettings web, PublicAddress address, TimeProvider time) =>
        web is { SecurityContact: { } contact, SecurityExpires: { } day } && Ends(day) is var ends && time.GetUtcNow() < ends
            ? Results.Text(string.Create(CultureInfo.InvariantCulture, $"Contact: {contact}\nExpires: {ends:yyyy-MM-ddTHH:mm:ssZ}\nPreferred-Languages: ja, en\nCanonical: {address.Of(Path)}\n"), "text/plain; charset=utf-8")
            : Results.NotFound());

    // The whole day counts, wherever that is.
    static DateTimeOffset Ends(DateOnly day) => new(day, new(23, 59, 59), TimeSpan.Zero);
}
