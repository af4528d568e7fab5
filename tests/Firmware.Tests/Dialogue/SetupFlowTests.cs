using Firmware.Dialogue;
using Firmware.Network;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>From a box with nothing on it to an appliance that a bridge knows, and back.</summary>
public class SetupFlowTests
{
    static readonly Uri Bridge = new("https://192.168.100.20:8443");
    static readonly PairingOffer Offer = new("WDJB-MJHT", "https://library.example.lg.jp/console/pair?code=WDJB-MJHT", "4711-2048-0093");

    [Fact]
    public void A_typed_address_is_asked_and_the_code_shown_until_staff_decide()
    {
        var person = NewBox().Presses(Key.Digit1);
        Type(person, "192*168*100*20#");
        Assert.Equal(new Contacting(Bridge), person.Step);
        Assert.Contains(new ContactBridge(Bridge), person.Effects);

        person.Then(new PairingOffered(Offer));
        Assert.Equal(Offer, Assert.IsType<ShowingPairingCode>(person.Step).Offer);
        Assert.Null(DialogueFlow.LimitOf(person.Step));

        person.Then(new PairedAs("sakura-main/counter-1", Station.Counter));
        Assert.Equal("sakura-main/counter-1", Assert.IsType<PairedNow>(person.Step).Name);
        Assert.Contains(new GoToWork(), person.Presses(Key.Hash).Effects);
    }

    [Fact]
    public void The_consoles_code_is_scanned_in_place_of_typing_and_any_other_code_is_refused_aloud()
    {
        var person = NewBox().Then(new OtherScanned(ItemProblem.NotRead));
        Assert.Contains(new Play(Cue.Failure), person.Effects);
        Assert.Equal(new Contacting(Bridge), person.Then(new BridgeScanned(Bridge)).Step);
    }

    [Fact]
    public void A_bridge_that_was_found_is_one_key_away_and_another_is_typed()
    {
        FoundBridge[] found = [.. Enumerable.Range(1, 4).Select(i => new FoundBridge($"Library {i}", new($"https://192.168.100.{i}:8443")))];
        var person = NewBox().Then(new BridgesFound([.. found])).Presses(Key.Digit1);
        Assert.Equal(new ChoosingBridge([.. found[..3]]), person.Step);
        person.Then(new BridgesFound([found[3]]));
        Assert.Equal(new ChoosingBridge([.. found[..3]]), person.Step);   // what stands under a finger stays there
        Assert.Contains(new Play(Cue.Failure), person.Presses(Key.Digit4).Effects);
        Assert.Contains(new ContactBridge(found[1].Address), person.Presses(Key.Digit2).Effects);

        person.Presses(Key.Star, Key.Digit1);
        Assert.Equal(new ChoosingBridge([found[3]]), person.Step);
        Assert.Equal(new TypingAddress(), person.Presses(Key.Hash).Step);
        person.Then(new BridgesFound([.. found]));
        Assert.Equal(new TypingAddress(), person.Step);
    }

    [Theory]
    [InlineData("192.168.100.20", "https://192.168.100.20:8443/")]
    [InlineData("10.0.0.7.9443", "https://10.0.0.7:9443/")]
    [InlineData("010.000.000.007", "https://10.0.0.7:8443/")]   // a leading zero is no octal number
    [InlineData("192.168.100", null)]
    [InlineData("192.168.100.256", null)]
    [InlineData("192.168.100.", null)]
    [InlineData("1.2.3.4.0", null)]
    [InlineData("1.2.3.4.65536", null)]
    [InlineData("1.2.3.4.5.6", null)]
    [InlineData("", null)]
    public void An_address_is_four_numbers_and_perhaps_a_port(string typed, string? address) => Assert.Equal(address, SetupFlow.BridgeAt(typed)?.ToString());

    [Property(MaxTest = 2000)]
    public Property Whatever_is_typed_is_an_address_or_none() => Prop.ForAll(
        Gen.Elements("0123456789..".ToCharArray()).ArrayOf().Select(typed => new string(typed)).ToArbitrary(),
        typed => SetupFlow.BridgeAt(typed) is null or { Scheme: "https", HostNameType: UriHostNameType.IPv4 });

    [Fact]
    public void What_is_no_address_stays_on_the_panel_and_is_said()
    {
        var person = Type(NewBox().Presses(Key.Digit1), "192*168#");
        Assert.Equal(new TypingAddress("192.168", IsRefused: true), person.Step);
        Assert.DoesNotContain(person.Effects, effect => effect is ContactBridge);
        Assert.Equal(new TypingAddress(), person.Then(new KeyHeld(Key.Star)).Step);
        Assert.IsType<SetupMenu>(person.Then(new KeyHeld(Key.Star)).Step);
    }

    [Fact]
    public void An_appliance_that_is_paired_becomes_another_station_once_the_bridge_agrees()
    {
        var staff = new Visitor(at: new SetupMenu(IsPaired: true)).Presses(Key.Digit1);
        Assert.Equal(new ChoosingStation(), staff.Step);
        staff.Presses(Key.Digit2);
        Assert.Equal(new ChangingStation(Station.HoldShelf), staff.Step);
        Assert.Contains(new ChangeStation(Station.HoldShelf), staff.Effects);
        Assert.Contains(new GoToWork(), staff.Then(new StationChanged()).Effects);
    }

    [Fact]
    public void A_station_that_it_cannot_be_is_said_and_another_is_one_key_away()
    {
        var staff = new Visitor(at: new SetupMenu(IsPaired: true)).Presses(Key.Digit1, Key.Digit3).Then(new StationNotChanged(StationFailure.NotHere));
        Assert.Equal(new StationStays(StationFailure.NotHere), staff.Step);
        Assert.Contains(new ChangeStation(Station.Counter), staff.Presses(Key.Star, Key.Digit1).Effects);
        staff.Then(new StationNotChanged(StationFailure.Unreachable)).Presses(Key.Star, Key.Star);
        Assert.Equal(new SetupMenu(IsPaired: true), staff.Step);
    }

    [Theory]
    [InlineData(PairingFailure.Unreachable)]
    [InlineData(PairingFailure.Refused)]
    [InlineData(PairingFailure.TooLate)]
    public void What_did_not_work_is_said_and_asked_again_with_one_key(object why)
    {
        var person = NewBox().Then(new BridgeScanned(Bridge), new PairingOffered(Offer), new PairingFailed((PairingFailure)why));
        Assert.Equal(new NotPaired(Bridge, (PairingFailure)why), person.Step);
        Assert.Contains(new ContactBridge(Bridge), person.Presses(Key.Hash).Effects);
    }

    [Fact]
    public void Whoever_goes_back_waits_for_no_bridge_and_a_late_answer_changes_nothing()
    {
        var person = NewBox().Then(new BridgeScanned(Bridge), new PairingOffered(Offer)).Presses(Key.Star);
        Assert.Contains(new AbandonPairing(), person.Effects);
        Assert.Equal(new SetupMenu(IsPaired: false), person.Step);
        Assert.Equal(new SetupMenu(IsPaired: false), person.Then(new PairingFailed(PairingFailure.TooLate)).Step);
    }

    [Fact]
    public void An_appliance_that_is_paired_connects_to_nobody_else_before_it_is_erased()
    {
        var staff = new Visitor(at: new SetupMenu(IsPaired: true)).Then(new BridgeScanned(Bridge));
        Assert.Equal(new SetupMenu(IsPaired: true), staff.Step);
        Assert.Equal(new ChoosingStation(), staff.Presses(Key.Digit1).Then(new BridgeScanned(Bridge)).Step);
        staff.Presses(Key.Star);

        staff.Presses(Key.Digit9, Key.Hash);
        Assert.IsType<ConfirmingErase>(staff.Step);   // a press is not enough
        Assert.Contains(new EraseAppliance(), staff.Then(new KeyHeld(Key.Hash)).Effects);
    }

    [Fact]
    public void The_self_test_tells_what_was_tried_and_what_is_followed_all_the_time()
    {
        TestedPart reader = new(Faults.Reader, Works: true, "PN532 1.6"), journal = new(Faults.Journal, Works: true, "900 MB");
        var person = NewBox().Then(new FaultChanged(Faults.Scanner, IsFaulty: true)).Presses(Key.Digit3, Key.Hash);
        Assert.Contains(new TestParts(), person.Effects);

        person = person.Then(new PartsTested([reader, journal]));
        Assert.Equal(new TestingItself(false, [reader, journal, new(Faults.Scanner, Works: false), new(Faults.PinPad, Works: true)]), person.Step);
        Assert.Contains(new Play(Cue.Failure), person.Effects);

        Assert.Contains(new TestParts(), person.Then(new FaultChanged(Faults.Scanner, IsFaulty: false)).Presses(Key.Hash).Effects);
        person = person.Then(new PartsTested([reader, journal]));
        Assert.Contains(new Play(Cue.Success), person.Effects);
        Assert.Equal(new SetupMenu(IsPaired: false), person.Presses(Key.Star).Step);
    }

    [Fact]
    public void The_button_behind_the_lid_opens_it_to_staff_and_where_no_bridge_could_say_who_is_staff()
    {
        Assert.Contains(new OpenSetup(), new Visitor(at: new StaffMenu("中村")).Then(new SetupButtonPressed()).Effects);
        Assert.Contains(new OpenSetup(), new Visitor().Then(new LinkChanged(Online: false), new SetupButtonPressed()).Effects);
        Assert.DoesNotContain(new OpenSetup(), new Visitor().Then(new SetupButtonPressed()).Effects);
        Assert.DoesNotContain(new OpenSetup(), new Visitor().Taps(Visitor.Known()).Then(new SetupButtonPressed()).Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_wifi_network_is_joined_by_its_code_and_the_page_then_says_with_which_address(bool isPaired)
    {
        var network = Wifi("WIFI:T:WPA;S:Library;P:a good password;;");
        var staff = new Visitor(at: new SetupMenu(isPaired)).Presses(Key.Digit2).Then(new NetworkRead([], WifiMeans.Ready), new WifiScanned(network));
        Assert.Equal(new JoiningWifi(isPaired, "Library"), staff.Step);
        Assert.Contains(new JoinWifi(network), staff.Effects);
        Assert.Null(DialogueFlow.LimitOf(staff.Step));

        staff.Presses(Key.Star).Then(new WifiScanned(Wifi("WIFI:S:Other;;")));
        Assert.Equal(new JoiningWifi(isPaired, "Library"), staff.Step);   // one after the other
        staff.Then(new WifiJoined());
        Assert.Equal(new ShowingNetwork(isPaired, []), staff.Step);
        Assert.Contains(new ReadNetwork(), staff.Effects);
        staff.Then(new NetworkRead([new("wlan0", "192.168.100.31")], WifiMeans.Ready)).Presses(Key.Star);
        Assert.Equal(new SetupMenu(isPaired), staff.Step);
    }

    [Fact]
    public void A_network_that_was_not_joined_says_why_and_its_code_may_be_scanned_again()
    {
        var person = NewBox().Presses(Key.Digit2).Then(new WifiFailed(WifiFailure.UnknownSecurity));
        Assert.Equal(new WifiNotJoined(false, null, WifiFailure.UnknownSecurity), person.Step);
        person.Then(new WifiScanned(Wifi("WIFI:S:Library;;")), new WifiFailed(WifiFailure.NotFound));
        Assert.Equal(new WifiNotJoined(false, "Library", WifiFailure.NotFound), person.Step);
        Assert.Contains(new Play(Cue.Failure), person.Effects);
        Assert.Contains(new ReadNetwork(), person.Presses(Key.Star).Effects);
        Assert.IsType<ShowingNetwork>(person.Step);
        Assert.Contains(new Play(Cue.Failure), person.Then(new OtherScanned(ItemProblem.NotRead)).Effects);
    }

    [Fact]
    public void A_network_of_wifi_is_for_the_pages_of_the_setup_that_wait_for_it()
    {
        var patron = new Visitor().Then(new WifiScanned(Wifi("WIFI:S:Library;;")));
        Assert.IsType<Idle>(patron.Step);
        var person = NewBox().Presses(Key.Digit1).Then(new WifiScanned(Wifi("WIFI:S:Library;;")));
        Assert.Equal(new TypingAddress(), person.Step);
    }

    static WifiNetwork Wifi(string code) => WifiNetwork.TryParse(code, out var network, out _) ? network : throw new ArgumentException(code);

    [Fact]
    public void Whoever_reads_no_Japanese_changes_the_language_wherever_0_is_no_digit()
    {
        var person = NewBox().Presses(Key.Digit0);
        Assert.Equal(Language.EasyJapanese, person.Now.Language);
        person.Presses(Key.Digit3, Key.Digit0);
        Assert.Equal(Language.English, person.Now.Language);

        person.Presses(Key.Star, Key.Digit1, Key.Digit0);
        Assert.Equal((Language.English, new TypingAddress("0")), (person.Now.Language, person.Step));

        person = new Visitor(at: new NotPaired(Bridge, PairingFailure.Refused)).Presses(Key.Digit0);
        Assert.Equal((Language.EasyJapanese, new NotPaired(Bridge, PairingFailure.Refused)), (person.Now.Language, person.Step));
        Assert.Contains(new Play(Cue.LanguageChanged), person.Effects);
    }

    static Visitor NewBox() => new(at: new SetupMenu(IsPaired: false));

    static Visitor Type(Visitor person, string keys)
    {
        foreach (var key in keys)
        {
            person.Presses(key switch { '*' => Key.Star, '#' => Key.Hash, _ => Key.Digit0 + (key - '0') });
        }
        return person;
    }
}
