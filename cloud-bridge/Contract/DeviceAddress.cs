using System.Diagnostics.CodeAnalysis;

namespace Contract;

/// <summary>The six topics of one device: <c>kazashi/v1/{site}/{device}/…</c></summary>
/// <param name="Site">1 to 32 of <c>a-z 0-9 -</c>; a library or a branch.</param>
/// <param name="Device">1 to 32 of <c>a-z 0-9 -</c>; unique in its site.</param>
public sealed record DeviceAddress(string Site, string Device)
{
    const string Root = "kazashi/v1";

    /// <summary>device → bridge, QoS 1: the journal.</summary>
    public string Events => Topic(TopicKind.Events);

    /// <summary>bridge → device, QoS 1, retained: what of the journal has been taken over.</summary>
    public string Ack => Topic(TopicKind.Ack);

    /// <summary>device → bridge, QoS 1: questions that change nothing.</summary>
    public string Ask => Topic(TopicKind.Ask);

    /// <summary>bridge → device, QoS 1: answers to asks, outcomes of requests.</summary>
    public string Answer => Topic(TopicKind.Answer);

    /// <summary>device → bridge, retained, with a last will.</summary>
    public string State => Topic(TopicKind.State);

    /// <summary>bridge → device, retained: settings, update offer, texts.</summary>
    public string Desired => Topic(TopicKind.Desired);

    /// <summary><c>{site}/{device}</c>: MQTT client id and user name of the device.</summary>
    public string Name => $"{Site}/{Device}";

    /// <summary><c>/{site}/{device}</c>: CloudEvents <c>source</c>.</summary>
    public string Source => $"/{Site}/{Device}";

    public string Topic(TopicKind kind) => $"{Root}/{Site}/{Device}/{LevelOf(kind)}";

    /// <summary>The same topic of every device: <c>kazashi/v1/+/+/events</c>.</summary>
    public static string OfEveryDevice(TopicKind kind) => $"{Root}/+/+/{LevelOf(kind)}";

    public static bool TryParse(string topic, [NotNullWhen(true)] out DeviceAddress? address, out TopicKind kind)
    {
        (address, kind) = (null, default);
        if (topic.Split('/') is not ["kazashi", "v1", var site, var device, var name] || !IsName(site) || !IsName(device))
        {
            return false;
        }
        foreach (var candidate in Enum.GetValues<TopicKind>())
        {
            if (LevelOf(candidate) == name)
            {
                (address, kind) = (new(site, device), candidate);
                return true;
            }
        }
        return false;
    }

    /// <summary>Reads <see cref="Name"/>.</summary>
    public static bool TryParseName(string? name, [NotNullWhen(true)] out DeviceAddress? address)
    {
        address = name?.Split('/') is [var site, var device] && IsName(site) && IsName(device) ? new(site, device) : null;
        return address is not null;
    }

    /// <summary>Whether a site or device name can stand in a topic: no wildcard, no slash, no surprise.</summary>
    public static bool IsName(string name) =>
        name is { Length: >= 1 and <= 32 } && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    static string LevelOf(TopicKind kind) => kind switch
    {
        TopicKind.Events => "events",
        TopicKind.Ack => "ack",
        TopicKind.Ask => "ask",
        TopicKind.Answer => "answer",
        TopicKind.State => "state",
        TopicKind.Desired => "desired",
    };
}

public enum TopicKind { Events, Ack, Ask, Answer, State, Desired }
