using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Virtual.Cards;
using Virtual.People;

namespace Journey.Tests;

/// <summary>Who registers, with which card and PIN, is on the card, on the panel, in a sealed payload and in the library's own database; nowhere else.</summary>
public sealed class EnrolmentPrivacyTests
{
    const string Person = "takahashi-taro", Pin = "1234";

    [Fact]
    public async Task A_registration_leaves_nothing_of_the_person_on_the_wire_on_the_appliances_disk_and_in_a_log()
    {
        var wire = new Overheard();
        using var logs = new Logs();
        await using var journey = await Journey.BeginAsync(new Bench.BenchOptions("", IsPaced: false) { Overheard = wire.Hear, Logs = logs });
        await journey.RegisterAsync(Person, Pin);
        await journey.LedgerAsync(ledger => ledger.Events.Any(e => e.Type == "enrolment.told"));

        var secrets = Secrets().ToList();
        Assert.Empty(secrets.Where(secret => wire.Contains(secret.Bytes)).Select(secret => $"{secret.What} on the wire"));
        Assert.Empty(secrets.Where(secret => OnDisk(journey, secret.Bytes)).Select(secret => $"{secret.What} on the disk"));
        Assert.Empty(secrets.Where(secret => logs.Contains(secret.Bytes)).Select(secret => $"{secret.What} in a log"));
        Assert.DoesNotContain(logs.Lines, line => Regex.IsMatch(line, $@"(?<![0-9A-Fa-f:.-]){Pin}(?![0-9A-Fa-f:.-])"));
        Assert.NotEmpty(logs.Lines);
        Assert.True(wire.Contains("kazashi/v1/shirakaba/counter-1/events"u8.ToArray()));
    }

    [Fact]
    public async Task What_the_registration_carried_is_off_the_disk_once_the_bridge_has_it_even_sealed()
    {
        await using var journey = await Journey.BeginAsync();
        await journey.RegisterAsync(Person, Pin);
        await journey.UntilAsync(() => !OnDisk(journey, Encoding.ASCII.GetBytes("registration.requested")));

        Assert.True(OnDisk(journey, Encoding.ASCII.GetBytes("enrolment.told")));   // so this is the journal that was looked into
        await journey.LeaveAsync();
        await journey.TapAsync(Person);
    }

    [Fact]
    public async Task Two_libraries_know_the_same_card_by_identifiers_that_do_not_match()
    {
        await using var journey = await Journey.BeginAsync();

        Assert.NotEqual(journey.World.PlatformHost.Ppid("toshokan.shirakaba.example", Person), journey.World.PlatformHost.Ppid("toshokan.another.example", Person));
    }

    static bool OnDisk(Journey journey, byte[] bytes) => journey.Counter.Disk.Names.Any(name => journey.Counter.Disk[name].AsSpan().IndexOf(bytes) >= 0);

    /// <summary>What must not be found, in every dress it might come in.</summary>
    static IEnumerable<(string What, byte[] Bytes)> Secrets()
    {
        var card = (CardDescription.MyNumber)SamplePeople.Find(Person)!.Card;
        var issued = SamplePeople.Find(Person)!.Lay().Issued!;
        foreach (var (what, text) in new[] { ("name", card.Name), ("address", card.Address), ("12-digit number", issued.Holder.MyNumber), ("birth date", "19661231"), ("birth date", "1966-12-31") })
        {
            yield return (what, Encoding.UTF8.GetBytes(text));
            yield return ($"{what} in UTF-16", Encoding.Unicode.GetBytes(text));
            yield return ($"{what} escaped", Encoding.ASCII.GetBytes(string.Concat(text.Select(c => char.IsAscii(c) ? $"{c}" : $"\\u{(int)c:X4}"))));
        }
        var certificate = issued.Authentication.Value.Certificate;
        yield return ("certificate", certificate[200..260]);
        for (var shift = 0; shift < 3; shift++)
        {
            yield return ("certificate in base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(certificate[(201 + shift)..258])[..72]));
        }
        using var parsed = X509CertificateLoader.LoadCertificate(certificate);
        yield return ("serial", Encoding.ASCII.GetBytes(parsed.SerialNumber));
    }

    sealed class Overheard
    {
        readonly ArrayBufferWriter<byte> _bytes = new();
        readonly Lock _lock = new();

        public void Hear(ReadOnlyMemory<byte> bytes)
        {
            lock (_lock)
            {
                _bytes.Write(bytes.Span);
            }
        }

        public bool Contains(byte[] bytes)
        {
            lock (_lock)
            {
                return _bytes.WrittenSpan.IndexOf(bytes) >= 0;
            }
        }
    }

    sealed class Logs : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public bool Contains(byte[] utf8) => Lines.Any(line => Encoding.UTF8.GetBytes(line).AsSpan().IndexOf(utf8) >= 0);

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
            // nothing is held
        }

        sealed class Logger(Logs logs) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                logs.Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
