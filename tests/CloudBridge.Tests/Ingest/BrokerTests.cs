using Contract;
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
}
