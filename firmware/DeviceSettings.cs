using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Contract;
using Firmware.Cards;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Network;
using Firmware.Pairing;
using Firmware.Updates;
using Hal.Pn532;
using Hal.RaspberryPi;
using Hal.Scanner;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Firmware;

/// <summary>Everything an operator sets. Read from <c>/etc/kazashi/device.json</c>, then from <c>KAZASHI_…</c> variables, then from the command line;
/// a wrong value stops the start and says what to write instead.</summary>
public sealed class DeviceSettings : IValidatableObject
{
    /// <summary>Site of the appliance, as in its MQTT topics.</summary>
    [RegularExpression("[a-z0-9-]{1,32}", ErrorMessage = "Site must be 1 to 32 of a-z, 0-9 and '-', for example \"sakura-main\"")]
    public string Site { get; set; } = "";

    /// <summary>Name of the appliance, unique in its site.</summary>
    [RegularExpression("[a-z0-9-]{1,32}", ErrorMessage = "Device must be 1 to 32 of a-z, 0-9 and '-', for example \"counter-1\"")]
    public string Device { get; set; } = "";

    /// <summary>What the appliance is for.</summary>
    [EnumDataType(typeof(Station), ErrorMessage = "Station must be Counter, HoldShelf or Gate")]
    public Station Station { get; set; } = Station.Counter;

    /// <summary>Folder of journal and key; survives updates.</summary>
    [Required(ErrorMessage = "DataFolder must name a folder, for example \"/var/lib/kazashi\"")]
    public string DataFolder { get; set; } = "/var/lib/kazashi";

    /// <summary>Where a bundle is fetched to; nothing else is in it.</summary>
    internal string UpdateFolder => Path.Combine(DataFolder, "update");

    /// <summary>Folders with the fonts, searched before <c>.fonts</c> beside the program and <c>/usr/share/fonts</c>.</summary>
    public string? FontFolder { get; set; }

    /// <summary>Name of the library on the idle screen.</summary>
    [StringLength(20, ErrorMessage = "LibraryName must be at most 20 characters, or nothing")]
    public string? LibraryName { get; set; }

    /// <summary>Language of the idle screen.</summary>
    [EnumDataType(typeof(Language), ErrorMessage = "Language must be Japanese, EasyJapanese, English, Chinese, Korean, Portuguese or Vietnamese")]
    public Language Language { get; set; } = Language.Japanese;

    /// <summary>Languages of the language key, in its order; with none, all of them.</summary>
    public IList<Language> Languages { get; } = [];

    /// <summary>Whether the main lines are as large as they fit, for people who see little; the second lines make room for them.</summary>
    public bool LargeText { get; set; }

    /// <summary>Whether a patron can have titles shown, for ten seconds: Never or OnDemand.</summary>
    [EnumDataType(typeof(TitleRule), ErrorMessage = "Titles must be Never or OnDemand")]
    public TitleRule Titles { get; set; } = TitleRule.OnDemand;

    /// <summary>How much the log says: Debug, Information, Warning. No level says what a card, a patron or a book is.</summary>
    [EnumDataType(typeof(LogLevel), ErrorMessage = "LogLevel must be Debug, Information or Warning")]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    [ValidateObjectMembers]
    public BridgeLinkSettings Bridge { get; set; } = new();

    public NetworkSettings Network { get; set; } = new();

    [ValidateObjectMembers]
    public OfflineSettings Offline { get; set; } = new();

    public PinSettings Pin { get; set; } = new();

    public LendingSettings Lending { get; set; } = new();

    [ValidateObjectMembers]
    public ReturnSettings Returns { get; set; } = new();

    [ValidateObjectMembers]
    public GateSettings Gate { get; set; } = new();

    public StaffSettings Staff { get; set; } = new();

    [ValidateObjectMembers]
    public CardSettings Cards { get; set; } = new();

    [ValidateObjectMembers]
    public KeySettings Keys { get; set; } = new();

    public UpdateSettings Updates { get; set; } = new();

    [ValidateObjectMembers]
    public JournalSettings Journal { get; set; } = new();

    [ValidateObjectMembers]
    public BoardSettings Board { get; set; } = new();

    [ValidateObjectMembers]
    public ReaderSettings Reader { get; set; } = new();

    [ValidateObjectMembers]
    public ScannerSettings Scanner { get; set; } = new();

    public DeviceAddress Address => new(Site, Device);

    /// <summary>Whether these settings say which appliance this is; otherwise it is paired on its setup screen.</summary>
    public bool NameTheAppliance => Site != "" || Device != "" || Bridge is not { Host: "", Token: "", PublicKey: "" };

    /// <summary>A plain board has no gate.</summary>
    public bool CanBe(Station station) => station != Station.Gate || Board.Kind != BoardKind.Plain;

    public DialoguePolicy Policy => new(Offline.Rule, Offline.Limit, Language)
    {
        Enrols = Station == Station.Counter,
        TakesTypedNumbers = Cards.MayBeTyped && Station != Station.Gate,   // anybody can type anybody's number
        AllowsLastTry = Pin.AllowLastTry,
        OfflineMay = Offline.May,
        Station = Station,
        TakesReturns = Returns.Enabled && Station == Station.Counter,
        TakesReturnsOffline = Returns.WhenOffline == OfflineReturnRule.Take,
        AsksCount = Lending.StatedCount,
        CallsStaff = Staff.CallKey,
        ShowsTitles = Titles == TitleRule.OnDemand,
        OpensOffline = Gate.WhenOffline == OfflineGateRule.Open,
        Languages = Languages.Count == 0 ? Enum.GetValues<Language>() : [.. Languages],
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (value, missing) in NameTheAppliance ? Named() : [])
        {
            if (value == "")
            {
                yield return new(missing);
            }
        }
        if (Updates.Mirror is { } mirror && !(mirror.IsAbsoluteUri && mirror.Scheme is "http" or "https" && mirror.AbsolutePath.EndsWith('/')))
        {
            yield return new("Updates:Mirror must be the http or https address of a folder and end with a slash, for example \"http://192.168.100.20/kazashi/\"");
        }
        if (Languages.Count > 0 && !Languages.Contains(Language))
        {
            yield return new($"Languages must contain {Language}, which Language says the idle screen begins with");
        }
        if (Languages.Any(language => !Enum.IsDefined(language)) || Languages.Distinct().Count() < Languages.Count)
        {
            yield return new("Languages must name each language at most once, for example [\"Japanese\", \"English\"]");
        }
        if (Returns.Enabled && Station != Station.Counter)
        {
            yield return new($"Returns:Enabled is for a Counter; this appliance is a {Station}");
        }
        if (Gate.DoorContact && Station != Station.Gate)
        {
            yield return new($"Gate:DoorContact is for a Gate; this appliance is a {Station}");
        }
        if (!CanBe(Station))
        {
            yield return new("Station must be Counter or HoldShelf where Board:Kind is Plain: such a board has no gate");
        }
        if (Pn532Address.TryParse(Reader.Address, out var wire, out _) && !Board.Takes(wire, out var problem))
        {
            yield return new($"Reader:Address: {problem}");
        }
        if (Board.Kind == BoardKind.Plain && Board.Keypad == Scanner.Device)
        {
            yield return new($"Board:Keypad and Scanner:Device are both {Board.Keypad}; each needs a device of its own");
        }
    }

    // All of them or none: an appliance that is paired has none.
    IEnumerable<(string Value, string Missing)> Named() =>
    [
        (Site, "Site must name the library or branch, for example \"sakura-main\""),
        (Device, "Device must name the appliance, for example \"counter-1\""),
        (Bridge.Host, "Bridge:Host must name the bridge, for example \"bridge.example.lg.jp\""),
        (Bridge.Token, "Bridge:Token must hold the token that the bridge gave this appliance"),
        (Bridge.PublicKey, "Bridge:PublicKey must hold what \"kazashi-bridge keys\" prints"),
    ];
}

public enum Station { Counter, HoldShelf, Gate }

/// <summary>Titles on the panel.</summary>
public enum TitleRule { Never, OnDemand }

/// <summary>What the counter asks of a patron who lends.</summary>
public sealed class LendingSettings
{
    /// <summary>Whether patrons type how many items they have before they finish, so that none leaves unlent.</summary>
    public bool StatedCount { get; set; }
}

/// <summary>The return lane of a counter.</summary>
public sealed class ReturnSettings
{
    /// <summary>Whether items are taken back here, without a card.</summary>
    public bool Enabled { get; set; }

    /// <summary>Whether they are taken back without the bridge, too: Take or Refuse.</summary>
    [EnumDataType(typeof(OfflineReturnRule), ErrorMessage = "Returns:WhenOffline must be Take or Refuse")]
    public OfflineReturnRule WhenOffline { get; set; } = OfflineReturnRule.Refuse;
}

public enum OfflineReturnRule
{
    /// <summary>To the counter with it.</summary>
    Refuse,

    /// <summary>Into the box; staff sort it when the bridge is back.</summary>
    Take,
}

/// <summary>The gate.</summary>
public sealed class GateSettings
{
    /// <summary>How long the relay's contact closes for one visitor, in milliseconds.</summary>
    [Range(100, 10_000)]
    public int PulseMilliseconds { get; set; } = 1000;

    /// <summary>What becomes of visitors while the bridge is away: StayClosed or Open.</summary>
    [EnumDataType(typeof(OfflineGateRule), ErrorMessage = "Gate:WhenOffline must be StayClosed or Open")]
    public OfflineGateRule WhenOffline { get; set; } = OfflineGateRule.StayClosed;

    /// <summary>Whether the door has a contact.</summary>
    public bool DoorContact { get; set; }

    /// <summary>How long the door may stand open before somebody is told, in seconds.</summary>
    [Range(5, 600)]
    public int DoorOpenSeconds { get; set; } = 30;

    public TimeSpan Pulse => TimeSpan.FromMilliseconds(PulseMilliseconds);

    public TimeSpan DoorOpen => TimeSpan.FromSeconds(DoorOpenSeconds);
}

public enum OfflineGateRule
{
    /// <summary>Nobody comes in by card.</summary>
    StayClosed,

    /// <summary>Any card that can be read opens.</summary>
    Open,
}

/// <summary>Staff, as patrons reach them.</summary>
public sealed class StaffSettings
{
    /// <summary>Whether 9 calls staff where a screen sends people to the counter.</summary>
    public bool CallKey { get; set; }
}

/// <summary>Where the bridge is and how it is told apart from an impostor.</summary>
public sealed class BridgeLinkSettings
{
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 1883;

    /// <summary>What the bridge gave at pairing.</summary>
    public string Token { get; set; } = "";

    /// <summary>Base64 SubjectPublicKeyInfo to which events are sealed; <c>kazashi-bridge keys</c> prints it.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>MQTT version: 5, or 311 for brokers that refuse 5.</summary>
    [AllowedValues(5, 311, ErrorMessage = "Bridge:Protocol must be 5 or 311")]
    public int Protocol { get; set; } = 5;

    /// <summary>Longest wait for an answer while a patron stands there, in seconds.</summary>
    [Range(1, 60)]
    public int AnswerWithinSeconds { get; set; } = 5;

    public TimeSpan AnswerWithin => TimeSpan.FromSeconds(AnswerWithinSeconds);
}

/// <summary>What the site allows without the bridge.</summary>
public sealed class OfflineSettings
{
    [EnumDataType(typeof(OfflineRule), ErrorMessage = "Offline:Rule must be Stop or Lend")]
    public OfflineRule Rule { get; set; } = OfflineRule.Stop;

    /// <summary>What a card may do meanwhile, in place of the bridge's policy: None, Loan, Renew, Holds, or several with commas.</summary>
    [EnumDataType(typeof(Operations), ErrorMessage = "Offline:May must be None, or one or several of Loan, Renew and Holds with commas between them")]
    public Operations May { get; set; } = Operations.Loan;

    [Range(1, 50)]
    public int Limit { get; set; } = 5;

    [Range(1, 60)]
    public int Days { get; set; } = 14;
}

/// <summary>The PIN of a patron's My Number card, whose tries are not the library's to spend.</summary>
public sealed class PinSettings
{
    /// <summary>Whether the last try may be spent here, by a key held for three seconds. A mistake then locks the card.</summary>
    public bool AllowLastTry { get; set; }
}

/// <summary>Patrons' cards.</summary>
public sealed class CardSettings : IValidatableObject
{
    /// <summary>Whether the number of a library card may be typed where none can be scanned.</summary>
    public bool MayBeTyped { get; set; } = true;

    /// <summary>The municipal office that helps with My Number cards, as the panel names it: 白樺市役所 市民課.</summary>
    [StringLength(14, ErrorMessage = "Cards:Office must be at most 14 characters, or nothing")]
    public string? Office { get; set; }

    /// <summary>Keys of the authorities that sign cards' records, SubjectPublicKeyInfo in base64; with none, the site trusts what it sees at enrolment.</summary>
    public IList<string> RecordAuthorities { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Firmware.Cards.RecordAuthorities.TryParse([.. RecordAuthorities], out _, out var problem))
        {
            yield return new($"Cards:RecordAuthorities: {problem}");
        }
    }

    internal RecordAuthorities Authorities() => Firmware.Cards.RecordAuthorities.TryParse([.. RecordAuthorities], out var authorities, out var problem)
        ? authorities
        : throw new InvalidOperationException($"Cards:RecordAuthorities: {problem}");
}

/// <summary>What the appliance is made of.</summary>
public sealed class BoardSettings : IValidatableObject
{
    /// <summary>RaspberryPi: the board of <c>hardware/</c>. Plain: a machine without pins, such as a PC or a virtual one, with the reader on a serial line, a framebuffer for a panel
    /// and a USB keypad; it has no lamps, buzzer, gate and contacts. The other three settings are for Plain.</summary>
    [EnumDataType(typeof(BoardKind), ErrorMessage = "Board:Kind must be RaspberryPi or Plain")]
    public BoardKind Kind { get; set; }

    /// <summary>The screen, of 400×300 pixels or more in 16, 24 or 32 bits.</summary>
    [RegularExpression("/.+", ErrorMessage = "Board:Framebuffer must name the screen's device file, for example \"/dev/fb0\"")]
    public string Framebuffer { get; set; } = "/dev/fb0";

    /// <summary>The keypad: a file under <c>/dev/input</c>, or the name by which <c>/proc/bus/input/devices</c> lists it. * and - and Backspace are *; Enter is #.</summary>
    public string Keypad { get; set; } = "";

    /// <summary>The text console that must not draw over the screen; empty where there is none. Only a user with the right to it can silence it.</summary>
    public string Console { get; set; } = "/dev/tty0";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == BoardKind.Plain && Keypad == "")
        {
            yield return new("Board:Keypad must name the keypad, for example \"/dev/input/by-id/usb-…-event-kbd\", or by its name in /proc/bus/input/devices");
        }
    }

    /// <summary>Whether this board has such a wire for the reader.</summary>
    /// <param name="wire">As the settings name it.</param>
    /// <param name="problem">What to write instead, where it has not.</param>
    internal bool Takes(Pn532Address wire, [NotNullWhen(false)] out string? problem)
    {
        if (Kind == BoardKind.RaspberryPi)
        {
            return ReaderPins.IsFree(wire, out problem);
        }
        problem = wire is Pn532Address.Hsu ? null : "a plain board has its reader on a serial line; write for example hsu:/dev/ttyUSB0";
        return problem is null;
    }
}

public enum BoardKind { RaspberryPi, Plain }

/// <summary>The card reader's wire.</summary>
public sealed class ReaderSettings : IValidatableObject
{
    /// <summary><c>hsu:/dev/ttyAMA0</c>; with the board's jumpers set for it, <c>i2c:1</c> or <c>spi:0.1</c>.</summary>
    [Required(ErrorMessage = "Reader:Address must name the reader's wire, for example \"hsu:/dev/ttyAMA0\"")]
    public string Address { get; set; } = "hsu:/dev/ttyAMA0";

    /// <summary>How deep the field is modulated for type B (0 to 63, lower is deeper); nothing leaves the chip's own value. See the assembly guide before you change it.</summary>
    [Range(0, 63)]
    public int? TypeBModulation { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Pn532Address.TryParse(Address, out _, out var problem))
        {
            yield return new($"Reader:Address: {problem}");
        }
    }

    internal Pn532Address Wire() => Pn532Address.TryParse(Address, out var wire, out var problem) ? wire : throw new InvalidOperationException($"Reader:Address: {problem}");

    internal Pn532Settings Chip() => new() { TypeBModulation = TypeBModulation };
}

/// <summary>The barcode scanner and this library's labels.</summary>
public sealed class ScannerSettings : IValidatableObject
{
    /// <summary>A serial device, or an input device under <c>/dev/input</c>.</summary>
    [Required(ErrorMessage = "Scanner:Device must name the scanner, for example \"/dev/ttyACM0\"")]
    public string Device { get; set; } = "/dev/ttyACM0";

    /// <summary>The labels on items.</summary>
    [ValidateObjectMembers]
    public LabelSettings Item { get; set; } = new();

    /// <summary>The library cards; nothing where they have no barcode.</summary>
    [ValidateObjectMembers]
    public LabelSettings? Patron { get; set; }

    /// <summary>The barcodes that the library's app shows on a phone; nothing where there is none. They need a prefix of their own.</summary>
    [ValidateObjectMembers]
    public LabelSettings? Phone { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Phone is { Prefix: "" })
        {
            yield return new("Scanner:Phone:Prefix must say what the barcodes on phones begin with, or every scan would be one");
        }
    }

    /// <summary>What is on a phone, read as a patron's card; null where there is nothing.</summary>
    public BarcodeRules? PhoneRules() => Phone is null ? null : new([Phone.Rule(LabelKind.Patron)]);

    public BarcodeRules Rules() => new(Patron is null ? [Item.Rule(LabelKind.Item)] : [Item.Rule(LabelKind.Item), Patron.Rule(LabelKind.Patron)]);
}

/// <summary>One kind of label; see <see cref="LabelRule"/>.</summary>
public sealed class LabelSettings
{
    /// <summary>What its numbers begin with; empty where nothing tells them apart.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>How many characters it has without start and stop letters, check digit included; 0 where that varies.</summary>
    [Range(0, 32)]
    public int Length { get; set; }

    [EnumDataType(typeof(StartStopLetters), ErrorMessage = "Scanner:…:Letters must be Strip, Keep or PartOfCode")]
    public StartStopLetters Letters { get; set; }

    [EnumDataType(typeof(LabelCharacters), ErrorMessage = "Scanner:…:Characters must be Digits, Nw7 or Any")]
    public LabelCharacters Characters { get; set; }

    [EnumDataType(typeof(CheckDigitKind), ErrorMessage = "Scanner:…:CheckDigit must be one of the kinds that the guide lists")]
    public CheckDigitKind CheckDigit { get; set; }

    internal LabelRule Rule(LabelKind kind) => new()
    {
        Kind = kind,
        Prefixes = Prefix is "" ? [] : [Prefix],
        Lengths = Length == 0 ? [] : [Length],
        Letters = Letters,
        Characters = Characters,
        CheckDigit = CheckDigit,
    };
}

/// <summary>Checks settings at start.</summary>
[OptionsValidator]
public sealed partial class DeviceSettingsValidator : IValidateOptions<DeviceSettings>;
