using System.Net.Sockets;
using System.Text;
using Bench;
using Virtual;
using Virtual.People;

namespace Journey.Tests;

/// <summary>The program as it is shipped, ahead of time compiled, on the same virtual wires: what the compiler might have left out is used here.</summary>
public class PublishedBinaryTests
{
    [Fact]
    public async Task The_shipped_program_lends_a_book_and_keeps_nothing_readable_of_it()
    {
        await using var journey = await Journey.OnDeskAsync(new BenchOptions("", IsPaced: false) { StartsAppliance = false });
        var item = (await journey.ItemsAsync(1))[0];
        var data = Directory.CreateTempSubdirectory("kazashi-device-");
        await File.WriteAllBytesAsync(Path.Combine(data.FullName, "seal.key"), journey.Counter.Disk["seal.key"], journey.Cancel);
        try
        {
            await using var device = PublishedBinary.Start(["run", .. Settings(journey, data.FullName)]);
            await device.SaysAsync("Connected to the bridge", journey.Cancel);
            await device.SaysAsync("Dialogue at Idle", journey.Cancel);
            journey.Counter.PutCard(Journey.Known);
            await device.SaysAsync("Dialogue at Recognised", journey.Cancel);
            await journey.Counter.ScanAsync(item, journey.Cancel);
            var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1 && ledger.Events.Any(e => e.Type == "loan.told"));
            Assert.Equal(item, ledger.Loans[0].Item);

            Assert.True(await device.StopAsync(journey.Cancel) == 0, device.Said);
            var person = SamplePeople.Find(Journey.Known)!;
            string[] secrets = [item.Trim('A'), person.Enrolment!.AuthenticationSerialNumber.TrimStart('0'), person.Name];
            foreach (var file in data.EnumerateFiles())
            {
                var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file.FullName, journey.Cancel));
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
            }
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, device.Said, StringComparison.Ordinal));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_shipped_program_says_what_card_lies_there_and_touches_only_what_it_says()
    {
        await using var journey = await Journey.OnDeskAsync(new BenchOptions("", IsPaced: false) { StartsAppliance = false });
        var card = SamplePeople.Find(Journey.Known)!.Lay();
        journey.Counter.Hardware.Lay(card);

        await using var device = PublishedBinary.Start("card", "--nfc", $"hsu:{journey.Counter.Hardware.ReaderWire.Path}");

        Assert.Equal(0, await device.EndsAsync(journey.Cancel));
        await device.SaysAsync("My Number card", journey.Cancel);
        await device.SaysAsync("3 tries left", journey.Cancel);
        await device.SaysAsync("JPKI 0006, JPKI 0008, JPKI 0018, JPKI 000A, text 0011", journey.Cancel);
        Assert.Equal(["0006", "0008", "0018", "000A", "0011", "000A"], card.MyNumberCard!.SelectedFiles.Select(file => file.ToString()[^4..]));
    }

    [Theory]
    [InlineData("shimizu-haruka", "a phone with the certificates in it")]
    [InlineData("suzuki-kenji", "authentication PIN:   locked")]
    [InlineData("mori-kaoru", "identifier:           8 bytes; no applications")]
    [InlineData("hayashi-daichi", "technology:           TypeA")]
    public async Task Every_kind_of_card_is_told_apart_and_none_by_its_number_or_name(string slug, string said)
    {
        using var metal = new ReaderAlone();
        var person = SamplePeople.Find(slug)!;
        metal.Hardware.Lay(person.Lay());

        await using var device = PublishedBinary.Start("card", "--nfc", metal.Address);

        Assert.Equal(0, await device.EndsAsync(TestContext.Current.CancellationToken));
        await device.SaysAsync(said, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(person.Name, device.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("0110", device.Said, StringComparison.Ordinal);   // the FeliCa card's IDm
        Assert.DoesNotContain("A1B2", device.Said, StringComparison.OrdinalIgnoreCase);   // the MIFARE card's UID
    }

    [Fact]
    public async Task Several_cards_at_once_are_said_and_the_one_that_is_left_is_read()
    {
        using var metal = new ReaderAlone();
        metal.Hardware.Lay(SamplePeople.Find("mori-kaoru")!.Lay());
        metal.Hardware.Lay(SamplePeople.Find("yamada-hanako")!.Lay());
        metal.Hardware.Lay(SamplePeople.Find("sato-ichiro")!.Lay());
        await using var device = PublishedBinary.Start("card", "--nfc", metal.Address);
        await device.SaysAsync("several cards: take all but one away", TestContext.Current.CancellationToken);

        metal.Hardware.TakeCards();
        metal.Hardware.Lay(SamplePeople.Find("mori-kaoru")!.Lay());

        await device.SaysAsync("FeliCa", TestContext.Current.CancellationToken);
        Assert.Equal(0, await device.EndsAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("hsu:/dev/no-such-line", 1, "/dev/no-such-line cannot be opened")]
    [InlineData("usb:1", 2, "write hsu:/dev/ttyAMA0, i2c:1 or spi:0.1")]
    public async Task A_reader_that_is_not_there_and_an_address_that_is_none_have_their_own_exit_codes(string address, int code, string said)
    {
        await using var device = PublishedBinary.Start("card", "--nfc", address);

        Assert.Equal(code, await device.EndsAsync(TestContext.Current.CancellationToken));
        await device.SaysAsync(said, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Check_names_each_part_and_says_what_to_do_where_one_is_missing()
    {
        await using var journey = await Journey.OnDeskAsync(new BenchOptions("", IsPaced: false) { StartsAppliance = false });
        var data = Directory.CreateTempSubdirectory("kazashi-check-");
        try
        {
            await using var device = PublishedBinary.Start(["check", .. Settings(journey, data.FullName)]);

            await device.SaysAsync("bridge ", journey.Cancel);
            foreach (var part in (string[])["fonts", "journal", "reader", "scanner", "bridge"])
            {
                await device.SaysAsync($"{part,-8} ok", journey.Cancel);
            }
            await device.SaysAsync("board    FAIL", journey.Cancel);
            await device.SaysAsync("config.txt", journey.Cancel);
            Assert.Equal(1, await device.EndsAsync(journey.Cancel));   // this machine has no pins
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Under_systemd_it_says_when_it_is_ready_and_that_it_lives()
    {
        await using var journey = await Journey.OnDeskAsync(new BenchOptions("", IsPaced: false) { StartsAppliance = false });
        var folder = Directory.CreateTempSubdirectory("kazashi-systemd-").FullName;
        try
        {
            // A process counts as started by systemd when its parent is called so: a shell under that name.
            var systemd = Path.Combine(folder, "systemd");
            File.Copy("/bin/bash", systemd);
            var address = Path.Combine(folder, "notify");
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.Bind(new UnixDomainSocketEndPoint(address));
            var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = address, ["WATCHDOG_USEC"] = "400000" };
            var command = string.Join(' ', Settings(journey, folder).Prepend("run").Prepend(PublishedBinary.Path()).Select(word => $"'{word}'"));

            await using var device = PublishedBinary.StartUnder(systemd, environment, "-c", $"{command}; exit $?");

            var heard = new List<string>();
            var buffer = new byte[512];
            while (!(heard.Contains("READY=1") && heard.Count(message => message == "WATCHDOG=1") >= 2))
            {
                heard.Add(Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, journey.Cancel)).Trim());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_and_says_what_to_write()
    {
        await using var device = PublishedBinary.Start("run", "--Site", "UPPER", "--Device", "counter-1", "--Bridge:Port", "99999");
        Assert.Equal(78, await device.EndsAsync(TestContext.Current.CancellationToken));
        await device.SaysAsync("Site must be 1 to 32 of a-z", TestContext.Current.CancellationToken);
        await device.SaysAsync("between 1 and 65535", TestContext.Current.CancellationToken);
        await device.SaysAsync("Bridge:Host must name the bridge", TestContext.Current.CancellationToken);
    }

    static IEnumerable<string> Settings(Journey journey, string folder)
    {
        var settings = journey.Counter.Settings;
        return
        [
            "--Site", settings.Site, "--Device", settings.Device, "--DataFolder", folder, "--LogLevel", "Debug",
            "--Bridge:Host", "127.0.0.1", "--Bridge:Port", journey.Counter.BridgePort.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--Bridge:Token", settings.Bridge.Token, "--Bridge:PublicKey", settings.Bridge.PublicKey,
            "--Reader:Address", $"hsu:{journey.Counter.Hardware.ReaderWire.Path}@921600", "--Scanner:Device", journey.Counter.Hardware.Scanner.Path,
            "--Scanner:Item:Prefix", "1", "--Scanner:Item:Length", "8",
        ];
    }

    /// <summary>The metal of an appliance, with no bridge.</summary>
    sealed class ReaderAlone : IDisposable
    {
        readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-card-");

        public ReaderAlone() => Hardware = new(_folder.FullName, isPaced: false, TimeProvider.System);

        public VirtualHardware Hardware { get; }
        public string Address => $"hsu:{Hardware.ReaderWire.Path}";

        public void Dispose()
        {
            Hardware.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
