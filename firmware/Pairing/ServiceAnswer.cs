using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Firmware.Dialogue;

namespace Firmware.Pairing;

/// <summary>The one question an appliance asks of its network, and the bridges in an answer: DNS-SD (RFC 6763) over multicast DNS (RFC 6762).</summary>
/// <remarks>An answer comes from anybody. Whatever is wrong with one, the rest of it is worth nothing; what it names is believed only by the digits people compare at pairing.</remarks>
static class ServiceAnswer
{
    const int HeaderLength = 12, LongestLabel = 63, LongestName = 255, LongestShown = 40;
    const int Address = 1, Pointer = 12, Server = 33, Internet = 1;

    /// <summary><c>_kazashi._tcp.local</c>, as names are in messages: each label after its length.</summary>
    static readonly byte[] Service = [8, .. "_kazashi"u8, 4, .. "_tcp"u8, 5, .. "local"u8, 0];

    /// <summary>Which instances of the service are there? Id 0, one question, PTR, IN.</summary>
    public static byte[] Question { get; } = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Service, 0, Pointer, 0, Internet];

    /// <summary>Each bridge whose name, port and IPv4 address are all in this message (RFC 6763 12.1 asks for that); none when it is damaged.</summary>
    public static ImmutableArray<FoundBridge> Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || (message[2] & 0x80) == 0 || (message[3] & 0x0F) != 0)   // no response, or one that says no
        {
            return [];
        }
        var (instances, servers, addresses) = (new List<string>(), new Dictionary<string, (string Host, int Port)>(), new Dictionary<string, IPAddress>());
        var at = HeaderLength;
        for (var questions = Count(message, 4); questions > 0; questions--)
        {
            if (!TryReadName(message, ref at, out _) || (at += 4) > message.Length)
            {
                return [];
            }
        }
        for (var records = Count(message, 6) + Count(message, 8) + Count(message, 10); records > 0; records--)
        {
            if (!TryReadName(message, ref at, out var name) || at + 10 > message.Length)   // type, class, time to live, length
            {
                return [];
            }
            var (type, content) = (Count(message, at), at + 10);
            var end = content + Count(message, at + 8);
            if (end > message.Length)
            {
                return [];
            }
            switch (type)
            {
                case Pointer when IsSame(name, Encoding.Latin1.GetString(Service)):
                    if (!TryReadName(message, ref content, out var instance))
                    {
                        return [];
                    }
                    instances.Add(instance);
                    break;
                case Server when end - content > 6:   // priority, weight, port
                    var port = Count(message, content + 4);
                    content += 6;
                    if (!TryReadName(message, ref content, out var host))
                    {
                        return [];
                    }
                    servers.TryAdd(Lower(name), (host, port));
                    break;
                case Address when end - content == 4:
                    addresses.TryAdd(Lower(name), new(message[content..end]));
                    break;
            }
            at = end;
        }
        return
        [
            .. instances.Where(IsOfService)
                .Select(instance => servers.TryGetValue(Lower(instance), out var server) && addresses.TryGetValue(Lower(server.Host), out var address) ? Found(instance, address, server.Port) : null)
                .OfType<FoundBridge>()
                .DistinctBy(bridge => bridge.Address),
        ];
    }

    static FoundBridge? Found(string instance, IPAddress address, int port) =>
        address.GetAddressBytes()[0] is not (0 or 127 or >= 224) && port > 0
            ? new(Shown(instance) is { Length: > 0 } name ? name : address.ToString(), new UriBuilder(Uri.UriSchemeHttps, address.ToString(), port).Uri)
            : null;

    /// <summary>An instance is one label of anything before the service.</summary>
    static bool IsOfService(string instance) => instance.Length > Service.Length && instance[0] + 1 + Service.Length == instance.Length && IsSame(instance[(instance[0] + 1)..], Encoding.Latin1.GetString(Service));

    /// <summary>Its label as people read it: one line, without what changes direction or shows nothing.</summary>
    static string Shown(string instance)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(instance[1..(instance[0] + 1)]));
        var shown = text.EnumerateRunes()
            .Where(rune => Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned))
            .Take(LongestShown);
        return string.Concat(shown.Select(rune => rune.ToString())).Trim();
    }

    // A name in one piece, as bytes in a string: compression (RFC 1035 4.1.4) points backwards only, so it ends.
    static bool TryReadName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        Span<byte> whole = stackalloc byte[LongestName];
        var (length, from, limit) = (0, at, int.MaxValue);
        var isHere = true;
        name = "";
        while (from < message.Length)
        {
            var label = message[from];
            if (label >= 0xC0)
            {
                if (from + 2 > message.Length || (Count(message, from) & 0x3FFF) is var target && (target >= from || target >= limit))
                {
                    return false;
                }
                at = isHere ? from + 2 : at;
                (isHere, from, limit) = (false, target, target);
                continue;
            }
            var next = from + 1 + label;
            if (label > LongestLabel || next > message.Length || length + 1 + label > LongestName)
            {
                return false;
            }
            message[from..next].CopyTo(whole[length..]);
            length += 1 + label;
            from = next;
            if (label == 0)
            {
                at = isHere ? from : at;
                name = Encoding.Latin1.GetString(whole[..length]);
                return true;
            }
        }
        return false;
    }

    static int Count(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    static bool IsSame(string one, string other) => Lower(one) == Lower(other);

    // RFC 1035 2.3.3: letters of ASCII only. A length is below 64 and so no letter.
    static string Lower(string name) => string.Create(name.Length, name, (text, from) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });
}
