using System.Text.Json;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Fleet;

/// <summary>A rollout of a bridge: what is wanted of its appliances, by what they say.</summary>
public class RolloutTests
{
    const string Old = "1.3.0", New = "1.4.0", Pc = "kazashi-x86-64", Pi = "kazashi-rpi-arm64";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_stage_is_offered_it_when_the_first_has_run_it_long_enough_also_over_a_restart()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge), Cancel));

        var first = Assert.Single(await OfferedAsync(bridge));
        var offer = (await DesiredAsync(bridge, first)).Update!;
        Assert.Equal((New, "/device/updates/kazashi-test/1.4.0", 1000L, "kazashi-test", new UpdateWindow(new(2, 0), new(5, 0))), (offer.Version, offer.Url, offer.Size, offer.Compatible, offer.Window));
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
        var all = await FleetAsync(bridge, "1.5.0");
        var file = Path.Combine(bridge.Folder, "updates", UpdateOffer.FileOf(BundleTests.Board, New));
        File.Move(file, file + ".gone");
        Assert.Equal(RolloutFault.NoBundle, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        File.Move(file + ".gone", file);
        foreach (var name in all)
        {
            await SayBoardAsync(bridge, name, Pc);
        }
        Assert.Equal(RolloutFault.NotForTheirBoards, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        await SayBoardAsync(bridge, all[3], BundleTests.Board);
        Assert.Null(await rollouts.BeginAsync(NewRollout(bridge), Cancel));
        Assert.Equal(RolloutFault.OneIsOpen, await rollouts.BeginAsync(NewRollout(bridge), Cancel));
    }

    [Fact]
    public async Task A_bundle_whose_file_is_gone_is_offered_to_nobody_until_it_is_back()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge);
        var rollouts = bridge.Get<Rollouts>();
        Assert.Null(await rollouts.BeginAsync(NewRollout(bridge, "100"), Cancel));
        var offer = (await DesiredAsync(bridge, all[0])).Update;
        var file = Path.Combine(bridge.Folder, "updates", UpdateOffer.FileOf(BundleTests.Board, New));

        File.Move(file, file + ".gone");   // as after a restore
        await rollouts.RunAsync(Cancel);
        Assert.Empty(await OfferedAsync(bridge));
        Assert.Equal(RolloutState.Running, (await RolloutAsync(bridge)).State);

        File.Move(file + ".gone", file);
        await rollouts.RunAsync(Cancel);
        Assert.Equal(all.Order(), (await OfferedAsync(bridge)).Order());
        Assert.Equal(offer, (await DesiredAsync(bridge, all[0])).Update);
    }

    [Fact]
    public async Task Each_is_offered_the_bundle_of_its_board_and_one_without_is_left_out()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge, board: Pc);
        await BundleTests.AddAsync(bridge, New, 2000, Pi);
        string[] boards = [Pc, Pi, Pi, "kazashi-arm64"];
        foreach (var (name, board) in all.Zip(boards))
        {
            await SayBoardAsync(bridge, name, board);
        }

        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "33,100"), Cancel));

        var first = Assert.Single(await OfferedAsync(bridge));   // a third of three, not of four
        await FollowAsync(bridge, first, boards[all.IndexOf(first)]);
        bridge.Clock.Advance(TimeSpan.FromHours(24));
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal(all[..3], (await OfferedAsync(bridge)).Order());
        foreach (var (name, board) in all.Zip(boards).Take(3))
        {
            var offer = (await DesiredAsync(bridge, name)).Update!;
            Assert.Equal((board, $"/device/updates/{board}/1.4.0", board == Pc ? 1000 : 2000), (offer.Compatible, offer.Url, offer.Size));
        }
        foreach (var (name, board) in all.Zip(boards).Take(3))
        {
            await FollowAsync(bridge, name, board);
        }
        Assert.Equal(RolloutState.Done, (await RolloutAsync(bridge)).State);   // the fourth keeps nobody waiting
    }

    [Fact]
    public async Task One_that_never_said_its_board_is_offered_the_only_bundle_and_keeps_that_offer()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge, board: Pc);
        await SayBoardAsync(bridge, all[0], Pc);
        await ChangeAsync(bridge, all[1], row => row.Group = "2F");
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));
        Assert.Equal([all[0], all[2], all[3]], (await OfferedAsync(bridge)).Order());

        await BundleTests.AddAsync(bridge, New, 2000, Pi);
        await ChangeAsync(bridge, all[1], row => row.Group = "1F");
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal([all[0], all[2], all[3]], (await OfferedAsync(bridge)).Order());   // the second of them came too late to know which

        await SayBoardAsync(bridge, all[1], Pi);
        await SayBoardAsync(bridge, all[2], Pi);
        await SayBoardAsync(bridge, all[3], "kazashi-arm64");
        await bridge.Get<Rollouts>().RunAsync(Cancel);
        Assert.Equal([(all[0], Pc), (all[1], Pi), (all[2], Pi)], await OfferedBoardsAsync(bridge));
    }

    [Fact]
    public async Task A_board_is_not_forgotten_while_the_appliance_starts_or_is_cut_off()
    {
        await using var bridge = await PairingTests.StartAsync();
        var all = await FleetAsync(bridge, board: Pc);
        await BundleTests.AddAsync(bridge, New, 2000, Pi);
        await SayBoardAsync(bridge, all[0], Pi);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge, "100"), Cancel));

        await SayBoardAsync(bridge, all[0], null);
        await SayBoardAsync(bridge, all[0], "a board\0");   // nor for what is none
        await bridge.RestartAsync();
        await bridge.Get<Rollouts>().RunAsync(Cancel);

        Assert.Equal([(all[0], Pi)], await OfferedBoardsAsync(bridge));
        Assert.Single(await ActsAsync(bridge), AuditAct.UpdateOffered);
    }

    [Fact]
    public async Task An_offer_of_an_earlier_release_of_the_bridge_is_made_anew()
    {
        await using var bridge = await PairingTests.StartAsync();
        await FleetAsync(bridge);
        Assert.Null(await bridge.Get<Rollouts>().BeginAsync(NewRollout(bridge), Cancel));
        var first = Assert.Single(await OfferedAsync(bridge));
        await ChangeAsync(bridge, first, row => row.Update = row.Update!.Replace("/kazashi-test/", "/", StringComparison.Ordinal));

        await bridge.Get<Rollouts>().RunAsync(Cancel);

        Assert.Equal("/device/updates/kazashi-test/1.4.0", (await DesiredAsync(bridge, first)).Update!.Url);
    }

    static Rollout NewRollout(TestBridge bridge, string stages = "25,100") => new()
    {
        Version = New, Group = "1F", Stages = stages, SoakHours = 24, MostFailures = 20, WindowFrom = new(2, 0), WindowUntil = new(5, 0),
        Expires = bridge.Clock.GetUtcNow().AddDays(30), BeganAt = bridge.Clock.GetUtcNow(), BeganBy = "sato",
    };

    // Four that were paired, in one group, with a bundle to take.
    static async Task<List<string>> FleetAsync(TestBridge bridge, string version = New, string board = BundleTests.Board)
    {
        await BundleTests.AddAsync(bridge, version, 1000, board);
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
    static async Task SayAsync(TestBridge bridge, string name, string version, UpdateReport? said, string? board = null) => await bridge.Get<DeviceStates>().HearAsync(AddressOf(name),
        JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, version, "Counter", "epoch", 1, 1, TestBridge.Start, await DesiredAsync(bridge, name), said, board), ContractJson.Default.DeviceState), Cancel);

    static Task SayBoardAsync(TestBridge bridge, string name, string? board) => SayAsync(bridge, name, Old, null, board);

    static async Task FollowAsync(TestBridge bridge, string name, string board)
    {
        await SayAsync(bridge, name, New, new(UpdatePhase.Good, New), board);
        await bridge.Get<Rollouts>().RunAsync(Cancel);
    }

    static async Task<List<(string, string)>> OfferedBoardsAsync(TestBridge bridge) =>
        (await bridge.ReadAsync(db => db.DeviceWishes.AsNoTracking().Where(row => row.Update != null).OrderBy(row => row.Device).ToListAsync(Cancel))).ConvertAll(row => (row.Device, Wishes.OfferOf(row)!.Compatible));

    static Task<List<string>> OfferedAsync(TestBridge bridge) => bridge.ReadAsync(db => db.DeviceWishes.Where(row => row.Update != null).Select(row => row.Device).ToListAsync(Cancel));

    static async Task<Desired> DesiredAsync(TestBridge bridge, string name) => Wishes.Of(await bridge.ReadAsync(db => db.DeviceWishes.AsNoTracking().SingleAsync(row => row.Device == name, Cancel)), null);

    static Task<Rollout> RolloutAsync(TestBridge bridge) => bridge.ReadAsync(db => db.Rollouts.AsNoTracking().OrderBy(rollout => rollout.Id).FirstAsync(Cancel));

    static async Task<List<AuditAct>> ActsAsync(TestBridge bridge) =>
        [.. (await bridge.ReadAsync(db => db.Audit.OrderBy(entry => entry.Id).Select(entry => entry.Act).ToListAsync(Cancel))).Where(act => act is AuditAct.RolloutBegun or AuditAct.UpdateOffered or AuditAct.UpdateWithdrawn or AuditAct.RolloutEnded)];

    static DeviceAddress AddressOf(string name) => DeviceAddress.TryParseName(name, out var address) ? address : throw new InvalidOperationException(name);
}
