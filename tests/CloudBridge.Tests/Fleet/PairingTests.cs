using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Settings;
using Contract.Pairing;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Fleet;

/// <summary>An appliance and its bridge meet: what is asked, answered, refused and forgotten.</summary>
public class PairingTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static Task<TestBridge> StartAsync(Func<FleetSettings>? fleet = null) => TestBridge.StartAsync(folder => new()
    {
        Storage = new() { Folder = folder },
        Web = new() { Listen = "http://127.0.0.1:0" },
        Broker = new() { Port = 0 },
        Library = new() { Name = "白樺市立図書館" },
        Fleet = fleet?.Invoke() ?? Fleet(),
    });

    internal static FleetSettings Fleet(int perAddress = 60, int atOnce = 200) => new() { Host = "localhost", Listen = "127.0.0.1", Port = 0, MqttPort = 0, CodesPerAddress = perAddress, CodesAtOnce = atOnce };

    [Fact]
    public async Task An_appliance_that_staff_accept_gets_a_certificate_of_its_own_name()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        var code = await appliance.BeginAsync();
        Assert.True(UserCodes.TryParse(code.UserCode, out _));
        Assert.Equal((bridge.Url($"/pair?code={code.UserCode}").ToString(), 600, 5), (code.VerificationUriComplete, code.ExpiresIn, code.Interval));
        Assert.Equal(PairingProblem.Pending, await appliance.PollAsync());
        var pairings = bridge.Get<Pairings>();
        var waiting = Assert.IsType<PairingCase>(await pairings.FindAsync(code.UserCode, Cancel));
        Assert.Equal(("Kazashi counter", "0.1.0"), (waiting.Model, waiting.Version));

        Assert.Null(await pairings.AcceptAsync(code.UserCode, new("central", "gate-1"), DeviceStation.Gate, "sato", Cancel));
        Assert.Null(await appliance.PollAsync());

        Assert.Equal(("central/gate-1", "Gate", "白樺市立図書館", "localhost"), (appliance.Paired!.Name, appliance.Paired.Station, appliance.Paired.LibraryName, appliance.Paired.MqttHost));
        Assert.Equal("CN=central/gate-1", appliance.Certificate!.Subject);
        Assert.Equal(bridge.Get<Bridge.Identity.BridgeKeys>().Seal.Public.Text, appliance.Paired.BridgeKey);
        Assert.Equal(90, Math.Round((appliance.Certificate.NotAfter - bridge.Clock.GetUtcNow().LocalDateTime).TotalDays));
        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());
        Assert.Contains((AuditAct.AppliancePaired, "central/gate-1"), await bridge.ReadAsync(db => db.Audit.Select(entry => new ValueTuple<AuditAct, string?>(entry.Act, entry.Subject)).ToListAsync(Cancel)));
    }

    [Fact]
    public async Task A_station_chosen_at_the_panel_is_what_the_bridge_wants_and_in_the_audit_log()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var answer = await appliance.PostAsync(PairingPaths.Station, new StationChange("HoldShelf"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(DeviceStation.HoldShelf, await bridge.ReadAsync(db => db.PairedDevices.Select(row => row.Station).SingleAsync(Cancel)));
        var audited = await bridge.ReadAsync(db => db.Audit.OrderBy(entry => entry.Id).LastAsync(Cancel));
        Assert.Equal((AuditAct.ApplianceChanged, "central/counter-1", "(panel)", "HoldShelf"), (audited.Act, audited.Subject, audited.Staff, audited.Detail));

        foreach (var wrong in (string[])["holdshelf", "1", "Desk", ""])
        {
            using var refused = await appliance.PostAsync(PairingPaths.Station, new StationChange(wrong));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Panel_and_console_show_the_same_twelve_digits_and_others_to_one_in_between()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        var code = await appliance.BeginAsync();
        var waiting = (await bridge.Get<Pairings>().FindAsync(code.UserCode, Cancel))!;

        var panel = ComparisonCode.Of(code.UserCode, appliance.Authority, waiting.CertificateRequest);

        Assert.Equal(panel, bridge.Get<Pairings>().CompareWith(code.UserCode, waiting));
        Assert.Matches("^[0-9]{4}-[0-9]{4}-[0-9]{4}$", panel);
        using var other = DeviceAuthority.Open(new() { Folder = Directory.CreateDirectory(Path.Combine(bridge.Folder, "other", "keys")).Parent!.FullName }, bridge.Clock);
        Assert.NotEqual(panel, ComparisonCode.Of(code.UserCode, other.Certificate, waiting.CertificateRequest));
        Assert.NotEqual(panel, ComparisonCode.Of(code.UserCode, appliance.Authority, appliance.Request(ECDsa.Create(ECCurve.NamedCurves.nistP256))));
    }

    [Fact]
    public async Task A_refused_appliance_is_told_so()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        await appliance.BeginAsync();

        Assert.True(await bridge.Get<Pairings>().RefuseAsync(appliance.Code.UserCode, "sato", Cancel));

        Assert.Equal(PairingProblem.Denied, await appliance.PollAsync());
        Assert.Null(await bridge.Get<Pairings>().FindAsync(appliance.Code.UserCode, Cancel));
        Assert.Equal(PairingFault.NotThere, await bridge.Get<Pairings>().AcceptAsync(appliance.Code.UserCode, new("central", "counter-1"), DeviceStation.Counter, "sato", Cancel));
    }

    [Fact]
    public async Task A_code_ends_after_ten_minutes_also_over_a_restart()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        await appliance.BeginAsync();
        await bridge.RestartAsync();
        Assert.Equal(PairingProblem.Pending, await appliance.PollAsync());

        bridge.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(PairingProblem.Expired, await appliance.PollAsync());
        Assert.Null(await bridge.Get<Pairings>().FindAsync(appliance.Code.UserCode, Cancel));
    }

    [Fact]
    public async Task A_code_is_good_for_one_appliance_and_void_once_its_certificate_is_used()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        Assert.Null(await appliance.PollAsync());   // the first answer may have been lost
        Assert.Equal(PairingFault.NotThere, await bridge.Get<Pairings>().AcceptAsync(appliance.Code.UserCode, new("central", "counter-2"), DeviceStation.Counter, "sato", Cancel));

        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());

        Assert.Equal(PairingProblem.Expired, await appliance.PollAsync());
    }

    [Fact]
    public async Task Whoever_polls_too_often_must_wait_longer()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        await appliance.BeginAsync();
        Assert.Equal(PairingProblem.Pending, await appliance.PollAsync());

        Assert.Equal(PairingProblem.SlowDown, await appliance.PollAsync(waits: false));
        Assert.Equal(PairingProblem.SlowDown, await appliance.PollAsync());   // five seconds are no longer enough
        bridge.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(PairingProblem.Pending, await appliance.PollAsync());
    }

    [Fact]
    public async Task One_address_gets_so_many_codes_in_an_hour_also_over_a_restart()
    {
        await using var bridge = await StartAsync(() => Fleet(perAddress: 6));
        using var appliance = new TestAppliance(bridge);
        for (var n = 0; n < 6; n++)
        {
            await appliance.BeginAsync();
        }
        await bridge.RestartAsync();

        using var refused = await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta!.Value));
        bridge.Clock.Advance(TimeSpan.FromHours(1));
        await appliance.BeginAsync();
    }

    [Fact]
    public async Task So_many_codes_are_open_at_once_and_no_more()
    {
        await using var bridge = await StartAsync(() => Fleet(atOnce: 10));
        using var appliance = new TestAppliance(bridge);
        for (var n = 0; n < 10; n++)
        {
            await appliance.BeginAsync();
        }

        using var refused = await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromMinutes(10)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta!.Value));
        Assert.True(await bridge.Get<Pairings>().RefuseAsync(appliance.Code.UserCode, "sato", Cancel));
        await appliance.BeginAsync();
    }

    [Fact]
    public async Task No_code_lies_in_the_database()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        await appliance.BeginAsync();

        var row = await bridge.ReadAsync(db => db.Pairings.SingleAsync(Cancel));

        Assert.NotEqual(SHA256.HashData(Encoding.UTF8.GetBytes(appliance.Code.UserCode)), row.UserCode);   // 34 bits would be found in a minute
        Assert.Equal((32, 32), (row.UserCode.Length, row.DeviceCode.Length));
    }

    [Fact]
    public async Task A_name_belongs_to_one_appliance()
    {
        await using var bridge = await StartAsync();
        using var first = await TestAppliance.PairAsync(bridge);
        using var second = new TestAppliance(bridge);
        await second.BeginAsync();

        Assert.Equal(PairingFault.NameTaken, await bridge.Get<Pairings>().AcceptAsync(second.Code.UserCode, first.Address, DeviceStation.Counter, "sato", Cancel));

        await bridge.Get<Pairings>().UnpairAsync(first.Address, "sato", Cancel);
        Assert.Null(await bridge.Get<Pairings>().AcceptAsync(second.Code.UserCode, first.Address, DeviceStation.Counter, "sato", Cancel));
        Assert.Equal(HttpStatusCode.Gone, await first.AskAsync());
    }

    public static TheoryData<string, string> Garbage => new()
    {
        { PairingPaths.Authorization, "" },
        { PairingPaths.Authorization, "{}" },
        { PairingPaths.Authorization, "null" },
        { PairingPaths.Authorization, new string('[', 5000) },
        { PairingPaths.Authorization, """{"certificateRequest":"AAAA","sealKey":"x","model":"m","version":"v"}""" },
        { PairingPaths.Token, "{}" },
        { PairingPaths.Token, "\u0000" },
        { PairingPaths.Token, """{"device_code":"x","grant_type":"password"}""" },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_an_invalid_request(string path, string body)
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        using var http = appliance.Http(null);

        using var answer = await http.PostAsync(path, new StringContent(body), Cancel);

        Assert.Equal((HttpStatusCode.BadRequest, """{"error":"invalid_request"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task A_request_must_be_signed_by_its_own_key_on_P256_and_short()
    {
        await using var bridge = await StartAsync();
        using var appliance = new TestAppliance(bridge);
        var broken = appliance.Request();
        broken[^1] ^= 1;
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var tooLong = new CertificateRequest($"CN={new string('x', 3000)}", appliance.Key, HashAlgorithmName.SHA256);
        foreach (var request in (byte[][])[broken, [.. appliance.Request(), 0], appliance.Request(p384), new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(), tooLong.CreateSigningRequest()])
        {
            using var answer = await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking with { CertificateRequest = request });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        foreach (var asking in (PairingRequest[])[appliance.Asking with { Model = "" }, appliance.Asking with { Model = new('x', 65) }, appliance.Asking with { Version = "1\n2" }, appliance.Asking with { SealKey = "" }])
        {
            using var answer = await appliance.PostAsync(PairingPaths.Authorization, asking);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
        using var large = await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking with { CertificateRequest = new byte[100_000] });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(0, await bridge.ReadAsync(db => db.Pairings.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Old_and_new_certificate_count_until_the_new_one_is_used()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        var old = appliance.Certificate!;
        bridge.Clock.Advance(TimeSpan.FromDays(60));
        Assert.Equal(HttpStatusCode.OK, await appliance.RenewAsync());

        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync(old));   // the answer may have been lost
        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await appliance.AskAsync(old));

        bridge.Clock.Advance(TimeSpan.FromDays(80));   // beyond the first one's end
        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());
    }

    [Fact]
    public async Task Certificates_are_not_made_without_end()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        for (var n = 1; n < 10; n++)
        {
            Assert.Equal(HttpStatusCode.OK, await appliance.RenewAsync());
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await appliance.RenewAsync());
    }

    [Fact]
    public async Task An_unpaired_appliance_is_told_that_it_is_gone_and_one_the_database_forgot_is_not()
    {
        await using var bridge = await StartAsync();
        using var gone = await TestAppliance.PairAsync(bridge);
        using var forgotten = await TestAppliance.PairAsync(bridge, "counter-2");
        await bridge.Get<Pairings>().UnpairAsync(gone.Address, "sato", Cancel);
        await bridge.WriteAsync(db => db.DeviceCertificates.Remove(db.DeviceCertificates.Single(row => row.Device == "central/counter-2")));
        await bridge.RestartAsync();

        Assert.Equal(HttpStatusCode.Gone, await gone.AskAsync());
        Assert.Equal(HttpStatusCode.Gone, await gone.RenewAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await forgotten.AskAsync());   // a backup that was put back must not make an appliance erase itself
    }

    [Fact]
    public async Task The_authority_is_the_same_after_a_restart_and_nobody_else_may_read_its_key()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        await bridge.RestartAsync();

        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());
        foreach (var file in (string[])["authority.key", "authority.pem"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(bridge.Folder, "keys", file)));
        }
    }

    [Fact]
    public async Task A_bridge_without_a_name_for_appliances_has_no_authority()
    {
        await using var bridge = await TestBridge.StartAsync();

        Assert.False(File.Exists(Path.Combine(bridge.Folder, "keys", "authority.key")));
    }

    [Fact]
    public async Task No_page_is_where_appliances_come_in_and_nothing_of_theirs_is_among_the_pages()
    {
        await using var bridge = await StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var device = appliance.Http(appliance.Certificate);
        foreach (var path in (string[])["/", "/console", "/health", "/search", "/device", "/device/certificate/x", "/DEVICE/certificate"])
        {
            using var answer = await device.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var pages = new HttpClient();
        foreach (var route in bridge.Get<DeviceDoor>().Routes)
        {
            using var answer = await pages.SendAsync(new(new(route.Method), bridge.Url(route.Path)) { Content = JsonContent.Create(appliance.Asking, typeof(PairingRequest), options: PairingJson.Default.Options) }, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
