using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bridge.Library;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Client;
using Bridge.Library.Sip2.Server;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;
using Contract;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Sip2;

/// <summary>A machine that a library owns already speaks SIP2 to the bridge.</summary>
public sealed class ServerTests
{
    static readonly Sip2ServerSettings Settings = new()
    {
        Accounts =
        [
            new() { User = "kiosk", Password = "secret" },
            new() { User = "old", Password = "secret", Encoding = Sip2Encoding.Cp932, LineEnd = Sip2LineEnd.CrLf },
            new() { User = "quiet", Password = "secret", Encoding = Sip2Encoding.Ascii, ShowsNames = false, RenewsByCheckout = false },
        ],
        IdleTimeout = 600,
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_lends_renews_returns_and_holds_through_our_own_client()
    {
        using var machine = new Machine();
        var client = machine.Client("kiosk");

        Assert.Equal((14, "竹|取"), Days(await client.CheckOutAsync(machine.NewChange(), new("P1", "B2"), Cancel)));
        Assert.Equal((28, "竹|取"), Days(await client.RenewAsync(machine.NewChange(), "P1", "B2", null, Cancel)));
        Assert.Equal(["B2"], Assert.IsType<LibraryChange<RenewedAll>.Done>(await client.RenewAllAsync(machine.NewChange(), "P1", Cancel)).Value.Renewed.Select(renewed => renewed.Item));
        Assert.Equal(1, Assert.IsType<LibraryChange<HoldPlaced>.Done>(await client.PlaceHoldAsync(machine.NewChange(), new("P2", "B2"), Cancel)).Value.QueuePosition);
        Assert.Equal([new("B2", "竹|取", IsReady: false)], Assert.IsType<LibraryLookup<IReadOnlyList<LibraryHold>>.Found>(await client.HoldsAsync("P2", Cancel)).Value);
        Assert.Equal("B2", Assert.Single(Assert.IsType<LibraryLookup<IReadOnlyList<LibraryLoan>>.Found>(await client.LoansAsync("P1", Cancel)).Value).Item);
        Assert.Equal(RefusalReason.ItemOnLoan, Assert.IsType<LibraryChange<Lent>.Refused>(await client.CheckOutAsync(machine.NewChange(), new("P2", "B2"), Cancel)).Refusal.Reason);
        Assert.Equal(Routing.HoldShelf, Assert.IsType<LibraryChange<TakenBack>.Done>(await client.CheckInAsync(machine.NewChange(), new("B2"), Cancel)).Value.Routing);
        Assert.True(Assert.Single(Assert.IsType<LibraryLookup<IReadOnlyList<LibraryHold>>.Found>(await client.HoldsAsync("P2", Cancel)).Value).IsReady);
        Assert.IsType<LibraryChange<HoldCancelled>.Done>(await client.CancelHoldAsync(machine.NewChange(), new("P2", "B2"), Cancel));
        Assert.Empty(machine.Library.Loans);

        (int, string?) Days(LibraryChange<Lent> outcome) => Assert.IsType<LibraryChange<Lent>.Done>(outcome).Value is var lent ? (lent.Due.Day!.Value.DayNumber - machine.Today.DayNumber, lent.Title) : default;
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", true)]
    public async Task Clear_text_beyond_this_machine_is_warned_of_with_the_setting_to_change(string host, bool isWarned)
    {
        var log = new Sip2Bench.MemoryLog();
        using var server = new Sip2Server(new ShelfLibrary(new FakeTimeProvider()), new() { Host = host, Port = 0 }, TimeZoneInfo.Utc, TimeProvider.System, new Logger<Sip2Server>(log));
        await server.StartAsync(Cancel);
        await server.StopAsync(Cancel);

        Assert.Equal(isWarned, log.Text.Contains("Bridge:Sip2Server:CertificateFile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_account_speaks_its_own_dialect()
    {
        using var machine = new Machine();

        Assert.Equal("竹内", Name(await machine.Client("kiosk").PatronAsync("P2", Cancel)));
        Assert.Equal("竹内", Name(await machine.Client("old", Sip2Encoding.Cp932).PatronAsync("P2", Cancel)));
        Assert.Equal("P2", Name(await machine.Client("quiet", Sip2Encoding.Ascii).PatronAsync("P2", Cancel)));

        static string? Name(LibraryLookup<LibraryPatron> found) => Assert.IsType<LibraryLookup<LibraryPatron>.Found>(found).Value.Name;
    }

    [Fact]
    public async Task What_the_patron_has_already_is_renewed_by_11_where_machine_and_account_allow_it()
    {
        using var machine = new Machine();
        machine.Library.Loans["B1"] = ("P1", machine.Today);

        Assert.StartsWith("120Y", await machine.SayAsync("kiosk", "11NN20261120    030000                  AOmain|AAP1|ABB1|AC|"), StringComparison.Ordinal);
        Assert.StartsWith("121Y", await machine.SayAsync("kiosk", "11YN20261120    030001                  AOmain|AAP1|ABB1|AC|"), StringComparison.Ordinal);
        Assert.StartsWith("120Y", await machine.SayAsync("quiet", "11YN20261120    030002                  AOmain|AAP1|ABB1|AC|"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_sent_again_is_answered_again_and_not_done_again_over_another_connection_too()
    {
        using var machine = new Machine();
        const string Loan = "11NN20261120    030000                  AOmain|AAP1|ABB1|AC|";

        var first = await machine.SayAsync("kiosk", Loan + "AY1AZ", Loan + "AY1AZ", "97AZFEF5");
        var later = await machine.SayAsync("kiosk", Loan + "AY1AZ");

        Assert.All(first.Split('\r').Append(later), answer => Assert.StartsWith("121N", answer, StringComparison.Ordinal));
        Assert.Equal(4, first.Split('\r').Append(later).Count());
        Assert.Equal(1, machine.Library.Changes);

        const string WithoutClock = "09N                                    AP|AOmain|ABB1|AC|AY1AZ";
        await machine.SayAsync("kiosk", WithoutClock, WithoutClock);
        Assert.Equal(2, machine.Library.Changes);
    }

    [Fact]
    public async Task The_same_loan_at_another_time_is_another_loan_and_a_clock_gone_wrong_tells_nothing()
    {
        using var machine = new Machine();
        await machine.SayAsync("kiosk", "11NN20261120    030000                  AOmain|AAP1|ABB1|AC|", "09N20261120    03000020261120    030000AP|AOmain|ABB1|AC|",
            "11NN20261120    030500                  AOmain|AAP1|ABB1|AC|", "09N20000101    00000020000101    000000AP|AOmain|ABB1|AC|",
            "11NN20000101    000000                  AOmain|AAP1|ABB1|AC|", "09N20000101    00000020000101    000000AP|AOmain|ABB1|AC|");

        Assert.Equal(6, machine.Library.Changes);
    }

    [Fact]
    public async Task A_loan_made_while_the_bridge_was_away_keeps_its_date_and_what_the_patron_was_told()
    {
        using var machine = new Machine();

        Assert.Contains("AH20261201    235900|", await machine.SayAsync("kiosk", "11NY20261119    10000020261201    000000AOmain|AAP1|ABB1|AC|"), StringComparison.Ordinal);
        Assert.Equal(new(2026, 12, 1), machine.Library.Loans["B1"].Due);
        Assert.Equal(new(2026, 11, 19, 10, 0, 0, TimeSpan.Zero), machine.Library.Asked!.Value.Change.At);
    }

    [Fact]
    public async Task A_damaged_message_is_asked_for_again()
    {
        using var machine = new Machine();

        Assert.Equal("96AZFEF6", await machine.SayAsync("kiosk", "9900802.00AY1AZ0000"));
    }

    [Fact]
    public async Task Nobody_is_answered_without_a_login_and_three_wrong_ones_are_the_end()
    {
        using var machine = new Machine();

        Assert.Equal("", await machine.TalkAsync("9900802.00\r"));
        Assert.Equal(Sip2SessionEnd.NotLoggedIn, machine.End);
        Assert.Equal("940\r940\r940\r", await machine.TalkAsync(string.Concat(Enumerable.Repeat("9300CNkiosk|COguess|\r", 5))));
        Assert.Equal("941\r", await machine.TalkAsync("9300CNkiosk|COsecret|\r"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData("garbage")]
    [InlineData("12")]
    [InlineData("00")]
    public async Task What_a_machine_should_not_say_is_passed_over(string nonsense)
    {
        using var machine = new Machine();

        Assert.StartsWith("98YYY", await machine.SayAsync("kiosk", nonsense, "9900802.00"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("63014                                       AAP1|")]
    [InlineData("11")]
    [InlineData("09")]
    [InlineData("29")]
    [InlineData("15")]
    [InlineData("17")]
    [InlineData("23")]
    [InlineData("35")]
    [InlineData("37")]
    [InlineData("65")]
    [InlineData("01")]
    public async Task A_message_with_its_parts_missing_has_an_answer(string start)
    {
        using var machine = new Machine();

        Assert.NotEmpty(await machine.SayAsync("kiosk", start));
    }

    [Fact]
    public async Task Where_the_library_may_have_done_it_the_machine_gets_no_answer_rather_than_a_no()
    {
        using var machine = new Machine();
        machine.Library.IsAwayAndMayHaveDone = false;
        Assert.StartsWith("120N", await machine.SayAsync("kiosk", "11NN20261120    030000                  AOmain|AAP1|ABB1|AC|"), StringComparison.Ordinal);

        machine.Library.IsAwayAndMayHaveDone = true;
        Assert.Equal("", await machine.SayAsync("kiosk", "11NN20261120    030000                  AOmain|AAP1|ABB1|AC|"));
        Assert.Equal(Sip2SessionEnd.NoAnswer, machine.End);
    }

    [Fact]
    public async Task A_silent_machine_is_let_go_and_a_line_without_end_refused()
    {
        using var machine = new Machine();
        var (here, there) = DuplexStream.Pair();
        var session = machine.Session(there).RunAsync(Cancel);
        machine.Time.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal(Sip2SessionEnd.Idle, await session);
        await here.DisposeAsync();

        await machine.TalkAsync(new string('x', 9000));
        Assert.Equal(Sip2SessionEnd.Broken, machine.End);
    }

    [Fact]
    public async Task The_systems_own_words_stay_with_staff()
    {
        using var machine = new Machine();

        var answer = await machine.SayAsync("kiosk", "11NN20261120    030000                  AOmain|AAP1|ABB9|AC|");

        Assert.Contains("AFこの資料は登録されていません|", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("for staff", answer, StringComparison.Ordinal);
    }

    [Property(MaxTest = 300)]
    public Property Garbage_ends_no_session_but_by_its_rules() => Prop.ForAll(
        (from count in Gen.Choose(1, 8)
         from parts in (from code in Gen.Elements("11", "09", "29", "63", "15", "17", "37", "65", "99", "97", "96", "zz", "")
                        from length in Gen.Choose(0, 80)
                        from rest in Gen.Elements('Y', 'N', ' ', '0', '9', 'A', 'B', '|', '\n', '\0', 'ポ', '+', 'Z').ArrayOf(length)
                        select code + new string(rest) + "\r").ListOf(count)
         select string.Concat(parts)).ToArbitrary(), text =>
        {
            using var machine = new Machine();
            machine.TalkAsync("9300CNkiosk|COsecret|\r" + text).GetAwaiter().GetResult();
            return machine.End is Sip2SessionEnd.Closed;
        });

    [Fact]
    public async Task Over_TLS_the_pinned_certificate_is_believed_and_no_other()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "server.p12");
            using var certificate = NewCertificate();
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pkcs12), Cancel);
            var time = TimeProvider.System;
            var settings = new Sip2ServerSettings { Port = 0, CertificateFile = file, Accounts = Settings.Accounts };
            using var server = new Sip2Server(new ShelfLibrary(time), settings, TimeZoneInfo.Utc, time, NullLogger<Sip2Server>.Instance);
            await server.StartAsync(Cancel);

            Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await AskAsync(Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))));
            Assert.IsType<LibraryLookup<LibraryPatron>.Unavailable>(await AskAsync(new string('0', 64)));
            Assert.IsType<LibraryLookup<LibraryPatron>.Unavailable>(await AskAsync(null));   // signed by nobody

            await server.StopAsync(Cancel);

            async Task<LibraryLookup<LibraryPatron>> AskAsync(string? pin)
            {
                var settings = new Sip2Settings { Host = "127.0.0.1", Port = server.Port, User = "kiosk", Password = "secret", PinnedCertificate = pin };
                using var client = new Sip2Client(settings, time, NullLogger<Sip2Client>.Instance);
                var found = await new Sip2LibrarySystem(client, settings, TimeZoneInfo.Utc, time, NullLogger<Sip2LibrarySystem>.Instance).PatronAsync("P1", Cancel);
                await client.StopAsync(Cancel);
                return found;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task More_machines_than_there_is_room_for_are_turned_away_and_the_others_go_on()
    {
        var settings = new Sip2ServerSettings { Port = 0, Sessions = 1, Accounts = Settings.Accounts };
        using var server = new Sip2Server(new ShelfLibrary(TimeProvider.System), settings, TimeZoneInfo.Utc, TimeProvider.System, NullLogger<Sip2Server>.Instance);
        await server.StartAsync(Cancel);
        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        await first.GetStream().WriteAsync("9300CNkiosk|COsecret|\r"u8.ToArray(), Cancel);
        var answer = new byte[4];
        await first.GetStream().ReadExactlyAsync(answer, Cancel);

        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        Assert.Equal(0, await ReadToEndAsync(second));

        await first.GetStream().WriteAsync("9900802.00\r"u8.ToArray(), Cancel);
        Assert.Equal(1, await first.GetStream().ReadAsync(new byte[1], Cancel));
        await server.StopAsync(Cancel);

        static async Task<int> ReadToEndAsync(TcpClient client)
        {
            try
            {
                return await client.GetStream().ReadAsync(new byte[1], Cancel);
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        return new CertificateRequest("CN=library", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(30));
    }

    /// <summary>Machines on wires in memory to one library.</summary>
    sealed class Machine : IDisposable
    {
        readonly List<Sip2Client> clients = [];

        public Machine() => Library = new(Time);

        public FakeTimeProvider Time { get; } = new(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
        public ShelfLibrary Library { get; }
        public DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        public Sip2SessionEnd? End { get; private set; }

        public Change NewChange()
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return new(Guid.CreateVersion7(Time.GetUtcNow()), Time.GetUtcNow());
        }

        public Sip2Session Session(Stream wire) => new(wire, Settings, account => new(Library, Settings, account, TimeZoneInfo.Utc, Time), Time);

        public Sip2LibrarySystem Client(string user, Sip2Encoding encoding = Sip2Encoding.Utf8)
        {
            var settings = new Sip2Settings { Host = "memory", User = user, Password = "secret", Encoding = encoding };
            var client = new Sip2Client(settings, _ =>
            {
                var (here, there) = DuplexStream.Pair();
                Task.Run(() => Session(there).RunAsync(CancellationToken.None), CancellationToken.None);
                return Task.FromResult<Stream>(here);
            }, Time, NullLogger<Sip2Client>.Instance);
            clients.Add(client);
            return new Sip2LibrarySystem(client, settings, TimeZoneInfo.Utc, Time, NullLogger<Sip2LibrarySystem>.Instance);
        }

        /// <summary>Logs in, says the lines (a checksum is added where one ends in AZ), and gives the answers without the login's.</summary>
        public async Task<string> SayAsync(string user, params string[] lines)
        {
            var text = await TalkAsync($"9300CN{user}|COsecret|\r" + string.Concat(lines.Select(line => line.EndsWith("AZ", StringComparison.Ordinal)
                ? $"{line}{Sip2Codec.Checksum(Encoding.UTF8.GetBytes(line)):X4}\r"
                : line + "\r")));
            return text["941\r".Length..].TrimEnd('\r');
        }

        public async Task<string> TalkAsync(string text)
        {
            var (here, there) = DuplexStream.Pair();
            var session = Session(there).RunAsync(Cancel);
            await here.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);
            await here.EndWritingAsync();
            End = await session;
            await there.DisposeAsync();
            using var answers = new MemoryStream();
            await here.CopyToAsync(answers, Cancel);
            return Encoding.UTF8.GetString(answers.ToArray());
        }

        public void Dispose() => clients.ForEach(client => client.Dispose());
    }
}
