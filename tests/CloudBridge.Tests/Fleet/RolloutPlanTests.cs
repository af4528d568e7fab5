using Bridge.Fleet;
using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Fleet;

/// <summary>Who is offered an update, when it goes on, when it stops: whatever the appliances do.</summary>
public sealed class RolloutPlanTests
{
    const string Old = "1.3.0", New = "1.4.0";

    static readonly DateTimeOffset Begin = TestBridge.Start;

    static readonly RolloutPlan Plan = new("1F", New, [10, 50, 100], TimeSpan.FromHours(24), 20, Begin.AddDays(30));

    static readonly RolloutStanding First = new(RolloutState.Running, 0, null);

    [Property(MaxTest = 300)]
    public void Nobody_is_offered_it_out_of_turn_and_nothing_is_taken_back_but_at_the_end(int seed)
    {
        var random = new Random(seed);
        int[] stages = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, 100)).Distinct().Order(), 100];
        var plan = Plan with { Stages = stages, MostFailures = random.Next(0, 60) };
        List<RolloutDevice> devices = [.. Enumerable.Range(0, random.Next(0, 40)).Select(n => new RolloutDevice($"central/counter-{n}", random.Next(4) == 0 ? "2F" : "1F", random.Next(8) == 0 ? New : Old, null, random.Next(6) == 0, false))];
        var (standing, now) = (First, Begin);
        for (var step = 0; step < 60; step++)
        {
            var before = standing;
            var decision = plan.Decide(standing, devices, now);
            var offered = decision.Offered.ToHashSet();
            standing = decision.Standing;
            List<RolloutDevice> members = [.. devices.Where(device => device.Group == "1F" && !device.IsKept)];
            var reached = members.Where(device => device.IsOffered || device.Version == New).ToList();
            var failed = members.Count(device => device is { IsOffered: true, Said.Phase: UpdatePhase.Refused or UpdatePhase.Returned });

            Assert.Subset(members.Select(device => device.Name).ToHashSet(), offered);
            Assert.DoesNotContain(members, device => device is { IsOffered: false, Version: New } && offered.Contains(device.Name));   // it is done
            Assert.True(offered.Union(reached.Select(device => device.Name)).Count() <= Math.Max(reached.Count, RolloutPlan.ShareOf(stages[standing.Stage], members.Count)), $"seed {seed}, step {step}: more than the share");
            Assert.InRange(standing.Stage, before.Stage, before.Stage + 1);
            if (standing.State == RolloutState.Running)
            {
                Assert.Subset(offered, members.Where(device => device.IsOffered).Select(device => device.Name).ToHashSet());
                Assert.True(100 * failed <= plan.MostFailures * members.Count(device => device.IsOffered), $"seed {seed}, step {step}: {failed} failures and it goes on");
            }
            else
            {
                Assert.Empty(offered);
                Assert.Equal(decision, plan.Decide(standing, devices, now) with { Offered = decision.Offered });   // for good
            }
            devices = [.. devices.Select(device => Live(device with { IsOffered = offered.Contains(device.Name) }, random))];
            now += TimeSpan.FromHours(random.Next(1, 20));
        }
    }

    [Fact]
    public void Ten_appliances_get_it_one_then_five_then_all()
    {
        var devices = Group(10);
        var (standing, offered) = Turn(First, devices, Begin);
        var first = Assert.Single(offered);
        (standing, offered) = Turn(standing, devices = Offer(devices, offered), Begin.AddHours(40));
        Assert.Equal((0, first), (standing.Stage, Assert.Single(offered)));   // nobody runs it yet, however long that takes

        (standing, offered) = Turn(standing, devices = Run(devices, first), Begin.AddHours(41));
        Assert.Equal((0, Begin.AddHours(41)), (standing.Stage, standing.ProvenAt));
        (standing, offered) = Turn(standing, devices, Begin.AddHours(64.9));
        Assert.Equal(0, standing.Stage);
        (standing, offered) = Turn(standing, devices, Begin.AddHours(65));
        Assert.Equal((1, 5), (standing.Stage, offered.Count));
        Assert.Contains(first, offered);

        devices = Run(Offer(devices, offered), [.. offered]);
        (standing, offered) = Turn(standing, devices, Begin.AddHours(66));
        (standing, offered) = Turn(standing, devices, Begin.AddHours(90));
        Assert.Equal((2, 10), (standing.Stage, offered.Count));
        devices = Run(Offer(devices, offered), [.. offered]);
        (standing, offered) = Turn(standing, devices, Begin.AddHours(91));
        Assert.Equal((RolloutState.Done, 0), (standing.State, offered.Count));
    }

    [Fact]
    public void One_failure_too_many_stops_it_and_an_offer_whose_time_was_over_is_none()
    {
        var devices = Offer(Group(10), [.. Group(10).Select(device => device.Name)]);
        var at = First with { Stage = 2 };
        Assert.Equal(RolloutState.Running, Turn(at, Fail(devices, 2), Begin).Standing.State);   // 20 % is not above 20 %
        Assert.Equal((RolloutState.StoppedByFailures, 0), (Turn(at, Fail(devices, 3), Begin).Standing.State, Turn(at, Fail(devices, 3), Begin).Offered.Count));
        Assert.Equal(RolloutState.StoppedByFailures, Turn(at with { State = RolloutState.Paused }, Fail(devices, 3), Begin).Standing.State);
        Assert.Equal(RolloutState.Running, Turn(at, Fail(devices, 3, UpdateRefusal.Expired), Begin).Standing.State);
    }

    [Fact]
    public void A_stage_that_goes_back_to_the_old_version_begins_to_wait_anew()
    {
        var devices = Offer(Group(2), [.. Group(2).Select(device => device.Name)]);
        var plan = Plan with { Stages = [50, 100], MostFailures = 100 };
        var standing = plan.Decide(First, Run(devices, "central/counter-0"), Begin).Standing;
        Assert.Equal(Begin, standing.ProvenAt);

        Assert.Null(plan.Decide(standing, Fail(devices, 1), Begin.AddHours(30)).Standing.ProvenAt);
    }

    [Fact]
    public void Paused_it_offers_nobody_more_and_takes_nothing_back_and_at_its_end_it_takes_all_back()
    {
        var devices = Offer(Group(10), ["central/counter-3"]);
        var paused = new RolloutStanding(RolloutState.Paused, 2, null);

        Assert.Equal(["central/counter-3"], Turn(paused, devices, Begin).Offered);
        Assert.Equal((RolloutState.Ended, 0), (Turn(paused, devices, Begin.AddDays(31)).Standing.State, Turn(paused, devices, Begin.AddDays(31)).Offered.Count));
    }

    [Fact]
    public void Another_version_begins_with_another_appliance()
    {
        string[] firsts = [.. Enumerable.Range(0, 20).Select(n => (Plan with { Version = $"2.{n}.0" }).Decide(First, Group(10), Begin).Offered.Single())];

        Assert.True(firsts.Distinct().Count() > 3);
    }

    static (RolloutStanding Standing, IReadOnlyList<string> Offered) Turn(RolloutStanding standing, IReadOnlyCollection<RolloutDevice> devices, DateTimeOffset now)
    {
        var decision = Plan.Decide(standing, devices, now);
        return (decision.Standing, decision.Offered);
    }

    static RolloutDevice Live(RolloutDevice device, Random random) => device switch
    {
        { IsOffered: false } => device with { Said = null },
        _ when random.Next(3) > 0 => device,
        _ => random.Next(12) switch
        {
            0 => device with { Version = Old, Said = new(UpdatePhase.Returned, New, Refusal: UpdateRefusal.NotHealthy) },
            1 => device with { Version = Old, Said = new(UpdatePhase.Refused, New, Refusal: UpdateRefusal.DiskFull) },
            2 or 3 => device with { Version = Old, Said = new(UpdatePhase.Downloading, New, 50) },
            4 => device with { IsKept = true },
            _ => device with { Version = New, Said = new(UpdatePhase.Good, New) },
        },
    };

    static List<RolloutDevice> Group(int count) => [.. Enumerable.Range(0, count).Select(n => new RolloutDevice($"central/counter-{n}", "1F", Old, null, false, false))];

    static List<RolloutDevice> Offer(IEnumerable<RolloutDevice> devices, IReadOnlyCollection<string> names) => [.. devices.Select(device => device with { IsOffered = device.IsOffered || names.Contains(device.Name) })];

    static List<RolloutDevice> Run(IEnumerable<RolloutDevice> devices, params string[] names) =>
        [.. devices.Select(device => names.Contains(device.Name) ? device with { Version = New, Said = new(UpdatePhase.Good, New) } : device)];

    static List<RolloutDevice> Fail(IEnumerable<RolloutDevice> devices, int count, UpdateRefusal why = UpdateRefusal.NotHealthy) =>
        [.. devices.Select((device, n) => n < count ? device with { Said = new(UpdatePhase.Returned, New, Refusal: why) } : device)];
}
