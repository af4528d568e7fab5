using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Firmware.Network;

/// <summary>A Wi-Fi network with what lets one into it; printed, it is its name only.</summary>
public sealed class WifiNetwork
{
    const string Scheme = "WIFI:";
    const int LongestCode = 256, LongestName = 32, ShortestPassword = 8, LongestPassword = 63, KeyLength = 64;

    WifiNetwork(string name, WifiSecurity security, string password, bool isHidden) => (Name, Security, Password, IsHidden) = (name, security, password, isHidden);

    /// <summary>Its SSID, 1 to 32 bytes in UTF-8.</summary>
    public string Name { get; }

    public WifiSecurity Security { get; }

    /// <summary>It does not say its name by itself.</summary>
    public bool IsHidden { get; }

    /// <summary>8 to 63 printable characters of ASCII, or a key of 64 hexadecimal digits; empty for an open network.</summary>
    internal string Password { get; }

    /// <summary>Whether a scan means to be the code of a network.</summary>
    public static bool IsCode(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the code that phones show of a network: <c>WIFI:T:WPA;S:name;P:password;H:true;;</c>, with <c>\</c> before <c>\ ; , : "</c>.</summary>
    /// <param name="text">As it was scanned.</param>
    /// <param name="network">What it says.</param>
    /// <param name="why">Where it says none that can be joined.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out WifiNetwork? network, out WifiFailure why)
    {
        (network, why) = (null, WifiFailure.NoCode);
        if (!IsCode(text) || text.Length > LongestCode || Fields(text[Scheme.Length..]) is not { } fields || fields.GetValueOrDefault('S') is not { Length: > 0 } name)
        {
            return false;
        }
        var password = fields.GetValueOrDefault('P', "");
        if (Encoding.UTF8.GetByteCount(name) > LongestName || name.Any(char.IsControl) || password.Any(char.IsControl))
        {
            return false;
        }
        WifiSecurity? security = fields.GetValueOrDefault('T', "").ToUpperInvariant() switch
        {
            "WPA" or "WPA2" or "WPA3" => WifiSecurity.Wpa,   // one word for all of them on most phones
            "SAE" => WifiSecurity.Sae,
            "NOPASS" => WifiSecurity.Open,
            "" when password == "" => WifiSecurity.Open,
            _ => null,
        };
        why = security is null ? WifiFailure.UnknownSecurity : IsPassword(password, security.Value) ? default : WifiFailure.BadPassword;
        network = security is { } known && why == default ? new(name, known, known == WifiSecurity.Open ? "" : password, fields.GetValueOrDefault('H', "").Equals("true", StringComparison.OrdinalIgnoreCase)) : null;
        return network is not null;
    }

    public override string ToString() => Name;

    static bool IsPassword(string password, WifiSecurity security) => security switch
    {
        WifiSecurity.Open => true,
        WifiSecurity.Wpa when password.Length == KeyLength => password.All(char.IsAsciiHexDigit),
        WifiSecurity.Wpa or WifiSecurity.Sae => password.Length is >= ShortestPassword and <= LongestPassword && password.All(char.IsAscii),
    };

    // Each letter's first value; null where one begins and does not end, or has no letter.
    static Dictionary<char, string>? Fields(string text)
    {
        var fields = new Dictionary<char, string>();
        var rest = text.AsSpan();
        while (rest is not ("" or ";"))
        {
            var colon = rest.IndexOf(':');
            var value = new StringBuilder();
            var at = colon + 1;
            while (at > 0 && at < rest.Length && rest[at] != ';')
            {
                at += rest[at] == '\\' ? 1 : 0;
                if (at < rest.Length)
                {
                    value.Append(rest[at++]);
                }
            }
            if (colon < 1 || at >= rest.Length)
            {
                return null;
            }
            if (colon == 1)   // longer names are of enterprise networks
            {
                fields.TryAdd(char.ToUpperInvariant(rest[0]), value.ToString());
            }
            rest = rest[(at + 1)..];
        }
        return fields;
    }
}

/// <summary>How one is let in.</summary>
public enum WifiSecurity
{
    Open,

    /// <summary>By a password, WPA2 or what both sides know that is newer.</summary>
    Wpa,

    /// <summary>By a password, WPA3 only.</summary>
    Sae,
}

/// <summary>Why the appliance is not in a Wi-Fi network.</summary>
public enum WifiFailure
{
    /// <summary>What was scanned is no network's code, or a damaged one.</summary>
    NoCode = 1,

    /// <summary>WEP, which protects nothing, or one that wants more than a password.</summary>
    UnknownSecurity,

    /// <summary>No network of that kind has such a password.</summary>
    BadPassword,

    /// <summary>The system has no NetworkManager, or it does not run.</summary>
    NoManager,

    /// <summary>The system does not let the appliance's user change the network.</summary>
    NotAllowed,

    /// <summary>The machine has no Wi-Fi, or it is switched off. The network is kept, for when there is one.</summary>
    NoDevice,

    /// <summary>No such network is near.</summary>
    NotFound,

    /// <summary>It refused the password.</summary>
    NotLetIn,

    /// <summary>It gave no address.</summary>
    NoAddress,

    /// <summary>Something else, which the log says.</summary>
    Other,
}
