using System.Security.Cryptography;
using Bridge.Fleet;
using Contract;
using Firmware;
using Firmware.Tests.Journal;
using Firmware.Uplink;
using Station = Firmware.Station;

namespace Bench;

/// <summary>One kind of appliance on the desk.</summary>
/// <param name="Id">As in <c>/bench/devices/{id}</c>.</param>
internal sealed record BenchStation(string Id, Station Kind)
{
    /// <summary>Whether the bridge knows it from the start; otherwise it is a box with nothing on it.</summary>
    public bool IsKnown { get; init; } = true;

    public static readonly BenchStation Counter = new("counter-1", Station.Counter);
    public static readonly BenchStation HoldShelf = new("shelf-1", Station.HoldShelf);
    public static readonly BenchStation Gate = new("gate-1", Station.Gate);

    /// <summary>Just unpacked.</summary>
    public static readonly BenchStation NewBox = new("new-box", Station.Counter) { IsKnown = false };

    /// <summary>One of each, as a library has them.</summary>
    public static readonly IReadOnlyList<BenchStation> All = [Counter, HoldShelf, Gate];
}

/// <summary>Where an appliance stands: its name, its disk with its own key, and the token that makes it known to the bridge.</summary>
sealed class BenchPlace
{
    readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    readonly BenchStation _station;

    public BenchPlace(DeviceAddress address, BenchStation station)
    {
        (Address, _station) = (address, station);
        using var key = DeviceKeys.OpenOwn(new(Disk, null));
        Known = new() { Name = address.Name, TokenHash = Convert.ToHexString(DeviceRegistry.HashOf(_token)), SealKey = key.Public.Text };
    }

    public DeviceAddress Address { get; }
    public PowerCutDisk Disk { get; } = new();
    public bool IsKnown => _station.IsKnown;

    /// <summary>What the bridge is told of it.</summary>
    public Bridge.Settings.DeviceSettings Known { get; }

    /// <summary>What its operator would set.</summary>
    public DeviceSettings Settings(string folder, string bridgeKey)
    {
        var settings = new DeviceSettings
        {
            Site = IsKnown ? Address.Site : "",
            Device = IsKnown ? Address.Device : "",
            Station = _station.Kind,
            LibraryName = IsKnown ? SampleLibrary.Name : null,
            Scanner = new() { Item = new() { Prefix = "1", Length = 8 }, Patron = new() { Prefix = "9", Length = 7 } },
            DataFolder = folder,
            Bridge = IsKnown ? new() { Host = "127.0.0.1", Token = _token, PublicKey = bridgeKey } : new(),
            Returns = new() { Enabled = _station.Kind == Station.Counter },
            Gate = new() { DoorContact = _station.Kind == Station.Gate },
            Staff = new() { CallKey = true },
            Network = new() { FindBridges = false, Manager = "" },   // a desk leaves its machine's network alone
        };
        foreach (var language in Enum.GetValues<Firmware.Dialogue.Language>())
        {
            settings.Languages.Add(language);
        }
        return settings;
    }
}
