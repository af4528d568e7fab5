using System.Net;
using System.Text.Json;
using Bridge.Fleet;
using CloudBridge.Tests.Fleet;
using Contract;
using Contract.Pairing;

namespace CloudBridge.Tests.Contract;

/// <summary>pairing.yaml says what is asked and answered where appliances come in: held against the real door.</summary>
public sealed class PairingYamlTests
{
    static readonly Yaml Document = Yaml.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "pairing.yaml")));

    static readonly Dictionary<string, Type> Messages = new()
    {
        ["PairingRequest"] = typeof(PairingRequest), ["PairingCode"] = typeof(PairingCode), ["PairingPoll"] = typeof(PairingPoll),
        ["PairingProblem"] = typeof(PairingProblem), ["CertificateRenewal"] = typeof(CertificateRenewal), ["StationChange"] = typeof(StationChange), ["PairedDevice"] = typeof(PairedDevice),
    };

    [Fact]
    public async Task Every_route_is_a_path_and_no_path_is_more()
    {
        await using var bridge = await PairingTests.StartAsync();

        Assert.Equal(bridge.Get<DeviceDoor>().Routes.Select(route => $"{route.Method.ToLowerInvariant()} {route.Path}").Order(),
            Document["paths"].Keys.SelectMany(path => Document["paths"][path].Keys.Select(method => $"{method} {path}")).Order());
    }

    [Fact]
    public void Every_message_has_exactly_its_parts()
    {
        Assert.Equal(Messages.Keys.Order(), Document["components"]["schemas"].Keys.Order());
        foreach (var (name, type) in Messages)
        {
            Assert.Equal(PairingJson.Default.GetTypeInfo(type)!.Properties.Select(part => part.Name).Order(), Document["components"]["schemas"][name]["properties"].Keys.Order());
        }
        Assert.Equal([PairingProblem.Pending, PairingProblem.SlowDown, PairingProblem.Denied, PairingProblem.Expired, PairingProblem.Invalid],
            Document["components"]["schemas"]["PairingProblem"]["properties"]["error"]["enum"].Items.Select(item => item.Text));
        foreach (var message in new[] { "PairedDevice", "StationChange" })
        {
            Assert.Equal(Enum.GetNames<DeviceStation>(), Document["components"]["schemas"][message]["properties"]["station"]["enum"].Items.Select(item => item.Text));
        }
        Assert.Equal(new PairingPoll("").GrantType, Document["components"]["schemas"]["PairingPoll"]["properties"]["grant_type"]["const"].Text);
    }

    [Fact]
    public async Task What_the_door_answers_is_what_is_written()
    {
        await using var bridge = await PairingTests.StartAsync(() => PairingTests.Fleet(perAddress: 6));
        using var appliance = new TestAppliance(bridge);

        await IsWrittenAsync("post", PairingPaths.Authorization, await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking), HttpStatusCode.OK);
        await IsWrittenAsync("post", PairingPaths.Authorization, await appliance.PostAsync(PairingPaths.Authorization, appliance.Asking with { Model = "" }), HttpStatusCode.BadRequest);
        await appliance.BeginAsync();
        await IsWrittenAsync("post", PairingPaths.Token, await appliance.PostAsync(PairingPaths.Token, new PairingPoll(appliance.Code.DeviceCode)), HttpStatusCode.BadRequest);
        await IsWrittenAsync("get", PairingPaths.Certificate, await GetAsync(), HttpStatusCode.Unauthorized);
        await bridge.Get<Pairings>().AcceptAsync(appliance.Code.UserCode, new("central", "counter-1"), DeviceStation.Counter, "sato", TestContext.Current.CancellationToken);
        bridge.Clock.Advance(TimeSpan.FromSeconds(5));
        await IsWrittenAsync("post", PairingPaths.Token, await appliance.PostAsync(PairingPaths.Token, new PairingPoll(appliance.Code.DeviceCode)), HttpStatusCode.OK);
        Assert.Null(await appliance.PollAsync());
        await IsWrittenAsync("get", PairingPaths.Certificate, await GetAsync(), HttpStatusCode.NoContent);
        await IsWrittenAsync("post", PairingPaths.Certificate, await appliance.PostAsync(PairingPaths.Certificate, new CertificateRenewal(appliance.Request())), HttpStatusCode.OK);
        await IsWrittenAsync("post", PairingPaths.Certificate, await appliance.PostAsync(PairingPaths.Certificate, new CertificateRenewal([1])), HttpStatusCode.BadRequest);
        await IsWrittenAsync("post", PairingPaths.Certificate, await appliance.PostAsync(PairingPaths.Certificate, new CertificateRenewal(new byte[20_000])), HttpStatusCode.RequestEntityTooLarge);
        await IsWrittenAsync("post", PairingPaths.Station, await appliance.PostAsync(PairingPaths.Station, new StationChange("Desk")), HttpStatusCode.BadRequest);
        await IsWrittenAsync("post", PairingPaths.Station, await appliance.PostAsync(PairingPaths.Station, new StationChange("Gate")), HttpStatusCode.NoContent);
        await IsBundleWrittenAsync(bridge, appliance);
        var old = appliance.Certificate;
        await appliance.RenewAsync();
        await appliance.AskAsync();
        (appliance.Certificate, old) = (old, appliance.Certificate);
        await IsWrittenAsync("get", PairingPaths.Certificate, await GetAsync(), HttpStatusCode.Forbidden);
        appliance.Certificate = old;
        while (await appliance.RenewAsync() == HttpStatusCode.OK)
        {
        }
        await IsWrittenAsync("post", PairingPaths.Certificate, await appliance.PostAsync(PairingPaths.Certificate, new CertificateRenewal(appliance.Request())), HttpStatusCode.TooManyRequests);
        await bridge.Get<Pairings>().UnpairAsync(appliance.Address, "sato", TestContext.Current.CancellationToken);
        await IsWrittenAsync("get", PairingPaths.Certificate, await GetAsync(), HttpStatusCode.Gone);
        await IsWrittenAsync("post", PairingPaths.Certificate, await appliance.PostAsync(PairingPaths.Certificate, new CertificateRenewal(appliance.Request())), HttpStatusCode.Gone);

        Task<HttpResponseMessage> GetAsync() => appliance.Http(appliance.Certificate).GetAsync(PairingPaths.Certificate, TestContext.Current.CancellationToken);
    }

    static async Task IsBundleWrittenAsync(TestBridge bridge, TestAppliance appliance)
    {
        await BundleTests.AddAsync(bridge, "1.4.0", 1000);
        using var http = appliance.Http(appliance.Certificate);
        foreach (var (version, from, status) in ((string, int?, HttpStatusCode)[])[("1.4.0", null, HttpStatusCode.OK), ("1.4.0", 400, HttpStatusCode.PartialContent), ("1.4.0", 1000, HttpStatusCode.RequestedRangeNotSatisfiable), ("1.5.0", null, HttpStatusCode.NotFound)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, UpdateOffer.PathOf(BundleTests.Board, version)) { Headers = { Range = from is null ? null : new(from, null) } };
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), Document["paths"][UpdateOffer.Path]["get"]["responses"].Keys);
        }
    }

    static async Task IsWrittenAsync(string method, string path, HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        var written = Document["paths"][path][method]["responses"][((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (written.TryGet("content") is not { } content)
        {
            Assert.Equal("", body);
            return;
        }
        Assert.Equal(content.Keys.Single(), answer.Content.Headers.ContentType!.MediaType);
        var schema = Document["components"]["schemas"][content["application/json"]["schema"]["$ref"].Text.Split('/')[^1]];
        var parts = JsonDocument.Parse(body).RootElement.EnumerateObject().Select(part => part.Name).ToHashSet();
        Assert.Subset(schema["properties"].Keys.ToHashSet(), parts);
        Assert.Superset(schema["required"].Items.Select(item => item.Text).ToHashSet(), parts);
        answer.Dispose();
    }
}
