using System.Collections.Immutable;
using Firmware.Network;

namespace Firmware.Dialogue;

public abstract partial record Step
{
    /// <summary>Somebody sets the appliance up, at its own panel and keys. No patron is served meanwhile.</summary>
    public abstract record SettingUp : Step
    {
        private protected SettingUp() { }
    }

    /// <summary>S101: what can be set up. 1 connects, 2 shows the network, 3 the appliance; one that is paired has nothing to connect: 1 makes it another station, 9 erases it, and <c>*</c> goes back to work.</summary>
    public sealed record SetupMenu(bool IsPaired) : SettingUp;

    /// <summary>S112: which of the bridges that answered; a digit takes one, <c>#</c> types the address of another.</summary>
    /// <param name="Found">At most <see cref="Most"/>; they stay as they are while somebody chooses.</param>
    public sealed record ChoosingBridge(ImmutableArray<FoundBridge> Found) : SettingUp
    {
        public const int Most = 3;

        public bool Equals(ChoosingBridge? other) => other is not null && Found.SequenceEqual(other.Found);

        public override int GetHashCode() => Found.Length;
    }

    /// <summary>S102: the address of the bridge, digits and <c>*</c> for a dot; or its code is scanned from the console.</summary>
    public sealed record TypingAddress(string Typed = "", bool IsRefused = false) : SettingUp;

    /// <summary>S103: a bridge is asked for a code.</summary>
    public sealed record Contacting(Uri Bridge) : SettingUp;

    /// <summary>S104: the code for the console, and the digits both must show.</summary>
    public sealed record ShowingPairingCode(Uri Bridge, PairingOffer Offer) : SettingUp;

    /// <summary>S105: it is not paired; <c>#</c> asks the same bridge again.</summary>
    public sealed record NotPaired(Uri Bridge, PairingFailure Why) : SettingUp;

    /// <summary>S106: who the appliance is from now on.</summary>
    public sealed record PairedNow(string Name, Station Station) : SettingUp;

    /// <summary>S107: how it is connected; empty until it is read. A Wi-Fi network's code is scanned here.</summary>
    public sealed record ShowingNetwork(bool IsPaired, ImmutableArray<NetworkPort> Ports, bool IsRead = false) : SettingUp
    {
        /// <summary>Whether Wi-Fi can be joined.</summary>
        public WifiMeans Wifi { get; init; }

        public bool Equals(ShowingNetwork? other) => other is not null && IsPaired == other.IsPaired && IsRead == other.IsRead && Wifi == other.Wifi && Ports.SequenceEqual(other.Ports);

        public override int GetHashCode() => HashCode.Combine(IsPaired, IsRead, Ports.Length);
    }

    /// <summary>S113: a Wi-Fi network is being joined.</summary>
    public sealed record JoiningWifi(bool IsPaired, string Network) : SettingUp;

    /// <summary>S114: it is not, or what was scanned names none (then null); another code may be scanned.</summary>
    public sealed record WifiNotJoined(bool IsPaired, string? Network, WifiFailure Why) : SettingUp;

    /// <summary>S108: model, version, and how long it is looked after; <c>#</c> tries its parts.</summary>
    public sealed record ShowingAppliance(bool IsPaired) : SettingUp;

    /// <summary>S111: whether its parts work; empty until each was tried. The panel is not among them: what is read shows that it draws.</summary>
    public sealed record TestingItself(bool IsPaired, ImmutableArray<TestedPart> Parts) : SettingUp
    {
        public bool Equals(TestingItself? other) => other is not null && IsPaired == other.IsPaired && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => HashCode.Combine(IsPaired, Parts.Length);
    }

    /// <summary>S115: what the appliance is to be from now on; a digit says it, and the bridge is asked.</summary>
    public sealed record ChoosingStation : SettingUp;

    /// <summary>S116: the bridge is asked.</summary>
    public sealed record ChangingStation(Station Station) : SettingUp;

    /// <summary>S117: it stays what it is.</summary>
    public sealed record StationStays(StationFailure Why) : SettingUp;

    /// <summary>S109: everything on it is to go; the enter key held for three seconds does it.</summary>
    public sealed record ConfirmingErase : SettingUp;

    /// <summary>S110: it goes.</summary>
    public sealed record Erasing : SettingUp;
}

/// <summary>A bridge that says of itself that it is here. Anybody can say so: the digits compared at pairing tell which one it is.</summary>
/// <param name="Name">As it announces itself.</param>
public sealed record FoundBridge(string Name, Uri Address);

/// <summary>What a bridge gave an appliance that wants to be paired.</summary>
/// <param name="UserCode">Staff type it on the console.</param>
/// <param name="Page">The console's page with the code filled in.</param>
/// <param name="Comparison">Twelve digits that the console must show, too.</param>
public sealed record PairingOffer(string UserCode, string Page, string Comparison);

/// <summary>One network connection.</summary>
/// <param name="Name">As the system calls it: eth0, wlan0.</param>
/// <param name="Address">Null while there is none.</param>
/// <param name="State">What it does meanwhile, where the system says so.</param>
public sealed record NetworkPort(string Name, string? Address, LinkState? State = null);

/// <summary>Whether the appliance can join a Wi-Fi network.</summary>
public enum WifiMeans
{
    Ready,

    /// <summary>The machine has no Wi-Fi.</summary>
    NoDevice,

    /// <summary>Its network is not NetworkManager's: whoever looks after the system sets it.</summary>
    NoManager,
}

/// <summary>One part of the appliance that was tried.</summary>
/// <param name="Said">What it said of itself, or why it does not work; null where it says nothing.</param>
public sealed record TestedPart(Faults Part, bool Works, string? Said = null);

/// <summary>Why an appliance stays the station it is.</summary>
public enum StationFailure
{
    /// <summary>Its board has no gate.</summary>
    NotHere,

    /// <summary>The operator's settings say what it is.</summary>
    BySettings,

    /// <summary>The bridge does not answer, or not so.</summary>
    Unreachable,

    /// <summary>The appliance could not keep it: its disk fails or is full. The bridge wants it, and says so again at work.</summary>
    NotKept,
}

/// <summary>Why an appliance is not paired.</summary>
public enum PairingFailure
{
    /// <summary>Nobody answers at that address.</summary>
    Unreachable,

    /// <summary>Somebody answers who is no bridge, or not as one should.</summary>
    NoBridge,

    /// <summary>Too many appliances ask at once; again in a minute.</summary>
    Busy,

    /// <summary>Staff said no.</summary>
    Refused,

    /// <summary>Nobody decided while the code lived.</summary>
    TooLate,

    /// <summary>The appliance could not keep what it was told: its disk fails or is full.</summary>
    NotKept,
}
