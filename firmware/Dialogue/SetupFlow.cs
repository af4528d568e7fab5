using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>Setting the appliance up: from a box with nothing on it to one that a bridge knows, and back.</summary>
static class SetupFlow
{
    /// <summary>Where bridges answer appliances unless the address says otherwise.</summary>
    const int UsualPort = 8443;

    /// <summary>255.255.255.255.65535: four numbers, and a fifth for another port.</summary>
    const int LongestAddress = 21;

    public static TimeSpan? LimitOf(SettingUp step) => step switch
    {
        SetupMenu { IsPaired: false } => null,   // an appliance that is not paired has nothing else to do
        Contacting or ShowingPairingCode or JoiningWifi or ChangingStation or Erasing => null,   // what was begun ends by itself
        PairedNow => TimeSpan.FromSeconds(10),
        _ => TimeSpan.FromMinutes(3),
    };

    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened) => (now.Step, happened) switch
    {
        (SetupMenu { IsPaired: false }, KeyPressed(Key.Digit1)) => now.Bridges.IsEmpty ? Enter(new TypingAddress()) : Enter(new ChoosingBridge([.. now.Bridges.Take(ChoosingBridge.Most)])),
        (SetupMenu { IsPaired: true }, KeyPressed(Key.Digit1)) => Enter(new ChoosingStation()),
        (SetupMenu(var isPaired), KeyPressed(Key.Digit2)) => Enter(new ShowingNetwork(isPaired, []), new ReadNetwork()),
        (SetupMenu(var isPaired), KeyPressed(Key.Digit3)) => Enter(new ShowingAppliance(isPaired)),
        (ShowingAppliance(var isPaired), KeyPressed(Key.Hash)) => Enter(new TestingItself(isPaired, []), new TestParts()),
        (SetupMenu { IsPaired: true }, KeyPressed(Key.Digit9)) => Enter(new ConfirmingErase()),
        (SetupMenu { IsPaired: true }, KeyPressed(Key.Star) or Elapsed) => Stay(now, new GoToWork()),
        (ChoosingBridge(var found), KeyPressed(>= Key.Digit1 and <= Key.Digit9 and var digit)) => digit - Key.Digit1 < found.Length ? Contact(found[digit - Key.Digit1].Address) : Stay(now, new Play(Cue.Failure)),
        (ChoosingBridge, KeyPressed(Key.Hash)) => Enter(new TypingAddress()),
        (SetupMenu { IsPaired: false } or ChoosingBridge or TypingAddress, BridgeScanned(var bridge)) => Contact(bridge),
        (SetupMenu { IsPaired: false } or ChoosingBridge or TypingAddress, OtherScanned) => Stay(now, new Play(Cue.Failure)),   // no bridge's code

        (TypingAddress(var typed, _), KeyPressed(>= Key.Digit0 and <= Key.Digit9 and var digit)) => Type(typed, DigitOf(digit)),
        (TypingAddress(var typed, _), KeyPressed(Key.Star)) => Type(typed, '.'),
        (TypingAddress("", _), KeyHeld(Key.Star)) => Back(now),
        (TypingAddress, KeyHeld(Key.Star)) => Enter(new TypingAddress()),
        (TypingAddress(var typed, _), KeyPressed(Key.Hash)) => BridgeAt(typed) is { } bridge ? Contact(bridge) : Enter(new TypingAddress(typed, IsRefused: true), new Play(Cue.Failure)),

        (Contacting(var bridge), PairingOffered(var offer)) => Enter(new ShowingPairingCode(bridge, offer)),
        (Contacting(var bridge), PairingFailed(var why)) => Enter(new NotPaired(bridge, why)),
        (ShowingPairingCode(var bridge, _), PairingFailed(var why)) => Enter(new NotPaired(bridge, why)),
        (Contacting or ShowingPairingCode, KeyPressed(Key.Star)) => Back(now, new AbandonPairing()),
        (ShowingPairingCode, PairedAs(var name, var station)) => Enter(new PairedNow(name, station)),
        (PairedNow, KeyPressed(Key.Hash) or Elapsed) => Stay(now, new GoToWork()),
        (NotPaired(var bridge, _), KeyPressed(Key.Hash)) => Contact(bridge),

        (ShowingNetwork at, NetworkRead(var ports, var wifi)) => (at with { Ports = ports, Wifi = wifi, IsRead = true }, []),
        (ShowingNetwork at, KeyPressed(Key.Hash)) => (at with { IsRead = false, Ports = [] }, [new ReadNetwork()]),
        (SetupMenu or ShowingNetwork or WifiNotJoined, WifiScanned(var network)) => Enter(new JoiningWifi(IsPaired(now.Step), network.Name), new JoinWifi(network)),
        (SetupMenu or ShowingNetwork or WifiNotJoined, WifiFailed(var why)) => Enter(new WifiNotJoined(IsPaired(now.Step), null, why)),
        (ShowingNetwork or WifiNotJoined, OtherScanned or BridgeScanned) => Stay(now, new Play(Cue.Failure)),
        (JoiningWifi(var isPaired, _), WifiJoined) => Enter(new ShowingNetwork(isPaired, []), new Play(Cue.Success), new ReadNetwork()),
        (JoiningWifi(var isPaired, var network), WifiFailed(var why)) => Enter(new WifiNotJoined(isPaired, network, why)),
        (WifiNotJoined(var isPaired, _, _), KeyPressed(Key.Star) or KeyHeld(Key.Star) or Elapsed) => Enter(new ShowingNetwork(isPaired, []), new ReadNetwork()),

        (TestingItself { Parts.IsEmpty: true } at, PartsTested(var parts)) => Enter(at with { Parts = [.. parts, Followed(now, Faults.Scanner), Followed(now, Faults.PinPad)] }),
        (TestingItself { Parts.IsEmpty: false } at, KeyPressed(Key.Hash)) => Enter(at with { Parts = [] }, new TestParts()),

        (ChoosingStation, KeyPressed(>= Key.Digit1 and <= Key.Digit3 and var digit)) => Enter(new ChangingStation((Station)(digit - Key.Digit1)), new ChangeStation((Station)(digit - Key.Digit1))),
        (ChangingStation, StationChanged) => Stay(now, new Play(Cue.Success), new GoToWork()),
        (ChangingStation, StationNotChanged(var why)) => Enter(new StationStays(why)),
        (StationStays, KeyPressed(Key.Star) or KeyHeld(Key.Star) or Elapsed) => Enter(new ChoosingStation()),

        (ConfirmingErase, KeyHeld(Key.Hash)) => Enter(new Erasing(), new EraseAppliance()),

        (ChoosingBridge or TypingAddress or NotPaired or ShowingNetwork or ShowingAppliance or TestingItself or ChoosingStation or ConfirmingErase, KeyPressed(Key.Star) or KeyHeld(Key.Star) or Elapsed) => Back(now),
        _ => Stay(now),
    };

    public static ImmutableArray<Effect> SignalsOf(SettingUp step) => step switch
    {
        Contacting or JoiningWifi or ChangingStation or Erasing or TestingItself { Parts.IsEmpty: true } => [new Show(Light.Busy)],
        TestingItself at => at.Parts.All(part => part.Works) ? [new Show(Light.Success), new Play(Cue.Success)] : [new Show(Light.Failure), new Play(Cue.Failure)],   // lamp and buzzer, too
        PairedNow => [new Show(Light.Success), new Play(Cue.Success)],
        NotPaired or WifiNotJoined or StationStays => [new Show(Light.Failure), new Play(Cue.Failure)],
        ConfirmingErase => [new Show(Light.Attention)],
        _ => [new Show(Light.Ready)],
    };

    /// <summary>A typed address: an IPv4 address, perhaps with a port after one more dot; null when it is none.</summary>
    public static Uri? BridgeAt(string typed)
    {
        var numbers = typed.Split('.');
        var port = UsualPort;
        return numbers.Length is 4 or 5
            && numbers.All(number => number.Length is > 0 and <= 5)
            && (numbers.Length == 4 || int.TryParse(numbers[4], out port) && port is > 0 and <= ushort.MaxValue)
            && IPAddress.TryParse(string.Join('.', numbers[..4].Select(number => number.TrimStart('0') is { Length: > 0 } plain ? plain : "0")), out var address)
            && address.AddressFamily == AddressFamily.InterNetwork
                ? new UriBuilder(Uri.UriSchemeHttps, address.ToString(), port).Uri
                : null;
    }

    static TestedPart Followed(Situation now, Faults part) => new(part, Works: !now.Faults.HasFlag(part));

    static (Step, ImmutableArray<Effect>) Type(string typed, char what) => Enter(new TypingAddress(typed.Length < LongestAddress ? typed + what : typed));

    static (Step, ImmutableArray<Effect>) Contact(Uri bridge) => Enter(new Contacting(bridge), new ContactBridge(bridge));

    static (Step, ImmutableArray<Effect>) Back(Situation now, params ImmutableArray<Effect> effects) =>
        Enter(new SetupMenu(IsPaired(now.Step)), effects);

    static bool IsPaired(Step step) => step is SetupMenu { IsPaired: true } or ShowingNetwork { IsPaired: true } or WifiNotJoined { IsPaired: true } or ShowingAppliance { IsPaired: true }
        or TestingItself { IsPaired: true } or ChoosingStation or StationStays or ConfirmingErase;
}
