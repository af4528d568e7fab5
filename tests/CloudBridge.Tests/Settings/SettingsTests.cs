using Bridge;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CloudBridge.Tests.Settings;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Broker:Port", "70000", "1883")]
    [InlineData("Broker:Host", "broker.example", "External")]
    [InlineData("Broker:PendingMessages", "1", "20000")]
    [InlineData("Broker:Host", "0.0.0.0", "Bridge:Fleet (TLS)")]
    [InlineData("Fleet:Host", "https://bridge.example", "without https://")]
    [InlineData("Fleet:Host", "bridge.example:8443", "without a port")]
    [InlineData("Fleet:Listen", "bridge", "0.0.0.0")]
    [InlineData("Fleet:Port", "70000", "8443")]
    [InlineData("Fleet:CertificateDays", "1", "90 is the default")]
    [InlineData("Fleet:CodesPerAddress", "1", "60 is the default")]
    [InlineData("Storage:Folder", "", "/var/lib")]
    [InlineData("Storage:PostgreSql", "postgresql://kazashi:secret@db/kazashi", "Host=/run/postgresql")]
    [InlineData("Storage:PostgreSql", "Host=db;Password=secret", "a host and a database")]
    [InlineData("Web:Listen", "8080", "http://")]
    [InlineData("Identity:TapWindow", "02:00:00", "00:05:00")]
    [InlineData("Identity:ValidFor", "-1.00:00:00", "7.00:00:00")]
    [InlineData("Identity:EnrolmentPatience", "00:01:00", "00:00:12")]
    [InlineData("Identity:Local:OcspAddress", "ocsp", "http://")]
    [InlineData("Identity:Local:Policies:0", "jpki", "1.2.392")]
    [InlineData("Identity:Local:Roots:0:Sha256", "AB", "fingerprint")]
    [InlineData("Identity:Local:TestRoots:0", "root.pem", "Development")]
    [InlineData("Registration:TermsVersion", "2026 April", "2026-04")]
    [InlineData("Registration:NumberPrefix", "ABC", "digits")]
    [InlineData("Registration:NumberPrefix", "12345678", "no digit to count")]
    [InlineData("Registration:ChallengeLifetime", "02:00:00", "00:10:00")]
    [InlineData("Identity:Platform:Kind", "MyKey", "CertificateFile and KeyFile")]
    [InlineData("Identity:Platform:Kind", "MyKey", "https://platform.example/")]
    [InlineData("Identity:Platform:Kind", "MyKey", "ca.pem")]
    [InlineData("Identity:Platform:Kind", "MyKey", "SealKey is no P-256")]
    [InlineData("Identity:Platform:Kind", "MyKey", "AnswerKey is no P-256")]
    [InlineData("Identity:Platform:Retries", "9", "2 is the default")]
    [InlineData("Identity:Platform:BreakFor", "0", "00:00:30")]
    [InlineData("Web:PublicAddress", "library.example", "https://")]
    [InlineData("Web:PublicAddress", "http://library.example", "TLS proxy")]
    [InlineData("Web:PublicAddress", "https://library.example/pages", "host alone")]
    [InlineData("Web:SignInLasts", "00:00:01", "00:30:00")]
    [InlineData("Web:StaffSessionEndsAfter", "2.00:00:00", "10:00:00")]
    [InlineData("Web:AuditDays", "7", "400")]
    [InlineData("Web:SecurityContact", "security@city.example.jp", "mailto:")]
    [InlineData("Web:SecurityContact", "mailto:security@city.example.jp", "SecurityExpires")]
    [InlineData("Broker:UsesTls", "true", "Bridge:Fleet:Host")]
    [InlineData("Fleet:Announce", "true", "Bridge:Fleet:Host")]
    [InlineData("Library:Name", "", "白樺市立図書館")]
    [InlineData("Mail:Host", "mail.example", "library@city.example.jp")]
    [InlineData("Mail:Port", "0", "587")]
    [InlineData("Mail:User", "bridge", "User and Password")]
    [InlineData("Mail:Timeout", "00:00:01", "00:01:00")]
    [InlineData("SignIn:Issuer", "http://platform.example/", "https://")]
    [InlineData("SignIn:RequiredAcr", "AAL 3", "aal3")]
    [InlineData("SignIn:ClientId", "RP-1", "letters and digits")]
    [InlineData("SignIn:TokenEndpoint", "https://platform.example/token", "all")]
    [InlineData("SignIn:KeyFile", "nowhere.pem", "nowhere.pem")]
    [InlineData("Loans:Days", "0", "14")]
    [InlineData("Sip2:Port", "0", "6001")]
    [InlineData("Sip2:Connections", "0", "1 serves")]
    [InlineData("Sip2:PinnedCertificate", "AB", "sha256sum")]
    [InlineData("Sip2:ShortestWait", "20", "LongestWait")]
    [InlineData("Sip2:Delimiter", "A", "| is usual")]
    [InlineData("Sip2Server:Port", "-1", "6001")]
    [InlineData("Sip2Server:Host", "library", "127.0.0.1")]
    [InlineData("Sip2Server:IdleTimeout", "1", "900")]
    [InlineData("Sip2Server:Accounts:0:User", "kiosk", "no Password")]
    [InlineData("Koha:Address", "http://koha.example", "https://koha.example/")]
    [InlineData("Koha:Address", "https://koha.example", "User and Password")]
    [InlineData("Koha:Address", "https://koha.example", "Library is empty")]
    [InlineData("Koha:Address", "https://koha.example", "SIP2 server, too")]
    [InlineData("Koha:Retries", "9", "2 is the default")]
    [InlineData("Calendar:TimeZone", "Asia/Edo", "Asia/Tokyo")]
    [InlineData("Devices:0:Name", "Counter 1", "site/device")]
    [InlineData("Devices:0:TokenHash", "secret", "64")]
    [InlineData("Devices:0:SealKey", "AAAA", "P-256")]
    public void A_wrong_value_stops_the_start_and_the_message_says_what_to_write(string name, string value, string advice)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Bridge:{name}", value)]).Build();

        var refused = Assert.Throws<OptionsValidationException>(() => BridgeHost.Build(configuration));

        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_connection_is_told_without_its_password() =>
        Assert.DoesNotContain("secret", Assert.Throws<OptionsValidationException>(new BridgeSettings { Storage = new() { PostgreSql = "Host=db;Password=secret;Data base=x" } }.Validated).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_password_does_not_go_through_a_network_in_clear()
    {
        var mail = new MailSettings { Host = "mail.example", Security = MailSecurity.None, User = "bridge", Password = "secret", From = "library@city.example.jp" };

        Assert.Contains("StartTls or Tls", Assert.Throws<OptionsValidationException>(new BridgeSettings { Mail = mail }.Validated).Message, StringComparison.Ordinal);
        new BridgeSettings { Mail = new() { Host = "127.0.0.1", Security = MailSecurity.None, User = "bridge", Password = "secret", From = "library@city.example.jp" } }.Validated();
    }

    [Fact]
    public async Task A_password_becomes_the_hash_that_an_import_takes()
    {
        using var output = new StringWriter();
        Assert.Equal(1, await Commands.RunAsync(["password-hash"], output, TextWriter.Null, () => ""));
        Assert.Equal(0, await Commands.RunAsync(["password-hash"], output, TextWriter.Null, () => "correct horse battery"));

        Assert.True(Bridge.Web.PasswordHash.IsRight("correct horse battery", output.ToString().Trim()));
    }

    [Fact]
    public async Task The_key_for_the_platform_stays_and_only_its_public_half_is_printed()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-key-").FullName;
        using StringWriter first = new(), second = new();
        await Commands.RunAsync(["signin-key", $"--Bridge:Storage:Folder={folder}"], first, TextWriter.Null);
        await Commands.RunAsync(["signin-key", $"--Bridge:Storage:Folder={folder}"], second, TextWriter.Null);

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Single(new Microsoft.IdentityModel.Tokens.JsonWebKeySet(first.ToString()).Keys, key => !key.HasPrivateKey && key.Crv == "P-256");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "keys", "signin.key")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_week_without_an_opening_day_is_refused()
    {
        var settings = new BridgeSettings { Calendar = new() { WeeklyClosed = Enum.GetValues<DayOfWeek>() } };

        Assert.Contains("all seven days", Assert.Throws<OptionsValidationException>(settings.Validated).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Branches_and_slots_that_cannot_be_are_refused()
    {
        RefusedWith("twice", new() { Branches = [Branch("central"), Branch("central")] });
        RefusedWith("A branch's Code", new() { Branches = [Branch("中央")] });
        RefusedWith("A01..A40", new() { Branches = [new() { Code = "hill", Name = "丘", NameEnglish = "Hill", Slots = ["A9..A1"] }] });
        Assert.Contains("Bridge:Holds:Slots", Assert.Throws<OptionsValidationException>(new BridgeSettings { Holds = new() { Slots = ["A1..B2"] } }.Validated).Message, StringComparison.Ordinal);

        static BranchSettings Branch(string code) => new() { Code = code, Name = "館", NameEnglish = "Branch" };
        static void RefusedWith(string advice, LibrarySettings library) =>
            Assert.Contains(advice, Assert.Throws<OptionsValidationException>(new BridgeSettings { Library = library }.Validated).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_what_counts()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([
            new("Bridge:Calendar:WeeklyClosed:0", "Monday"), new("Bridge:Calendar:ClosedDays:0", "2026-12-29"), new("Bridge:Loans:Categories:child:Items", "5"),
            new("Bridge:Identity:MyNumberCard:Loan", "PinProven"), new("Bridge:Broker:Source", "External")]).Build().GetSection(BridgeSettings.Section).Get<BridgeSettings>()!.Validated();

        Assert.Equal([DayOfWeek.Monday], settings.Calendar.WeeklyClosed);
        Assert.Equal([new DateOnly(2026, 12, 29)], settings.Calendar.ClosedDays);
        Assert.Equal((5, 10), (settings.Loans.LimitOf("child").Items, settings.Loans.LimitOf("adult").Items));
        Assert.Equal(Bridge.Identity.Assurance.PinProven, settings.Identity.MyNumberCard.Loan);
    }
}
