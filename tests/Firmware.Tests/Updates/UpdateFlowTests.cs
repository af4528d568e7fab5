using System.Collections.Immutable;
using Contract;
using Firmware.Updates;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Firmware.Updates.UpdateEffect;
using static Firmware.Updates.UpdateEvent;
using static Firmware.Updates.UpdateState;

namespace Firmware.Tests.Updates;

/// <summary>An update from its offer to its end.</summary>
public sealed class UpdateFlowTests
{
    const Health All = Health.Reader | Health.Panel | Health.Journal | Health.Bridge;

    static readonly UpdatePolicy Policy = new(new(0, 1, 0), "kazashi-x86-64", All);
    static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.FromHours(9));
    static readonly UpdateOffer Offer = new("0.2.0", "/updates/0.2.0", 1000, new string('a', 64), "kazashi-x86-64", Noon.AddDays(7));

    [Fact]
    public void An_offer_is_fetched_and_installed_when_nobody_is_here_and_the_appliance_restarts_into_it()
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(Offer), new Ticked(Noon, All));
        Assert.Contains(new Download(Offer), update.Effects);

        update.Then(new Downloaded(), new Ticked(Noon, All));
        Assert.Equal([new AskForPanel()], update.Effects);
        Assert.DoesNotContain(update.All, effect => effect is Install);

        update.Then(new PanelGiven());
        Assert.Contains(new Install(Offer), update.Effects);
        update.Then(new Installed());
        Assert.Equal([new Remember(new(Offer, null)), new Report(new(UpdatePhase.Restarting, "0.2.0")), new Discard(), new Show(null), new UpdateEffect.Restart()], update.Effects);
    }

    [Fact]
    public void The_panel_is_asked_for_in_the_window_only()
    {
        var night = Offer with { Window = new(new(22, 0), new(5, 0)) };
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(night), new Ticked(Noon, All), new Downloaded());
        update.Then(new Ticked(Noon, All));
        Assert.Empty(update.Effects);
        update.Then(new Ticked(Noon.AddHours(11), All));
        Assert.Equal([new AskForPanel()], update.Effects);
        update.Then(new Ticked(Noon.AddHours(16.5), All));   // half past four in the morning
        Assert.Equal([new AskForPanel()], update.Effects);
        update.Then(new Ticked(Noon.AddHours(17.5), All));
        Assert.Empty(update.Effects);
    }

    [Fact]
    public void Nothing_is_fetched_before_its_time()
    {
        var later = Offer with { NotBefore = Noon.AddHours(1) };
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(later), new Ticked(Noon, All));
        Assert.Empty(update.Effects);
        update.Then(new Ticked(Noon.AddHours(1), All));
        Assert.Contains(new Download(later), update.Effects);
    }

    public static TheoryData<string, string, UpdateRefusal> Refused => new()
    {
        { "0.0.9", "kazashi-x86-64", UpdateRefusal.Older },
        { "0.2.0", "kazashi-rpi-arm64", UpdateRefusal.WrongBoard },
        { "latest", "kazashi-x86-64", UpdateRefusal.WrongOffer },
    };

    [Theory, MemberData(nameof(Refused))]
    public void An_offer_that_cannot_be_right_is_refused_at_once(string version, string compatible, UpdateRefusal refusal)
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(Offer with { Version = version, Compatible = compatible }));
        Assert.Equal((UpdatePhase.Refused, refusal), (update.Told!.Phase, update.Told.Refusal!.Value));
        Assert.DoesNotContain(update.All, effect => effect is Download);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public void An_offer_that_ends_is_given_up_wherever_it_stands_before_it_is_installed(int steps)
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(Offer));
        UpdateEvent[] way = [new Ticked(Noon, All), new Downloaded()];
        update.Then([.. way.Take(steps), new Ticked(Offer.Expires.AddSeconds(1), All)]);
        Assert.Equal((UpdatePhase.Refused, UpdateRefusal.Expired), (update.Told!.Phase, update.Told.Refusal!.Value));
        Assert.Contains(new Discard(), update.Effects);
    }

    [Fact]
    public void Who_runs_the_version_already_is_done()
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(Offer with { Version = "0.1.0" }));
        Assert.Equal(UpdatePhase.Good, update.Told!.Phase);
        Assert.DoesNotContain(update.All, effect => effect is Download);
    }

    [Fact]
    public void What_could_not_be_installed_is_not_tried_again_until_something_else_is_offered()
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, All), new Offered(Offer), new Ticked(Noon, All), new Downloaded(), new PanelGiven(),
            new InstallFailed(UpdateRefusal.WrongKey, "by another key"));
        Assert.Contains(new GivePanelBack(), update.Effects);
        Assert.Equal(UpdateRefusal.WrongKey, update.Told!.Refusal);

        update.Then(new Offered(Offer), new Ticked(Noon, All));
        Assert.IsType<Settled>(update.State);
        update.Then(new Offered(Offer with { Sha256 = new string('b', 64) }), new Ticked(Noon, All));
        Assert.IsType<Downloading>(update.State);
    }

    [Fact]
    public void A_new_version_stays_when_everything_works()
    {
        var update = new Walk(Policy with { Running = new(0, 2, 0) }, new(Offer, null)).Then(new Ticked(Noon, Health.Reader | Health.Panel));
        Assert.DoesNotContain(update.All, effect => effect is MarkGood);
        update.Then(new Ticked(Noon.AddMinutes(1), All));
        Assert.Equal([new MarkGood()], update.Effects);
        update.Then(new Confirmed());
        Assert.Equal(UpdatePhase.Good, update.Told!.Phase);
        Assert.Contains(new Remember(new(Offer, new(UpdatePhase.Good, null, null))), update.All);
    }

    [Fact]
    public void A_new_version_that_does_not_do_goes_back_and_says_what_did_not_work()
    {
        var update = new Walk(Policy with { Running = new(0, 2, 0) }, new(Offer, null)).Then(new Ticked(Noon, All & ~Health.Reader), new Ticked(Noon.AddMinutes(6), All & ~Health.Reader));
        Assert.Equal(2, update.Effects.Count(effect => effect is MarkBad or UpdateEffect.Restart));
        var memory = Assert.Single(update.All.OfType<Remember>()).Memory!;
        Assert.Contains("Reader", memory.Outcome!.Reason, StringComparison.Ordinal);
        Assert.True(update.Effects.IndexOf(new Remember(memory)) < update.Effects.IndexOf(new MarkBad()));   // journal, then act

        var old = new Walk(Policy, memory).Then(new Ticked(Noon, All), new Offered(Offer), new Ticked(Noon, All));
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotHealthy), (old.Told!.Phase, old.Told.Refusal!.Value));
        Assert.DoesNotContain(old.All, effect => effect is Download);
    }

    [Fact]
    public void A_new_version_that_was_not_found_good_gets_a_second_trial_for_it_may_have_lost_its_power()
    {
        var update = new Walk(Policy, new(Offer, null)).Then(new Ticked(Noon, All), new Ticked(Noon, All), new Downloaded(), new Ticked(Noon, All), new PanelGiven(), new Installed());
        Assert.Equal(new UpdateMemory(Offer, null, Trial: 2), Assert.Single(update.All.OfType<Remember>()).Memory);
        Assert.DoesNotContain(update.All.OfType<Report>(), report => report.What?.Phase == UpdatePhase.Returned);
    }

    [Fact]
    public void A_new_version_that_did_not_start_twice_is_told_by_the_old_one()
    {
        var update = new Walk(Policy, new(Offer, null, Trial: UpdatePolicy.MostTrials)).Then(new Ticked(Noon, All), new Offered(Offer), new Ticked(Noon, All));
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotStarted), (update.Told!.Phase, update.Told.Refusal!.Value));
        Assert.DoesNotContain(update.All, effect => effect is Download);
    }

    [Fact]
    public void Power_that_went_before_the_restart_costs_no_trial()
    {
        var update = new Walk(Policy, new(Offer, null, Trial: UpdatePolicy.MostTrials), isArmed: true).Then(new Ticked(Noon, All), new Ticked(Noon, All), new Downloaded(), new Ticked(Noon, All), new PanelGiven(), new Installed());
        Assert.Equal(UpdatePolicy.MostTrials, update.All.OfType<Remember>().Single().Memory!.Trial);
    }

    [Fact]
    public void An_appliance_that_is_broken_takes_the_update_that_may_mend_it()
    {
        var update = new Walk(Policy).Then(new Ticked(Noon, Health.Bridge), new Offered(Offer), new Ticked(Noon.AddMinutes(6), Health.Bridge), new Ticked(Noon.AddMinutes(7), Health.Bridge));
        Assert.Contains(new Download(Offer), update.All);
        Assert.DoesNotContain(update.All, effect => effect is MarkGood);
    }

    [Property(MaxTest = 3000)]
    public Property Whatever_happens_it_is_installed_only_while_nobody_is_here_and_restarts_only_with_a_memory() => Prop.ForAll(Gen.Choose(0, 1 << 20).ListOf(40).ToArbitrary(), numbers =>
    {
        var first = numbers[0];
        UpdateMemory?[] memories = [null, new(Offer, null, 1 + first % UpdatePolicy.MostTrials), new(Offer, new(UpdatePhase.Returned, UpdateRefusal.NotHealthy, "…"))];
        var update = new Walk(Policy with { Running = first % 2 == 0 ? new(0, 1, 0) : new(0, 2, 0) }, memories[first % 3], first % 5 == 0);
        var isGiven = false;
        foreach (var number in numbers)
        {
            var happened = EventOf(number);
            update.Then(happened);
            isGiven |= happened is PanelGiven;
            foreach (var effect in update.Effects)
            {
                Assert.True(effect is not Install || happened is PanelGiven, $"{effect} after {happened}");
                Assert.True(effect is not UpdateEffect.Restart || update.All.Any(each => each is Remember), "a restart that nobody would remember");
                Assert.True(effect is not MarkGood || happened is Ticked { Works: All }, $"{effect} after {happened}");
            }
            isGiven &= !update.Effects.Contains(new GivePanelBack());
            Assert.True(!isGiven || update.State is Installing or Restarting or Returning or Ready, $"the panel was kept in {update.State}");
        }
        return true;
    });

    static UpdateEvent EventOf(int number) => (number % 12) switch
    {
        0 => new Offered(null),
        1 => new Offered(Offer),
        2 => new Offered(Offer with { Version = $"0.{number % 4}.{number % 3}" }),
        3 => new Downloaded(),
        4 => new DownloadFailed(UpdateRefusal.Damaged, "…"),
        5 => new PanelGiven(),
        6 => new Installed(),
        7 => new InstallFailed(UpdateRefusal.WrongKey, "…"),
        8 => new InstallProgressed(number % 100),
        9 => new Confirmed(),
        10 => new NotConfirmed("…"),
        _ => new Ticked(Noon.AddMinutes(number % 20), number % 3 == 0 ? All : (Health)(number % 16)),
    };

    /// <summary>Walks through the flow and keeps what it brought.</summary>
    sealed class Walk
    {
        readonly UpdatePolicy _policy;

        public Walk(UpdatePolicy policy, UpdateMemory? memory = null, bool isArmed = false)
        {
            _policy = policy with { Before = memory, IsArmed = isArmed };
            (State, Effects) = UpdateFlow.Start(_policy);
            All.AddRange(Effects);
        }

        public UpdateState State { get; private set; }
        public ImmutableArray<UpdateEffect> Effects { get; private set; }
        public List<UpdateEffect> All { get; } = [];
        public UpdateReport? Told => All.OfType<Report>().LastOrDefault()?.What;

        public Walk Then(params UpdateEvent[] events)
        {
            foreach (var happened in events)
            {
                (State, Effects) = UpdateFlow.Next(State, happened, _policy);
                All.AddRange(Effects);
            }
            return this;
        }
    }
}
