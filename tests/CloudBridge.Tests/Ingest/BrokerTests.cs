using System.Text;
using System.Text.Json;
using Bridge.Fleet;
using Contract;
using Microsoft.EntityFrameworkCore;
using MQTTnet;
using MQTTnet.Formatter;

namespace CloudBridge.Tests.Ingest;

/// <summary>The embedded broker at its wire, as devices use it and as they must not.</summary>
public sealed class BrokerTests
{
    static readonly string[] OthersTopics = ["kazashi/v1/central/counter-2/ack", "kazashi/v1/central/counter-2/answer", "kazashi/v1/+/+/answer", "kazashi/#", "#", "+/+/+/+/answer",
        "kazashi/v1/central/counter-1/events", "$SYS/#", "kazashi/v1/central/counter-1/+"];

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task A_patron_taps_and_borrows(MqttProtocolVersion version)
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        using var chip = await bridge.LinkCardAsync(await bridge.AddPatronAsync("1001"), "0A1B2C");
        await bridge.AddItemAsync("A10000017A");
        await using var wire = await Wire.ConnectAsync(bridge.Port, device, version);

        var recognised = Assert.IsType<PatronRecognised>(await wire.AskAsync(device, new WhoIsThis(device.Tap(chip, "0A1B2C"))));
        var request = device.Entry(new LoanRequested(new Borrower.ByPass(recognised.Pass), "A10000017A"));
        await wire.SendAsync(device, request);

        Assert.Equal(new LoanGranted(new(2026, 6, 15), OnLoan: 1, Limit: 10), await wire.AnswerAsync(device, request.Id));
        Assert.Equal(1, (await wire.AcknowledgedAsync(device, 1)).Acknowledged);
        Assert.Equal("1001", Assert.Single(await bridge.LoansAsync()).Patron!.Number);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task A_device_cannot_read_anothers_topic(string filter)
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.StartAsync(device, other);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device, subscribe: false);

        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await wire.SubscribeAsync(filter));
    }

    public static TheoryData<string> Others => [.. OthersTopics];

    [Fact]
    public async Task A_refused_subscription_hears_nothing()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.StartAsync(device, other);
        await using var spy = await Wire.ConnectAsync(bridge.Port, device, MqttProtocolVersion.V311, subscribe: false);
        await spy.SubscribeAsync("kazashi/v1/+/+/ack");
        await spy.SubscribeAsync(device.Address.Ack);
        await using var wire = await Wire.ConnectAsync(bridge.Port, other);

        await wire.SendAsync(other, other.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        await wire.AcknowledgedAsync(other, 1);
        await spy.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));

        Assert.Equal(device.Address.Ack, (await spy.NextAsync()).Topic);   // the first it hears is its own
    }

    [Theory]
    [InlineData("kazashi/v1/central/counter-2/events", MqttProtocolVersion.V500)]
    [InlineData("kazashi/v1/central/counter-2/events", MqttProtocolVersion.V311)]
    [InlineData("kazashi/v1/central/counter-1/ack", MqttProtocolVersion.V311)]
    [InlineData("kazashi/v1/central/counter-1/answer", MqttProtocolVersion.V500)]
    [InlineData("kazashi/v1/central/counter-1/desired", MqttProtocolVersion.V500)]
    [InlineData("elsewhere", MqttProtocolVersion.V500)]
    public async Task A_device_that_publishes_where_it_may_not_loses_its_connection(string topic, MqttProtocolVersion version)
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.StartAsync(device, other);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device, version, subscribe: false);
        var entry = other.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start)));

        _ = wire.PublishAsync(topic, TestDevice.Json(entry)).ContinueWith(ignored => _ = ignored.Exception, TaskScheduler.Default);

        await wire.Dropped;
        Assert.Equal(0, await bridge.ReadAsync(db => db.Inbox.CountAsync()));
    }

    [Fact]
    public async Task Only_a_known_device_with_its_own_token_under_its_own_name_gets_in()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        using var stranger = new TestDevice("counter-9");
        await using var bridge = await TestBridge.StartAsync(device, other);
        var (own, others, strangers) = (device.Address.Name, other.Address.Name, stranger.Address.Name);

        Assert.Equal(MqttClientConnectResultCode.Success, await Wire.TryConnectAsync(bridge.Port, own, own, device.Token));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await Wire.TryConnectAsync(bridge.Port, own, own, other.Token));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await Wire.TryConnectAsync(bridge.Port, own, own, ""));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await Wire.TryConnectAsync(bridge.Port, strangers, strangers, stranger.Token));
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await Wire.TryConnectAsync(bridge.Port, others, own, device.Token));
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await Wire.TryConnectAsync(bridge.Port, "kazashi-bridge", own, device.Token));
    }

    [Fact]
    public async Task A_device_paired_while_the_bridge_runs_gets_in_and_is_known_after_a_restart()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync();
        Assert.True(SealPublicKey.TryParse(device.Settings.SealKey, out var key));
        await bridge.Get<DeviceRegistry>().AddAsync(device.Address, DeviceRegistry.HashOf(device.Token), key, TestContext.Current.CancellationToken);

        Assert.Equal(MqttClientConnectResultCode.Success, await Wire.TryConnectAsync(bridge.Port, device.Address.Name, device.Address.Name, device.Token));
        await bridge.RestartAsync();
        Assert.Equal(MqttClientConnectResultCode.Success, await Wire.TryConnectAsync(bridge.Port, device.Address.Name, device.Address.Name, device.Token));
    }

    [Fact]
    public async Task A_publish_is_acknowledged_only_when_the_entry_is_on_the_disk()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device);

        foreach (var _ in Enumerable.Range(0, 5))
        {
            var entry = device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start)));
            await wire.SendAsync(device, entry);   // returns on PUBACK
            Assert.True(await bridge.ReadAsync(db => db.Inbox.AnyAsync(e => e.EventId == entry.Id)));
        }
    }

    [Fact]
    public async Task An_acknowledgement_that_got_lost_is_there_again_after_a_restart()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await using (var wire = await Wire.ConnectAsync(bridge.Port, device, subscribe: false))
        {
            await wire.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        }
        await bridge.RestartAsync();

        await using var again = await Wire.ConnectAsync(bridge.Port, device);
        Assert.Equal(1, (await again.AcknowledgedAsync(device, 1)).Acknowledged);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V500)]
    [InlineData(MqttProtocolVersion.V311)]
    public async Task An_entry_that_cannot_be_committed_costs_the_connection_and_comes_again(MqttProtocolVersion version)
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await bridge.ReadAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE inbox RENAME TO away"));
        var entry = device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start)));
        await using (var wire = await Wire.ConnectAsync(bridge.Port, device, version))
        {
            _ = wire.SendAsync(device, entry).ContinueWith(ignored => _ = ignored.Exception, TaskScheduler.Default);
            await wire.Dropped;
        }
        await bridge.ReadAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE away RENAME TO inbox"));

        await using var again = await Wire.ConnectAsync(bridge.Port, device, version);
        await again.SendAsync(device, entry);
        Assert.Equal(1, (await again.AcknowledgedAsync(device, 1)).Acknowledged);
    }

    [Fact]
    public async Task Two_devices_that_ask_for_the_last_copy_at_once_get_it_once()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.StartAsync(device, other);
        await bridge.AddItemAsync("A1A");
        await using var wire = await Wire.ConnectAsync(bridge.Port, device);
        await using var otherWire = await Wire.ConnectAsync(bridge.Port, other);
        var request = device.Entry(bridge.Request(await bridge.AddPatronAsync("1001"), device, "A1A"));
        var otherRequest = other.Entry(bridge.Request(await bridge.AddPatronAsync("1002"), other, "A1A"));

        await Task.WhenAll(wire.SendAsync(device, request), otherWire.SendAsync(other, otherRequest));
        Answer[] answers = [await wire.AnswerAsync(device, request.Id), await otherWire.AnswerAsync(other, otherRequest.Id)];

        Assert.Single(answers.OfType<LoanGranted>());
        Assert.Contains(new LoanRefused(RefusalReason.ItemOnLoan), answers);
        Assert.Single(await bridge.LoansAsync());
    }

    [Fact]
    public async Task Garbage_of_any_length_on_every_topic_breaks_nothing()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await bridge.AddItemAsync("A1A");
        await using var wire = await Wire.ConnectAsync(bridge.Port, device);
        var random = new Random(7);
        foreach (var length in (int[])[0, 1, 2, 127, 128, 255, 256, 4095, 16_383, 16_384, 65_536, 131_072])
        {
            var garbage = new byte[length];
            random.NextBytes(garbage);
            var text = Encoding.UTF8.GetBytes("{" + new string('[', Math.Max(0, length - 1)));
            foreach (var topic in (string[])[device.Address.Events, device.Address.Ask, device.Address.State])
            {
                await wire.PublishAsync(topic, garbage);
                await wire.PublishAsync(topic, text);
            }
        }

        var entry = device.Entry(bridge.Request(await bridge.AddPatronAsync("1001"), device, "A1A"));
        await wire.SendAsync(device, entry);
        Assert.IsType<LoanGranted>(await wire.AnswerAsync(device, entry.Id));
        Assert.IsType<CardUnknown>(await wire.AskAsync(device, new WhoIsThis(new CardEvidence.LibraryCard("404"))));
    }

    [Fact]
    public async Task A_payload_beyond_the_limit_costs_the_connection()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device, MqttProtocolVersion.V311, subscribe: false);

        _ = wire.PublishAsync(device.Address.Events, new byte[128 * 1024 + 1]).ContinueWith(ignored => _ = ignored.Exception, TaskScheduler.Default);

        await wire.Dropped;
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task What_a_device_says_of_itself_is_counted_in_the_health()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device);
        var state = new DeviceState(true, "0.1.0", "counter", device.Epoch, 0, 0, TestBridge.Start);

        await wire.PublishAsync(device.Address.State, JsonSerializer.SerializeToUtf8Bytes(state, ContractJson.Default.DeviceState), retain: true);

        Assert.Equal(state, bridge.Get<DeviceStates>().Of(device.Address));
        using var http = new HttpClient();
        Assert.Equal("""{"broker":true,"database":true,"devicesOnline":1}""", await http.GetStringAsync(bridge.Url("/health"), TestContext.Current.CancellationToken));
    }
}
