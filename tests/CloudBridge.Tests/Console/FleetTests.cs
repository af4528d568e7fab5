using System.Net;
using System.Text.Json;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Fleet;
using CloudBridge.Tests.Fleet;
using CloudBridge.Tests.Patrons;
using Contract;
using Contract.Pairing;
using MQTTnet;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Console;

/// <summary>The fleet in the console: taking in, looking after, letting go.</summary>
public class FleetTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staff_type_the_code_compare_and_take_the_appliance_in()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = new TestAppliance(visits.Bridge);
        var code = await appliance.BeginAsync();

        await staff.GetAsync(code.VerificationUriComplete);   // as the QR code leads
        Assert.Contains($"value=\"{code.UserCode}\"", staff.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("Kazashi counter", staff.Page, StringComparison.Ordinal);   // nothing is told by an address alone
        await staff.PostAsync("/console/appliances/pair", ("Code", code.UserCode.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Contains("Kazashi counter", staff.Page, StringComparison.Ordinal);
        Assert.Contains(ComparisonCode.Of(code.UserCode, appliance.Authority, (await visits.Bridge.Get<Pairings>().FindAsync(code.UserCode, Cancel))!.CertificateRequest), staff.Page, StringComparison.Ordinal);

        await staff.PostAsync("/console/appliances/pair/accept", ("Code", code.UserCode), ("Site", "central"), ("Device", "counter-1"), ("Station", "Counter"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);   // the digits were not compared
        Assert.Equal(PairingProblem.Pending, await appliance.PollAsync());
        await staff.PostAsync("/console/appliances/pair/accept", ("Code", code.UserCode), ("Site", "Central"), ("Device", "counter 1"), ("Station", "Bus"), ("Same", "yes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        await staff.PostAsync("/console/appliances/pair/accept", ("Code", code.UserCode), ("Site", "central"), ("Device", "counter-1"), ("Station", "Counter"), ("Same", "yes"));

        Assert.Equal("/console/appliances", staff.At.AbsolutePath);
        Assert.Contains("central/counter-1", staff.Page, StringComparison.Ordinal);
        Assert.Null(await appliance.PollAsync());
        Assert.Equal([(AuditAct.AppliancePaired, "sato", "central/counter-1")], (await visits.DoneAsync()).Select(entry => (entry.Act, entry.Staff, entry.Subject!)));
    }

    [Fact]
    public async Task A_refused_appliance_gets_nothing()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = new TestAppliance(visits.Bridge);
        var code = await appliance.BeginAsync();
        await staff.GetAsync("/console/appliances/pair");
        await staff.PostAsync("/console/appliances/pair", ("Code", code.UserCode));

        await staff.PostAsync("/console/appliances/pair/refuse", ("Code", code.UserCode));

        Assert.Equal(PairingProblem.Denied, await appliance.PollAsync());
        Assert.Contains(AuditAct.ApplianceRefused, (await visits.DoneAsync()).Select(entry => entry.Act));
    }

    [Fact]
    public async Task Codes_can_be_guessed_five_times_whichever_way_and_not_again_after_a_restart()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        await staff.GetAsync("/console/appliances/pair");
        foreach (var path in (string[])["/console/appliances/pair", "/console/appliances/pair", "/console/appliances/pair/accept", "/console/appliances/pair/refuse", "/console/appliances/pair"])
        {
            await staff.PostAsync(path, ("Code", UserCodes.Create()));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        }
        using var appliance = new TestAppliance(visits.Bridge);
        var code = await appliance.BeginAsync();

        await staff.PostAsync("/console/appliances/pair", ("Code", code.UserCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, staff.Status);   // also the right one
        await visits.Bridge.RestartAsync();
        using var again = new Visitor(visits.Bridge, "en");
        await visits.AddAsync("ito", StaffRoles.Administrator);
        await visits.WithPasswordAsync("ito", visitor: again);
        await again.GetAsync("/console/appliances/pair");
        await again.PostAsync("/console/appliances/pair", ("Code", code.UserCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, again.Status);   // nor by somebody else
    }

    [Fact]
    public async Task What_is_wanted_reaches_the_appliance_and_what_it_reports_stands_beside_it()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        using var client = SecureBrokerTests.NewClient();
        var heard = Listen(client);
        await appliance.ConnectAsync(client);
        await client.SubscribeAsync(appliance.Address.Desired, MqttQualityOfServiceLevel.AtLeastOnce, Cancel);
        await staff.GetAsync("/console/appliances/central/counter-1");

        await staff.PostAsync("/console/appliances/central/counter-1/wishes", ("Message", "本日は17時に閉館します"), ("Language.Japanese", "yes"), ("Language.English", "yes"), ("OutOfService", "yes"), ("Group", "1F"));
        var desired = await heard.ReadAsync(Cancel);
        Assert.Equal(("本日は17時に閉館します", true, "Japanese English"), (desired.Message, desired.OutOfService, string.Join(' ', desired.Languages!)));
        Assert.Contains("not yet", staff.Page, StringComparison.Ordinal);
        Assert.Contains("Not heard yet", staff.Page, StringComparison.Ordinal);

        await staff.PostAsync("/console/appliances/central/counter-1/restart");
        Assert.NotNull((await heard.ReadAsync(Cancel)).Restart);
        await staff.PostAsync("/console/appliances/central/counter-1/identify");
        desired = await heard.ReadAsync(Cancel);
        Assert.NotNull(desired.Identify);

        await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(appliance.Address.State).WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithPayload(JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, "0.1.0", "Counter", "epoch", 12, 5, TestBridge.Start, desired), ContractJson.Default.DeviceState)).Build(), Cancel);
        await staff.GetAsync("/console/appliances/central/counter-1");
        Assert.DoesNotContain("not yet", staff.Page, StringComparison.Ordinal);
        Assert.Contains("Out of service", staff.Page, StringComparison.Ordinal);
        Assert.Contains("7 entries", staff.Page, StringComparison.Ordinal);
        await staff.GetAsync("/console/appliances");
        Assert.Contains("1F", staff.Page, StringComparison.Ordinal);

        await staff.PostAsync("/console/appliances/group", ("Group", "1F"), ("Message", "まもなく再開します"));
        desired = await heard.ReadAsync(Cancel);
        Assert.Equal(("まもなく再開します", false), (desired.Message, desired.OutOfService));
        Assert.NotNull(desired.Identify);   // the rest stays

        await staff.PostAsync("/console/appliances/group", ("Group", "1F"), ("Message", new string('あ', Desired.LongestMessage + 1)));
        Assert.Contains("Nothing was told", staff.Page, StringComparison.Ordinal);

        await staff.PostAsync("/console/appliances/group", ("Group", "9F"), ("Message", "おはようございます"));
        Assert.Contains("No appliance is in this group", staff.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_station_of_an_appliance_is_changed_and_told_and_stays_what_it_is_when_nobody_changes_it()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        using var client = SecureBrokerTests.NewClient();
        var heard = Listen(client);
        await appliance.ConnectAsync(client);
        await client.SubscribeAsync(appliance.Address.Desired, MqttQualityOfServiceLevel.AtLeastOnce, Cancel);
        await staff.GetAsync("/console/appliances/central/counter-1");

        await staff.PostAsync("/console/appliances/central/counter-1/wishes", ("Station", "HoldShelf"));
        Assert.Equal("HoldShelf", (await heard.ReadAsync(Cancel)).Station);
        Assert.Contains("Hold shelf (pick-up)", staff.Page, StringComparison.Ordinal);
        Assert.Contains((AuditAct.ApplianceChanged, "HoldShelf"), (await visits.DoneAsync()).Select(entry => (entry.Act, entry.Detail ?? "")));

        await staff.PostAsync("/console/appliances/central/counter-1/restart");
        Assert.Equal("HoldShelf", (await heard.ReadAsync(Cancel)).Station);
        await staff.PostAsync("/console/appliances/central/counter-1/wishes", ("Station", "Bus"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);

        await SayAsync("Counter");
        Assert.Contains("(not yet: Counter (loans and returns))", staff.Page, StringComparison.Ordinal);
        await SayAsync("HoldShelf");
        Assert.DoesNotContain("not yet: Counter", staff.Page, StringComparison.Ordinal);

        async Task SayAsync(string station)
        {
            await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(appliance.Address.State).WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithPayload(JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, "0.1.0", station, "epoch", 0, 0, TestBridge.Start), ContractJson.Default.DeviceState)).Build(), Cancel);
            await staff.GetAsync("/console/appliances/central/counter-1");
        }
    }

    [Fact]
    public async Task What_is_wanted_is_there_for_an_appliance_that_comes_after_a_restart()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await staff.GetAsync("/console/appliances/central/counter-1");
        await staff.PostAsync("/console/appliances/central/counter-1/wishes", ("Message", "図書館まつり"));
        await visits.Bridge.RestartAsync();
        using var client = SecureBrokerTests.NewClient();
        var heard = Listen(client);

        await appliance.ConnectAsync(client, port: visits.Bridge.Get<Bridge.Ingest.EmbeddedBroker>().SecurePort);
        await client.SubscribeAsync(appliance.Address.Desired, MqttQualityOfServiceLevel.AtLeastOnce, Cancel);

        Assert.Equal("図書館まつり", (await heard.ReadAsync(Cancel)).Message);
    }

    [Fact]
    public async Task Too_long_a_message_is_not_sent()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await staff.GetAsync("/console/appliances/central/counter-1");

        await staff.PostAsync("/console/appliances/central/counter-1/wishes", ("Message", new string('あ', 81)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        Assert.Null((await visits.Bridge.Get<Appliances>().FindAsync(appliance.Address, Cancel))!.Wishes.Message);
    }

    [Fact]
    public async Task Unpairing_says_what_is_lost_and_wants_the_name_typed()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await visits.Bridge.Get<DeviceStates>().HearAsync(appliance.Address, JsonSerializer.SerializeToUtf8Bytes(new DeviceState(false, "0.1.0", "Counter", "epoch", 12, 5, TestBridge.Start), ContractJson.Default.DeviceState), Cancel);
        await visits.Bridge.RestartAsync();
        using var again = new Visitor(visits.Bridge, "en");
        await visits.WithPasswordAsync("sato", visitor: again);
        await again.GetAsync("/console/appliances/central/counter-1");
        Assert.Contains("7 entries were unsent", again.Page, StringComparison.Ordinal);

        await again.PostAsync("/console/appliances/central/counter-1/unpair", ("Confirmation", "counter-1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Equal(HttpStatusCode.NoContent, await appliance.AskAsync());
        await again.PostAsync("/console/appliances/central/counter-1/unpair", ("Confirmation", "central/counter-1"));

        Assert.Equal("/console/appliances", again.At.AbsolutePath);
        Assert.Equal(HttpStatusCode.Gone, await appliance.AskAsync());
        Assert.DoesNotContain("central/counter-1", again.Page, StringComparison.Ordinal);
        await again.GetAsync("/console/appliances/central/counter-1");
        Assert.Equal(HttpStatusCode.NotFound, again.Status);
    }

    [Fact]
    public async Task An_appliance_with_a_token_is_listed_and_is_not_unpaired_here()
    {
        using var device = new TestDevice();
        await using var visits = await StaffVisits.WithFleetAsync(device);
        var staff = await visits.SignedInAsync(StaffRoles.Administrator, "/console/appliances");
        Assert.Contains("central/counter-1", staff.Page, StringComparison.Ordinal);
        await staff.GetAsync("/console/appliances/central/counter-1");

        Assert.DoesNotContain("/unpair", staff.Page, StringComparison.Ordinal);
        await staff.PostAsync("/console/appliances/central/counter-1/unpair", ("Confirmation", "central/counter-1"));
        Assert.Equal(HttpStatusCode.NotFound, staff.Status);
    }

    static System.Threading.Channels.ChannelReader<Desired> Listen(IMqttClient client)
    {
        var heard = System.Threading.Channels.Channel.CreateUnbounded<Desired>();
        client.ApplicationMessageReceivedAsync += message =>
        {
            Assert.True(ContractJson.TryRead(System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload), ContractJson.Default.Desired, out var desired));
            heard.Writer.TryWrite(desired);
            return Task.CompletedTask;
        };
        return heard.Reader;
    }
}
