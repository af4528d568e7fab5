using Bridge.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge;

/// <summary>Where patrons' phones find the bridge's pages.</summary>
sealed class PublicAddress(WebSettings settings, IServer server)
{
    public string Of(string path) => (settings.PublicAddress ?? Listening ?? settings.Listen).TrimEnd('/') + path;

    // With port 0 only the server knows.
    string? Listening => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
}
