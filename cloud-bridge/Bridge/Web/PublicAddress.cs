using Bridge.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge.Web;

/// <summary>The address people type, for links in mails and on panels.</summary>
sealed class PublicAddress(WebSettings settings, IServer server)
{
    /// <summary>As set; without a setting, where the bridge listens (known once it does).</summary>
    public Uri Root => settings.PublicUrl ?? new(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? settings.Listen);

    public Uri To(string path) => new(Root, path);
}
