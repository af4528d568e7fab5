using System.Text;
using Bridge.Ingest;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Ingest;

/// <summary>Each entry once, each device's in order, whatever the wire does.</summary>
public class InboxTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_delivered_again_lends_once_and_is_answered_again()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.AddItemAsync("A10000017A");
        var request = bridge.Request(await bridge.AddPatronAsync("1001"), device, "A10000017A");
        var entry = device.Entry(request);

        var first = await bridge.TakeAsync(device, entry);
        var again = await bridge.TakeAsync(device, entry);
        var sealedAnew = await bridge.TakeAsync(device, device.Again(entry, request));

        var granted = new Reply.Decided(device.Address, entry.Id, new LoanGranted(new(2026, 6, 15), 1, 10));
        Assert.All([first, again, sealedAnew], replies => Assert.Equal(granted, replies[0]));
        Assert.All([first, again, sealedAnew], replies => Assert.Equal(1, Acknowledged(replies).Acknowledged));
        Assert.Single(await bridge.LoansAsync());
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task The_same_entry_twice_in_one_batch_lends_once()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.AddItemAsync("A10000017A");
        var entry = device.Entry(bridge.Request(await bridge.AddPatronAsync("1001"), device, "A10000017A"));

        var replies = await bridge.TakeAsync(device, entry, entry);

        Assert.Equal(2, replies.OfType<Reply.Decided>().Count());
        Assert.Single(await bridge.LoansAsync());
    }

    [Fact]
    public async Task A_text_with_a_NUL_is_for_staff_and_costs_no_other_entry()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.AddItemAsync("A1A");
        var patron = await bridge.AddPatronAsync("1001");

        await bridge.TakeAsync(device, device.Entry(bridge.Request(patron, device, "A1A\0")), device.Entry(bridge.Request(patron, device, "A1A")), device.Entry(9, bridge.Request(patron, device, "A1A")) with { Type = "loan\0" });

        Assert.Equal([StaffReason.UnreadableEnvelope, StaffReason.UnreadableEvent], (await bridge.StaffTasksAsync()).Select(task => task.Reason).Order());
        Assert.Single(await bridge.LoansAsync());
    }

    [Fact]
    public async Task An_entry_ahead_of_its_turn_waits_and_the_gap_is_told()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var patron = await bridge.AddPatronAsync("1001");
        await bridge.AddItemAsync("A1A");
        await bridge.AddItemAsync("A2A");
        var first = device.Entry(1, bridge.Request(patron, device, "A1A"));
        var third = device.Entry(3, bridge.Request(patron, device, "A2A"));
        var second = device.Entry(2, new LoanTold(first.Id, new LoanGranted(new(2026, 6, 15), 1, 10)));

        var early = await bridge.TakeAsync(device, third);
        Assert.Equal(new Acknowledgement(device.Epoch, 0, [new(1, 2)]), Acknowledged(early), Same);
        Assert.Empty(await bridge.LoansAsync());

        Assert.Equal(new Acknowledgement(device.Epoch, 1, [new(2, 2)]), Acknowledged(await bridge.TakeAsync(device, first)), Same);
        var closed = await bridge.TakeAsync(device, second);
        Assert.Equal(new Acknowledgement(device.Epoch, 3, []), Acknowledged(closed), Same);
        Assert.Equal(third.Id, Assert.Single(closed.OfType<Reply.Decided>()).Request);
        Assert.Equal(2, (await bridge.LoansAsync()).Count);
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task What_waited_survives_a_restart_and_nothing_sealed_is_kept_of_what_was_applied()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var patron = await bridge.AddPatronAsync("1001");
        await bridge.AddItemAsync("A1A");
        await bridge.TakeAsync(device, device.Entry(2, bridge.Request(patron, device, "A1A")));

        await bridge.RestartAsync();
        var replies = await bridge.TakeAsync(device, device.Entry(1, bridge.Request(patron, device, "A9A")));

        Assert.Equal(2, Acknowledged(replies).Acknowledged);
        Assert.Single(await bridge.LoansAsync());
        Assert.All(await bridge.ReadAsync(db => db.Inbox.ToListAsync(Cancel)), entry => Assert.Null(entry.Waiting));
    }

    [Fact]
    public async Task Another_entry_under_a_number_that_is_taken_goes_to_staff_and_changes_nothing()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var patron = await bridge.AddPatronAsync("1001");
        await bridge.AddItemAsync("A1A");
        await bridge.AddItemAsync("A2A");
        await bridge.TakeAsync(device, device.Entry(1, bridge.Request(patron, device, "A1A")));
        var clone = device.Entry(1, bridge.Request(patron, device, "A2A"));

        await bridge.TakeAsync(device, clone);
        await bridge.TakeAsync(device, clone);

        Assert.Equal("A1A", Assert.Single(await bridge.LoansAsync()).Item!.Barcode);
        Assert.Equal(StaffReason.SameSequenceOtherContent, Assert.Single(await bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task An_entry_nobody_can_open_goes_to_staff_and_those_after_it_go_on()
    {
        using var device = new TestDevice();
        using var other = SealKey.Create();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.AddItemAsync("A1A");
        var request = bridge.Request(await bridge.AddPatronAsync("1001"), device, "A1A");
        var wrongKey = device.Entry(request) with { Data = Seal.Close<DeviceEvent>(request, ContractJson.Default.DeviceEvent, other.Public) };
        var garbage = device.Entry(request) with { Data = "....." };
        var lying = device.Entry(request) with { Type = LoanTold.Type };

        var replies = await bridge.TakeAsync(device, wrongKey, garbage, lying, device.Entry(request));

        Assert.Equal(4, Acknowledged(replies).Acknowledged);
        Assert.Single(await bridge.LoansAsync());
        Assert.Equal([1L, 2L, 3L], (await bridge.StaffTasksAsync()).Select(task => task.Sequence!.Value));
        Assert.All(await bridge.StaffTasksAsync(), task => Assert.Equal(StaffReason.UnreadableEvent, task.Reason));
    }

    [Fact]
    public async Task A_device_cannot_speak_for_another()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.QuietAsync(device, other);
        await bridge.AddItemAsync("A1A");
        var patron = await bridge.AddPatronAsync("1001");
        var stolenPass = new LoanRequested(new Borrower.ByPass(bridge.PassFor(patron, device)), "A1A");

        await bridge.TakeAsync(other, device.Entry(1, bridge.Request(patron, device, "A1A")));   // another's source
        var replies = await bridge.TakeAsync(other, other.Entry(stolenPass));

        Assert.Equal(new LoanRefused(RefusalReason.NotRecognised), replies.OfType<Reply.Decided>().Single().Outcome);
        Assert.Empty(await bridge.LoansAsync());
        Assert.Equal(StaffReason.UnreadableEnvelope, Assert.Single(await bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task A_device_that_takes_another_devices_event_id_is_not_answered_for_it()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-2");
        await using var bridge = await TestBridge.QuietAsync(device, other);
        await bridge.AddItemAsync("A1A");
        var patron = await bridge.AddPatronAsync("1001");
        var entry = device.Entry(bridge.Request(patron, device, "A1A"));
        await bridge.TakeAsync(device, entry);

        var replies = await bridge.TakeAsync(other, other.Entry(bridge.Request(patron, other, "A1A")) with { Id = entry.Id }, other.Entry(new LoanWithdrawn(entry.Id)));

        Assert.Empty(replies.OfType<Reply.Decided>());
        Assert.Single(await bridge.LoansAsync());
        Assert.Equal([StaffReason.EffectFailed, StaffReason.RequestUnknown], (await bridge.StaffTasksAsync()).Select(task => task.Reason));
    }

    [Fact]
    public async Task A_request_in_a_new_epoch_under_its_old_id_lends_once()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.AddItemAsync("A1A");
        var entry = device.Entry(bridge.Request(await bridge.AddPatronAsync("1001"), device, "A1A"));
        await bridge.TakeAsync(device, entry);

        var replies = await bridge.TakeAsync(device, entry with { Epoch = "restored" });

        Assert.Equal("restored", Acknowledged(replies).Epoch);
        Assert.IsType<LoanGranted>(replies.OfType<Reply.Decided>().Single().Outcome);
        Assert.Single(await bridge.LoansAsync());
    }

    [Fact]
    public async Task Garbage_fills_neither_the_disk_nor_the_way_of_entries()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var garbage = Enumerable.Range(0, StaffTask.MostUnreadable + 50).Select(i => new Arrival(device.Address, Encoding.UTF8.GetBytes($"{{\"sequence\":{i}}}"))).ToArray();

        Assert.Empty(await bridge.Get<Inbox>().TakeAsync(garbage, Cancel));

        Assert.Equal(StaffTask.MostUnreadable, (await bridge.StaffTasksAsync()).Count);
        Assert.Equal(1, Acknowledged(await bridge.TakeAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))))).Acknowledged);
    }

    [Fact]
    public async Task After_a_restart_each_device_is_told_how_far_its_latest_journal_came()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        await bridge.TakeAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))) with { Epoch = "old" });
        bridge.Clock.Advance(TimeSpan.FromMinutes(1));
        await bridge.TakeAsync(device, device.Entry(1, new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));

        await bridge.RestartAsync();

        Assert.Equal(new Acknowledgement(device.Epoch, 1, []), Acknowledged(await bridge.Get<Inbox>().AcknowledgementsAsync(Cancel)), Same);
    }

    static Acknowledgement Acknowledged(IEnumerable<Reply> replies) => replies.OfType<Reply.Acknowledged>().Single().Acknowledgement;

    static readonly EqualityComparer<Acknowledgement> Same = EqualityComparer<Acknowledgement>.Create(
        (a, b) => a!.Epoch == b!.Epoch && a.Acknowledged == b.Acknowledged && a.Missing.SequenceEqual(b.Missing));
}
