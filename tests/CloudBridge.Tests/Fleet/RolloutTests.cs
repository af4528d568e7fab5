using System.Text.Json;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Fleet;

/// <summary>A rollout of a bridge: what is wanted of its appliances, by what they say.</summary>
public sealed class RolloutTests
{
    const string Old = "1.3.0", New = "1.4.0";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_stage_is_offered_it_when_the_first_has_run_it_long_enough_also_over_a_restart()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge), Cancel));

        var first = Assert.Single(await OfferedAsync(bridge));
        var offer = (await DesiredAsync(bridge, first)).Update!;
        Assert.Equal((New, "/device/updates/1.4.0", 1000L, "kazashi-test", new UpdateWindow(new(2, 0), new(5, 0))), (offer.Version, offer.Url, offer.Size, offer.Compatible, offer.Window));
        Assert.Equal(bridge.Clock.GetUtcNow().AddDays(30), offer.Expires);

        await SayAsync(bridge, first, Old, new(UpdatePhase.Downloading, New, 40));
        await bridge.RestartAsync();
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal(offer, (await DesiredAsync(bridge, first)).Update);   // the same in every part
        await SayAsync(bridge, first, New, new(UpdatePhase.OnTrial, New));
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Null((await RolloutAsync(bridge)).ProvenAt);   // a trial is no proof
        await SayAsync(bridge, first, New, new(UpdatePhase.Good, New));
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.NotNull((await RolloutAsync(bridge)).ProvenAt);
        await bridge.RestartAsync();

        bridge.Clock.Advance(TimeSpan.FromHours(24));
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal(all.Order(), (await OfferedAsync(bridge)).Order());
        foreach (var name in all)
        {
            await SayAsync(bridge, name, New, new(UpdatePhase.Good, New));
        }
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal(RolloutState.Done, (await RolloutAsync(bridge)).State);
        Assert.Equal([AuditAct.RolloutBegun, AuditAct.UpdateOffered, AuditAct.RolloutEnded, AuditAct.UpdateWithdrawn], (await ActsAsync(bridge)).Distinct());
    }

    [Fact]
    public async Task A_failure_stops_it_and_takes_the_offers_back()
    {
        await using var bridge = await PairingTests.StartAsync();
        await FleetAsync(bridge);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));
        var offered = await OfferedAsync(bridge);
        Assert.Equal(4, offered.Count);

        await SayAsync(bridge, offered[0], Old, new(UpdatePhase.Returned, New, Refusal: UpdateRefusal.NotHealthy, Reason: "the reader did not answer"));
        await bridge.Get<Rollouts>().RunAsync(Cancel);

        Assert.Equal(RolloutState.StoppedByFailures, (await RolloutAsync(bridge)).State);
        Assert.Empty(await OfferedAsync(bridge));
        Assert.Equal(4, (await ActsAsync(bridge)).Count(act => act == AuditAct.UpdateWithdrawn));
        Assert.Null((await DesiredAsync(bridge, offered[0])).Update);

        bridge.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));   // again, after the cause is gone
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal(4, (await OfferedAsync(bridge)).Count);   // what was said of the first offer is no word on this one
    }

    [Fact]
    public async Task Pinned_it_is_withdrawn_and_a_token_or_another_group_is_never_offered_it()
    {
        using var desk = new TestDevice("desk");
        await using var bridge = await TestBridge.StartAsync(folder => new()
        {
            Storage = new() { Folder = folder }, Web = new() { Listen = "http://127.0.0.1:0" }, Broker = new() { Port = 0 }, Fleet = PairingTests.Fleet(), Devices = [desk.Settings],
        }, desk);
        var all = await FleetAsync(bridge);
        await ChangeAsync(bridge, all[1], row => row.Group = "2F");
        await ChangeAsync(bridge, desk.Address.Name, row => row.Group = "1F");
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));
        Assert.Equal([all[0], all[2], all[3]], (await OfferedAsync(bridge)).Order());

        await ChangeAsync(bridge, all[0], row => row.IsPinned = true);
        await ChangeAsync(bridge, all[2], row => row.SkippedUpdate = New);
        await bridge.Get<Rollouts>().RunAsync(Cancel);

        Assert.Equal([all[3]], await OfferedAsync(bridge));
    }

    [Fact]
    public async Task The_clock_alone_lets_it_go_on()
    {
        await using var bridge = await PairingTests.StartAsync();
        await FleetAsync(bridge);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));
        await SayAsync(bridge, (await OfferedAsync(bridge))[0], Old, new(UpdatePhase.Refused, New, Refusal: UpdateRefusal.WrongKey));

        for (var tries = 0; (await RolloutAsync(bridge)).State == RolloutState.Running; tries++)
        {
            Assert.True(tries < 200, "nobody looked");
            bridge.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        Assert.Equal(RolloutState.StoppedByFailures, (await RolloutAsync(bridge)).State);
    }

    [Fact]
    public async Task It_does_not_begin_without_a_bundle_without_appliances_or_beside_another()
    {
        await using var bridge = await PairingTests.StartAsync();
        var rollouts = bridge.Get<Rollouts>();
        Assert.Equal(RolloutFault.NoBundle, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        await BundleTests.AddAsync(bridge, New, 1000);
        Assert.Equal(RolloutFault.NobodyThere, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        await FleetAsync(bridge, "1.5.0");
        Assert.Null(await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        Assert.Equal(RolloutFault.OneIsOpen, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
    }

    static Rollout NewRollout(TestBridge bridge, string stages = "25,100") => new()
    {
        Version = New, Group = "1F", Stages = stages, SoakHours = 24, MostFailures = 20, WindowFrom = new(2, 0), WindowUntil = new(5, 0),
        Expires = bridge.Clock.GetUtcNow().AddDays(30), BeganAt = bridge.Clock.GetUtcNow(), BeganBy = "sato",
    };

    // Four that were paired, in one group, with a bundle to take.
    static async Task<List<string>> FleetAsync(TestBridge bridge, string version = New)
    {
        await BundleTests.AddAsync(bridge, version, 1000);
        var names = new List<string>();
        for (var n = 1; n <= 4; n++)
        {
            using var appliance = await TestAppliance.PairAsync(bridge, $"counter-{n}");
            names.Add(appliance.Address.Name);
            await ChangeAsync(bridge, appliance.Address.Name, row => row.Group = "1F");
        }
        return names;
    }

    static Task ChangeAsync(TestBridge bridge, string name, Action<DeviceWishes> change) => bridge.Get<Wishes>().ChangeAsync([AddressOf(name)], change, "sato", AuditAct.ApplianceChanged, null, Cancel);

    // As an appliance does: what is wanted is applied, and it says how far it is.
    static async Task SayAsync(TestBridge bridge, string name, string version, UpdateReport said) => await bridge.Get<DeviceStates>().HearAsync(AddressOf(name),
        JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, version, "Counter", "epoch", 1, 1, TestBridge.Start, await DesiredAsync(bridge, name), said), ContractJson.Default.DeviceState), Cancel);

    static Task<List<string>> OfferedAsync(TestBridge bridge) => bridge.ReadAsync(db => db.DeviceWishes.Where(row => row.Update != null).Select(row => row.Device).ToListAsync(Cancel));

    static async Task<Desired> DesiredAsync(TestBridge bridge, string name) => Wishes.Of(await bridge.ReadAsync(db => db.DeviceWishes.AsNoTracking().SingleAsync(row => row.Device == name, Cancel)), null);

    static Task<Rollout> RolloutAsync(TestBridge bridge) => bridge.ReadAsync(db => db.Rollouts.AsNoTracking().OrderBy(rollout => rollout.Id).FirstAsync(Cancel));

    static async Task<List<AuditAct>> ActsAsync(TestBridge bridge) =>
        [.. (await bridge.ReadAsync(db => db.Audit.OrderBy(entry => entry.Id).Select(entry => entry.Act).ToListAsync(Cancel))).Where(act => act is AuditAct.RolloutBegun or AuditAct.UpdateOffered or AuditAct.UpdateWithdrawn or AuditAct.RolloutEnded)];

    static DeviceAddress AddressOf(string name) => DeviceAddress.TryParseName(name, out var address) ? address : throw new InvalidOperationException(name);
}
