using System.Text.Json;
using Bridge.Storage;

namespace CloudBridge.Tests.Storage;

public class LedgerTests
{
    [Fact]
    public async Task The_ledger_is_what_the_bench_promises()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var patron = await bridge.AddPatronAsync("1001");
        using var chip = await bridge.LinkCardAsync(patron, "0A1B");
        await bridge.AddItemAsync("A1A");
        await bridge.AddItemAsync("A2A");
        await bridge.TakeAsync(device, device.Entry(bridge.Request(patron, device, "A1A")), device.Entry(bridge.Request(patron, device, "A2A")) with { Data = "x" });

        var ledger = JsonSerializer.SerializeToElement(await bridge.Get<Ledger>().ReadAsync(TestContext.Current.CancellationToken), JsonSerializerOptions.Web);

        Assert.Equal(["patrons", "links", "items", "loans", "holds", "events", "mails", "staffQueue"], ledger.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""[{"number":"1001","name":"\u5229\u7528\u80051001"}]""", ledger.GetProperty("patrons").GetRawText());
        Assert.Equal("""[{"item":"A1A","patron":"1001","due":"2026-06-15"}]""", ledger.GetProperty("loans").GetRawText());
        Assert.Equal(["onLoan", "available"], ledger.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("counter-1 1 loan.requested", string.Join(' ', ledger.GetProperty("events")[0].EnumerateObject().Take(3).Select(p => p.Value.ToString())));
        Assert.Equal("unreadableEvent", ledger.GetProperty("staffQueue")[0].GetProperty("reason").GetString());
        Assert.Equal(["person", "patron", "ppid"], ledger.GetProperty("links")[0].EnumerateObject().Select(p => p.Name));
    }
}
