using Bridge.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge;

/// <summary>Where patrons' phones find the bridge's pages; links in mails and on panels begin with it.</summary>
sealed class PublicAddress(WebSettings settings, IServer server)
{
    public Uri Root => settings.PublicRoot ?? new(Listening ?? settings.Listen);

    public string Of(string path) => new Uri(Root, path).AbsoluteUri;

    // With port 0 only the server knows.
    string? Listening => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
}
