using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sandbox;
using Sandbox.People;

namespace CloudBridge.Tests.Sandbox;

/// <summary>The sandbox by itself: its settings, its keys, and the folder of people.</summary>
public sealed partial class StandAloneTests : IDisposable
{
    readonly RSA chip = RSA.Create(2048);
    readonly string folder = Directory.CreateTempSubdirectory("kazashi-sandbox-").FullName;

    [Theory]
    [InlineData("0.0.0.0:5080", "IsPilot")]
    [InlineData("[::]:5080", "IsPilot")]
    [InlineData("192.0.2.1:5080", "IsPilot")]
    [InlineData("localhost", "127.0.0.1:5080")]
    [InlineData("127.0.0.1", "127.0.0.1:5080")]
    [InlineData("", "127.0.0.1:5080")]
    public void It_listens_on_loopback_and_says_how_to_change_that(string listen, string advice)
    {
        Assert.Contains(advice, Refused(new() { Listen = listen }), StringComparison.Ordinal);
        Assert.Contains("Sandbox:CardListen", Refused(new() { CardListen = listen }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pilot_may_be_open() => new SandboxSettings { Listen = "0.0.0.0:5080", CardListen = "[::]:5443", IsPilot = true, PublicAddress = "https://sandbox.example/" }.Validated();

    [Theory]
    [InlineData("RP-1", "library.example", "https://library.example/", "{}", "letters and digits")]
    [InlineData("RP1", "no host", "https://library.example/", "{}", "library.example")]
    [InlineData("RP1", "library.example", "/signin", "{}", "absolute")]
    [InlineData("RP1", "library.example", "https://library.example/#part", "{}", "fragment")]
    [InlineData("RP1", "library.example", "https://library.example/", "{}", "keys")]
    [InlineData("RP1", "library.example", "https://library.example/", "/nowhere/jwks.json", "keys")]
    [InlineData("RP1", "library.example", "https://library.example/", """{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""", "public keys only")]
    public void A_client_that_cannot_be_served_stops_the_start(string id, string sector, string redirect, string keys, string advice) =>
        Assert.Contains(advice, Refused(new() { Clients = [new() { Id = id, Name = "図書館", Sector = sector, RedirectUris = [redirect], Jwks = keys }] }), StringComparison.Ordinal);

    [Fact]
    public void Two_systems_have_two_ids()
    {
        SandboxClient client = new() { Id = "RP1", Name = "図書館", Sector = "library.example" };

        Assert.Contains("more than once", Refused(new() { Clients = [client, client] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_keeps_their_ppid_and_the_platform_its_keys_over_a_restart()
    {
        var settings = new SandboxSettings { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0", Folder = Path.Combine(folder, "keys") };
        var seen = new List<(string, string, string, string)>();

        for (var start = 0; start < 2; start++)
        {
            await using var host = SandboxHost.Build(settings, TestPeople.All);
            seen.Add((host.Ppid("library.example", "yamada-hanako"), host.SealKey.Text, host.AnswerKey, host.Authority));
        }

        Assert.Equal(seen[0], seen[1]);
        Assert.All(Directory.GetFiles(settings.Folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        await using var other = SandboxHost.Build(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0" }, TestPeople.All);
        Assert.NotEqual(seen[0].Item1, other.Ppid("library.example", "yamada-hanako"));
    }

    [Fact]
    public void Card_files_are_read()
    {
        WriteCard("a", "\"quirks\":[\"revoked\",\"long-address\"],");
        WriteCard("b", "\"quirks\":[\"face-authentication-only\"],");
        WriteCard("c", "\"quirks\":[\"blocked\",\"certificate-absent\"],\"authenticationPin\":\"5678\",");
        File.WriteAllText(Path.Combine(folder, "d.json"), """{"kind":"felica","name":"森　薫","idm":"0102030405060708"}""");

        var people = PeopleFolder.Read(folder);

        Assert.Equal(["a", "b", "c"], people.Select(person => person.Id));
        Assert.Equal(("山田　花子", "長野県白樺市本町", "19850412", "2", "revoked, long address"), (people[0].Name, people[0].Address, people[0].BirthDate, people[0].Sex, people[0].Remark));
        Assert.Equal([("1234", 3, true), (null, 3, false), ("5678", 0, false)], people.Select(person => (person.Pin, person.Tries, person.IsRevoked)));
        Assert.Equal([TestPeople.Hanako.Certificate, TestPeople.Hanako.Certificate, null], people.Select(person => person.Certificate));
        Assert.Equal(chip.ExportSubjectPublicKeyInfo(), people[0].ChipKey);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"kind":"my-number","name":"山田　花子"}""")]
    [InlineData("""{"kind":"my-number","name":1}""")]
    [InlineData("""{"kind":"my-number","name":"山田　花子","address":"","birthDate":"","sex":"1","authentication":"sandbox","text":"sandbox"}""")]
    public void A_file_that_is_no_card_with_its_keys_is_named_with_what_to_do(string json)
    {
        File.WriteAllText(Path.Combine(folder, "broken.json"), json);

        var refused = Assert.Throws<PeopleFolderException>(() => PeopleFolder.Read(folder));

        Assert.Contains("broken.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains("people --out", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_how_to_make_it()
    {
        Assert.Contains("people --out", Assert.Throws<PeopleFolderException>(() => PeopleFolder.Read(Path.Combine(folder, "none"))).Message, StringComparison.Ordinal);
        Assert.Contains("people --out", Assert.Throws<PeopleFolderException>(() => PeopleFolder.ReadAuthorities(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hierarchy_is_read()
    {
        WriteAuthorities();

        var authorities = PeopleFolder.ReadAuthorities(Path.Combine(folder, "people"));

        Assert.Equal([TestPeople.Authority.Certificate, TestPeople.Authority.Certificate], authorities.Select(authority => authority.Certificate));
        Assert.Equal(TestPeople.Authority.Key, authorities[0].Key);
    }

    [Fact]
    public async Task It_tells_where_it_is_and_stops_when_asked()
    {
        WriteCard("people/a", "");
        WriteAuthorities();
        var output = new StringWriter();
        using var stop = new CancellationTokenSource();

        var running = Commands.RunAsync(["run", "--people", Path.Combine(folder, "people"), "--Sandbox:Listen=127.0.0.1:0", "--Sandbox:CardListen=127.0.0.1:0", "--Logging:LogLevel:Default=None"], output, TextWriter.Null, stop.Token);
        while (!running.IsCompleted && !output.ToString().Contains("AnswerKey=", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Contains("/.well-known/openid-configuration", output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "sandbox", "ca.pem")));
    }

    [Theory]
    [InlineData("run", "--people", "/nowhere")]
    [InlineData("run", "--people", "/nowhere", "--Sandbox:Listen=0.0.0.0:1")]
    public async Task What_is_wrong_ends_with_one_line_and_one(params string[] args)
    {
        var errors = new StringWriter();

        Assert.Equal(1, await Commands.RunAsync(args, TextWriter.Null, errors, TestContext.Current.CancellationToken));
        Assert.Single(errors.ToString().Trim().Split('\n'));
    }

    [Fact]
    public async Task No_pin_no_name_and_no_identifier_is_logged()
    {
        var log = new CollectedLog();
        await using var sandbox = await TestSandbox.StartAsync(logging: logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        using var site = sandbox.RelyingParty();
        var (_, tokens) = await site.TokenAsync((await site.SignInAsync(TestPeople.Misaki))["code"]);
        await site.UserInfoAsync(tokens.GetProperty("access_token").GetString()!);
        await CardApiTests.EnrolAsync(sandbox, sandbox.ClientCertificate, TestPeople.Misaki);

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => Pin().IsMatch(line));
        foreach (var secret in new[] { "美咲", "長野県", "yoshida-misaki", sandbox.Host.Ppid("library.example", "yoshida-misaki"), TestPeople.Misaki.Serial })
        {
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        chip.Dispose();
    }

    [GeneratedRegex("(?<![0-9A-Za-z])5678(?![0-9A-Za-z])")]   // not a part of a port or a time
    private static partial Regex Pin();

    static string Refused(SandboxSettings settings) => Assert.Throws<OptionsValidationException>(() => SandboxHost.Build(settings, [])).Message;

    void WriteCard(string name, string parts)
    {
        var path = Path.Combine(folder, $"{name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$"""
            {"kind":"my-number","name":"山田　花子","address":"長野県白樺市本町","birthDate":"1985-04-12","sex":"female",{{parts}}
             "authentication":{"certificate":"{{Convert.ToBase64String(TestPeople.Hanako.Certificate)}}","key":"","authority":""},
             "text":{"key":"{{Convert.ToBase64String(chip.ExportPkcs8PrivateKey())}}"} }
            """);
    }

    void WriteAuthorities()
    {
        var roots = Directory.CreateDirectory(Path.Combine(folder, "people", "test-jpki")).FullName;
        foreach (var name in new[] { "auth-ca", "sign-ca" })
        {
            File.WriteAllText(Path.Combine(roots, $"{name}.pem"), PemEncoding.WriteString("CERTIFICATE", TestPeople.Authority.Certificate));
            File.WriteAllText(Path.Combine(roots, $"{name}.key.pem"), PemEncoding.WriteString("PRIVATE KEY", TestPeople.Authority.Key));
        }
    }
}

/// <summary>Every line that is logged.</summary>
sealed class CollectedLog : ILoggerProvider, ILogger
{
    readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = [];

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
    public bool IsEnabled(LogLevel logLevel) => true;
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
