using System.Net;
using System.Net.Sockets;
using Bridge.Settings;

namespace Bridge.Web;

/// <summary>How fast somebody may ask who is not signed in: one place after another is given back as time goes by.</summary>
/// <remarks>By network address; a proxy on this machine says whose in the last entry of X-Forwarded-For, and no other is believed.</remarks>
sealed class VisitorPace(WebSettings settings, TimeProvider time)
{
    /// <summary>Addresses remembered at once; beyond, those that may ask as they like again are forgotten first.</summary>
    const int MostAddresses = 10_000;

    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly Lock changing = new();
    readonly Dictionary<string, (double Left, DateTimeOffset At)> askers = [];

    /// <summary>False when this address has asked too much.</summary>
    public bool TryPass(HttpContext http)
    {
        var (now, who) = (time.GetUtcNow(), WhoOf(http));
        lock (changing)
        {
            if (askers.Count >= MostAddresses)
            {
                foreach (var rested in askers.Where(asker => now - asker.Value.At > Minute).Select(asker => asker.Key).ToList())
                {
                    askers.Remove(rested);
                }
            }
            var left = askers.TryGetValue(who, out var before) ? Math.Min(settings.SearchesPerMinute, before.Left + (now - before.At) / Minute * settings.SearchesPerMinute) : settings.SearchesPerMinute;
            if (left < 1 || askers.Count >= MostAddresses && !askers.ContainsKey(who))
            {
                return false;
            }
            askers[who] = (left - 1, now);
            return true;
        }
    }

    // A household has a whole /64 of IPv6.
    static string WhoOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (IPAddress.IsLoopback(address) && http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() is { Length: > 0 } told && IPAddress.TryParse(told, out var behind))
        {
            address = behind;
        }
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
            : address.AddressFamily is AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
