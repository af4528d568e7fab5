using System.Net;
using System.Text.Json;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Fleet;
using CloudBridge.Tests.Fleet;
using Contract;
using MQTTnet;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Console;

/// <summary>Updates in the console: begun, watched, held, stopped; and an appliance that stays as it is.</summary>
public sealed class RolloutPagesTests
{
    static readonly (string, string)[] Good = [("Version", "1.4.0"), ("Group", ""), ("Stages", "１０ → 50、100%"), ("SoakHours", "24"), ("MostFailures", "20"), ("WindowFrom", "02:00"), ("WindowUntil", "05:00"), ("Days", "30")];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_rolls_an_update_out_and_reads_why_it_was_refused()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator, "/console/updates");
        Assert.Contains("kazashi-bridge update add", staff.Page, StringComparison.Ordinal);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 2_000_000);
        await staff.GetAsync("/console/updates");
        Assert.Contains("kazashi-test 2 MB", staff.Page, StringComparison.Ordinal);
        using var client = SecureBrokerTests.NewClient();
        var heard = new TaskCompletionSource<Desired>();
        client.ApplicationMessageReceivedAsync += message =>
        {
            Assert.True(ContractJson.TryRead(System.Buffers.BuffersExtensions.ToArray(message.ApplicationMessage.Payload), ContractJson.Default.Desired, out var desired));
            heard.TrySetResult(desired);
            return Task.CompletedTask;
        };
        await appliance.ConnectAsync(client);
        await client.SubscribeAsync(appliance.Address.Desired, MqttQualityOfServiceLevel.AtLeastOnce, Cancel);

        await staff.PostAsync("/console/updates", Good);

        Assert.Equal("/console/updates/1", staff.At.AbsolutePath);
        Assert.Contains("Offered; it has not answered yet", staff.Page, StringComparison.Ordinal);
        var desired = await heard.Task.WaitAsync(Cancel);
        Assert.Equal(("1.4.0", "/device/updates/kazashi-test/1.4.0", new UpdateWindow(new(2, 0), new(5, 0))), (desired.Update!.Version, desired.Update.Url, desired.Update.Window));
        await SayAsync(visits.Bridge, appliance, desired, new(UpdatePhase.Downloading, "1.4.0", 40));
        await staff.GetAsync("/console/updates/1");
        Assert.Contains("Fetches it 40%", staff.Page, StringComparison.Ordinal);

        await SayAsync(visits.Bridge, appliance, desired, new(UpdatePhase.Refused, "1.4.0", Refusal: UpdateRefusal.WrongKey, Reason: "signed by 7f3a, this device trusts 91c0"));
        await visits.Bridge.Get<Rollouts>().RunAsync(Cancel);
        await staff.GetAsync("/console/updates/1");
        Assert.Contains("Refused, nothing was changed: signed by a key that it does not trust", staff.Page, StringComparison.Ordinal);
        Assert.Contains("signed by 7f3a, this device trusts 91c0", staff.Page, StringComparison.Ordinal);
        Assert.Contains("Stopped: too many failures", staff.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("/stop", staff.Page, StringComparison.Ordinal);
        using var japanese = new Patrons.Visitor(visits.Bridge);
        await visits.WithPasswordAsync("sato", visitor: japanese);
        await japanese.GetAsync("/console/updates/1");
        Assert.Contains("この機器が信頼しない鍵で署名されています", japanese.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_paused_goes_on_and_is_stopped_and_each_is_written_down()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 1000);
        await staff.GetAsync("/console/updates");
        await staff.PostAsync("/console/updates", Good);

        await staff.PostAsync("/console/updates/1/pause");
        Assert.Contains("Paused", staff.Page, StringComparison.Ordinal);
        await staff.PostAsync("/console/updates/1/pause");   // twice is once
        await staff.PostAsync("/console/updates/1/resume");
        await staff.PostAsync("/console/updates/1/stop");
        Assert.Contains("Stopped by staff", staff.Page, StringComparison.Ordinal);
        Assert.Null((await visits.Bridge.Get<Appliances>().FindAsync(appliance.Address, Cancel))!.Wishes.Update);
        await staff.GetAsync("/console/updates");
        await staff.PostAsync("/console/updates/1/resume");
        Assert.Contains("Stopped by staff", staff.Page, StringComparison.Ordinal);   // for good

        Assert.Equal([AuditAct.RolloutBegun, AuditAct.UpdateOffered, AuditAct.RolloutPaused, AuditAct.RolloutWentOn, AuditAct.RolloutStopped, AuditAct.UpdateWithdrawn],
            (await visits.DoneAsync()).Select(entry => entry.Act).Where(act => act is not (AuditAct.AppliancePaired or AuditAct.BundleAdded)));
    }

    [Fact]
    public async Task A_pinned_appliance_stays_as_it_is()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 1000);
        await staff.GetAsync("/console/updates");
        await staff.PostAsync("/console/updates", Good);
        await staff.GetAsync("/console/appliances/central/counter-1");

        await staff.PostAsync("/console/appliances/central/counter-1/updates", ("Pinned", "yes"), ("Skipped", "1.5.0"));

        Assert.Contains("value=\"1.5.0\"", staff.Page, StringComparison.Ordinal);
        await staff.PostAsync("/console/appliances/central/counter-1/updates", ("Skipped", "the next one"));
        Assert.Contains("A version is three numbers", staff.Page, StringComparison.Ordinal);
        var wishes = (await visits.Bridge.Get<Appliances>().FindAsync(appliance.Address, Cancel))!.Wishes;
        Assert.Equal((true, "1.5.0", null), (wishes.IsPinned, wishes.SkippedUpdate, wishes.Update));
        await staff.GetAsync("/console/updates/1");
        Assert.Contains("Pinned: it stays as it is", staff.Page, StringComparison.Ordinal);
        Assert.Contains((AuditAct.AppliancePinned, "pinned skips 1.5.0"), (await visits.DoneAsync()).Select(entry => (entry.Act, entry.Detail!)));
    }

    [Fact]
    public async Task One_version_goes_to_several_boards_and_the_page_says_who_is_left_out_and_why()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var pc = await TestAppliance.PairAsync(visits.Bridge);
        using var other = await TestAppliance.PairAsync(visits.Bridge, "counter-2");
        using var old = await TestAppliance.PairAsync(visits.Bridge, "counter-3");
        await SayBoardAsync(visits.Bridge, pc, "kazashi-x86-64");
        await SayBoardAsync(visits.Bridge, other, "kazashi-arm64");
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 1000, "kazashi-rpi-arm64");
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 2000, "kazashi-x86-64");
        await staff.GetAsync("/console/updates");
        Assert.Contains(">1.4.0（kazashi-rpi-arm64, kazashi-x86-64）</option>", staff.Page, StringComparison.Ordinal);

        await staff.PostAsync("/console/updates", [.. Good.Select(good => good.Item1 == "Stages" ? ("Stages", "100") : good)]);

        Assert.Contains("Offered; it has not answered yet", staff.Page, StringComparison.Ordinal);
        Assert.Contains("Left out: there is no bundle of 1.4.0 for its board, kazashi-arm64", staff.Page, StringComparison.Ordinal);
        Assert.Contains("Left out: board unknown, and there are bundles of 1.4.0 for several", staff.Page, StringComparison.Ordinal);
        using var japanese = new Patrons.Visitor(visits.Bridge);
        await visits.WithPasswordAsync("sato", visitor: japanese);
        await japanese.GetAsync("/console/updates/1");
        Assert.Contains("知らせません。基板 kazashi-arm64 用の 1.4.0 がありません", japanese.Page, StringComparison.Ordinal);
        Assert.Contains("知らせません。基板がわかりません", japanese.Page, StringComparison.Ordinal);
        await staff.GetAsync("/console/appliances/central/counter-2");
        Assert.Contains("<dt>Board</dt><dd>kazashi-arm64</dd>", staff.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_begins_where_no_board_of_the_group_has_a_bundle()
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await SayBoardAsync(visits.Bridge, appliance, "kazashi-arm64");
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 1000);
        await staff.GetAsync("/console/updates");

        await staff.PostAsync("/console/updates", Good);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        Assert.Contains("No bundle of this version is for a board of this group", staff.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stages", "50 10 100")]
    [InlineData("Stages", "10 50")]
    [InlineData("Stages", "")]
    [InlineData("SoakHours", "0")]
    [InlineData("MostFailures", "101")]
    [InlineData("WindowFrom", "")]
    [InlineData("WindowUntil", "25:00")]
    [InlineData("Days", "many")]
    [InlineData("Version", "1.9.0")]
    [InlineData("Group", "3F")]
    public async Task What_cannot_be_is_said_and_nothing_begins(string field, string value)
    {
        await using var visits = await StaffVisits.WithFleetAsync();
        var staff = await visits.SignedInAsync(StaffRoles.Administrator);
        using var appliance = await TestAppliance.PairAsync(visits.Bridge);
        await BundleTests.AddAsync(visits.Bridge, "1.4.0", 1000);
        await staff.GetAsync("/console/updates");

        await staff.PostAsync("/console/updates", [.. Good.Select(good => good.Item1 == field ? (field, value) : good)]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        Assert.DoesNotContain(AuditAct.RolloutBegun, (await visits.DoneAsync()).Select(entry => entry.Act));
    }

    static Task SayBoardAsync(TestBridge bridge, TestAppliance appliance, string board) => bridge.Get<DeviceStates>().HearAsync(appliance.Address,
        JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, "1.3.0", "Counter", "epoch", 1, 1, TestBridge.Start, Board: board), ContractJson.Default.DeviceState), Cancel);

    static Task SayAsync(TestBridge bridge, TestAppliance appliance, Desired applied, UpdateReport said) => bridge.Get<DeviceStates>().HearAsync(appliance.Address,
        JsonSerializer.SerializeToUtf8Bytes(new DeviceState(true, "1.3.0", "Counter", "epoch", 1, 1, TestBridge.Start, applied, said), ContractJson.Default.DeviceState), Cancel);
}
