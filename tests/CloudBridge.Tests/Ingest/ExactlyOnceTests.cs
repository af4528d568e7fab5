using Bridge.Ingest;
using Bridge.Library;
using Contract;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Ingest;

/// <summary>set(journal) = set(inbox) = set(effects), whatever is delivered, doubled, reordered, and however often the bridge restarts.</summary>
public class ExactlyOnceTests
{
    const int Devices = 2, Patrons = 3, Items = 5, Limit = 3;

    [Property(MaxTest = 25)]
    public async Task Every_journal_has_its_effect_once(int seed)
    {
        var random = new Random(seed);
        TestDevice[] devices = [.. Enumerable.Range(1, Devices).Select(n => new TestDevice($"counter-{n}"))];
        await using var bridge = await TestBridge.QuietAsync(
            folder => new() { Storage = new() { Folder = folder }, Loans = new() { Limit = new() { Items = Limit } }, Devices = [.. devices.Select(d => d.Settings)] }, devices);
        Patron[] patrons = [.. await Task.WhenAll(Enumerable.Range(1, Patrons).Select(n => bridge.AddPatronAsync($"100{n}")))];
        // Each device has items of its own: between devices the order is nobody's, so only then is there one right outcome.
        foreach (var device in Enumerable.Range(0, Devices))
        {
            await Task.WhenAll(Enumerable.Range(0, Items).Select(n => bridge.AddItemAsync(ItemOf(device, n))));
        }
        var journals = devices.Select((device, at) => Journal(random, bridge, device, at, patrons)).ToArray();

        await DeliverAsync(random, bridge, devices, journals);

        foreach (var (device, journal) in devices.Zip(journals))
        {
            var inbox = await bridge.ReadAsync(db => db.Inbox.Where(e => e.Device == device.Address.Name).Select(e => e.EventId).ToListAsync());
            var requests = await bridge.ReadAsync(db => db.Requests.Where(r => r.Device == device.Address.Name && r.Outcome != null).Select(r => r.Id).ToListAsync());
            Assert.Equal(journal.Select(j => j.Entry.Id).Order(), inbox.Order());
            Assert.Equal(journal.Where(j => j.Event is LoanRequested).Select(j => j.Entry.Id).Order(), requests.Order());
            Assert.Equal(journal.Count, (await bridge.ReadAsync(db => db.Watermarks.SingleAsync(w => w.Device == device.Address.Name))).Applied);
        }
        Assert.Equal(
            journals.SelectMany((journal, at) => LoansAfter(journal)).Order(),
            (await bridge.LoansAsync()).Select(loan => $"{loan.Item!.Barcode} {loan.Patron!.Number}").Order());
        Assert.Empty(await bridge.StaffTasksAsync());
        Array.ForEach(devices, device => device.Dispose());
    }

    static string ItemOf(int device, int number) => $"A{device + 1}00{number}A";

    // Requests, each perhaps withdrawn later; a device's patron is its own, so that limits do not couple the devices either.
    static List<(EventEnvelope Entry, DeviceEvent Event, string Patron)> Journal(Random random, TestBridge bridge, TestDevice device, int at, Patron[] patrons)
    {
        var journal = new List<(EventEnvelope Entry, DeviceEvent Event, string Patron)>();
        var open = new List<Guid>();
        for (var length = random.Next(1, 14); length > 0; length--)
        {
            var patron = patrons[at];
            if (open.Count > 0 && random.Next(3) == 0)
            {
                var withdrawn = new LoanWithdrawn(open[random.Next(open.Count)]);
                open.Remove(withdrawn.Request);
                journal.Add((device.Entry(withdrawn), withdrawn, patron.Number));
                continue;
            }
            var requested = bridge.Request(patron, device, ItemOf(at, random.Next(Items)));
            journal.Add((device.Entry(requested), requested, patron.Number));
            open.Add(journal[^1].Entry.Id);
        }
        return journal;
    }

    static async Task DeliverAsync(Random random, TestBridge bridge, TestDevice[] devices, List<(EventEnvelope Entry, DeviceEvent Event, string Patron)>[] journals)
    {
        var wire = journals.SelectMany((journal, at) => journal.Select(j => (Device: devices[at], j.Entry, j.Event))).ToList();
        wire.AddRange(wire.Where(_ => random.Next(2) == 0).ToList());   // doubled
        var left = wire.OrderBy(_ => random.Next()).ToList();           // reordered
        while (left.Count > 0)
        {
            var batch = left.Take(random.Next(1, 6)).ToList();
            left.RemoveRange(0, batch.Count);
            await bridge.Get<Inbox>().TakeAsync([.. batch.Select(b => new Arrival(b.Device.Address, TestDevice.Json(random.Next(2) == 0 ? b.Entry : b.Device.Again(b.Entry, b.Event))))],
                TestContext.Current.CancellationToken);
            if (random.Next(6) == 0)
            {
                await bridge.RestartAsync();
            }
        }
    }

    // The model: the journal read from top to bottom, once.
    static IEnumerable<string> LoansAfter(List<(EventEnvelope Entry, DeviceEvent Event, string Patron)> journal)
    {
        var loans = new Dictionary<Guid, (string Item, string Patron)>();
        foreach (var (entry, happened, patron) in journal)
        {
            if (happened is LoanRequested requested && loans.Count < Limit && loans.Values.All(loan => loan.Item != requested.Item))
            {
                loans[entry.Id] = (requested.Item, patron);
            }
            else if (happened is LoanWithdrawn withdrawn)
            {
                loans.Remove(withdrawn.Request);
            }
        }
        return loans.Values.Select(loan => $"{loan.Item} {loan.Patron}");
    }
}
