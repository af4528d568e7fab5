using Bridge.Enrolment;
using Bridge.Ingest;
using Contract;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Enrolment;

/// <summary>Every enrolment has its effect once or not at all, whatever is delivered, doubled, reordered, decided again, and however often the bridge restarts.</summary>
public sealed class EnrolmentOnceTests
{
    const int People = 4;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Property(MaxTest = 10)]
    public async Task What_is_left_is_what_was_not_withdrawn(int seed)
    {
        var random = new Random(seed);
        await using var world = await EnrolmentWorld.OpenAsync();
        var journal = Journal(random, world);

        await DeliverAsync(random, world, journal);

        var expected = journal.Where(step => step.Event is RegistrationRequested && !journal.Exists(other => other.Event is EnrolmentWithdrawn(var request) && request == step.Entry.Id))
            .Select(step => step.Person!).Order().ToList();
        Assert.Equal(expected, (await world.PatronsAsync()).Select(p => p.Name).Order());
        Assert.Equal(expected, (await world.LinksAsync()).Select(l => l.Patron!.Name).Order());
        Assert.Equal(expected.Count, (await world.IdentitiesAsync()).Count);
        Assert.Empty(await world.Bridge.StaffTasksAsync());
        Assert.Equal(0, await world.Bridge.ReadAsync(db => db.EnrolmentCases.CountAsync(c => c.Sealed != null || c.Settlement == Settlement.Withdrawn && (c.Outcome != null || c.Undo != null), Cancel)));
    }

    [Property(MaxTest = 8)]
    public async Task Whatever_a_card_says_there_is_an_outcome(string?[] said)
    {
        await using var world = await EnrolmentWorld.OpenAsync();
        string Said(int at) => said.ElementAtOrDefault(at) ?? "";
        var person = new PersonDetails(Said(0), Said(1), Said(2), Said(3));

        Assert.IsAssignableFrom<EnrolmentOutcome>(await world.DecideAsync(world.Registration(new TestCard("0A"), person) with { Phone = Said(4) }));
        Assert.IsAssignableFrom<EnrolmentOutcome>(await world.DecideAsync(world.Link(new TestCard("0B"), Said(5), person)));
        var garbage = world.Prove(new TestCard("0C")) with { Certificate = System.Text.Encoding.UTF8.GetBytes(Said(6)) };
        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.ProofNotAccepted), await world.DecideAsync(world.Registration(new TestCard("0C"), person) with { Proof = garbage }));
    }

    // Each person registers with a card of their own, and some are told in time that nothing was registered.
    static List<(EventEnvelope Entry, DeviceEvent Event, string? Person)> Journal(Random random, EnrolmentWorld world)
    {
        var journal = new List<(EventEnvelope Entry, DeviceEvent Event, string? Person)>();
        foreach (var number in Enumerable.Range(1, People))
        {
            var person = new PersonDetails($"人物　{number}", "白樺市", $"1980010{number}", "1");
            var requested = world.Registration(new TestCard($"0{number}"), person);
            journal.Add((world.Device.Entry(requested, world.Now), requested, person.Name));
            if (random.Next(2) == 0)
            {
                var withdrawn = new EnrolmentWithdrawn(journal[^1].Entry.Id);
                journal.Add((world.Device.Entry(withdrawn, world.Now), withdrawn, null));
            }
        }
        return journal;
    }

    static async Task DeliverAsync(Random random, EnrolmentWorld world, List<(EventEnvelope Entry, DeviceEvent Event, string? Person)> journal)
    {
        var wire = journal.Concat(journal.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()).ToList();   // doubled and reordered
        var requests = journal.Where(step => step.Event is RegistrationRequested).Select(step => step.Entry.Id).ToArray();
        foreach (var (entry, happened, _) in wire)
        {
            await world.Bridge.TakeAsync(world.Device, random.Next(2) == 0 ? entry : world.Device.Again(entry, happened));
            if (random.Next(2) == 0)
            {
                await Task.WhenAll(Enumerable.Range(0, random.Next(1, 3)).Select(_ => world.Bridge.Get<EnrolmentDesk>().DecideAsync(requests[random.Next(requests.Length)], Cancel)));
            }
            if (random.Next(8) == 0)
            {
                await world.Bridge.RestartAsync();
            }
        }
        foreach (var request in requests)
        {
            await world.Bridge.Get<EnrolmentDesk>().DecideAsync(request, Cancel);
        }
    }
}

/// <summary>The whole way: an appliance at its broker.</summary>
public sealed class EnrolmentOnTheWireTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_appliance_asks_for_a_challenge_and_hears_what_became_of_the_enrolment()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(device);
        await using var wire = await Wire.ConnectAsync(bridge.Port, device);
        var card = new TestCard();

        var challenge = Assert.IsType<EnrolmentChallenge>(await wire.AskAsync(device, new BeginEnrolment()));
        Assert.Equal((32, TestBridge.Start.AddMinutes(10), "1"), (challenge.Nonce.Length, challenge.Until, challenge.TermsVersion));
        var entry = device.Entry(new RegistrationRequested(card.Prove(device.Address, challenge.Nonce, TestBridge.Start), EnrolmentWorld.Hanako, new(challenge.TermsVersion, TestBridge.Start, "ja"), null));
        await wire.SendAsync(device, entry);

        var enrolled = Assert.IsType<Enrolled>(await wire.AnswerAsync(device, entry.Id));
        Assert.StartsWith(bridge.Address, enrolled.HandOver!.Url, StringComparison.Ordinal);
        Assert.IsType<PatronRecognised>(await wire.AskAsync(device, new WhoIsThis(card.Tap(device, TestBridge.Start))));
    }

    [Fact]
    public async Task A_bridge_that_starts_again_takes_up_what_it_left_and_tells_what_it_had_decided()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var key = bridge.Get<Bridge.Identity.BridgeKeys>().Challenge;
        EventEnvelope[] entries = [.. new[] { ("0A", EnrolmentWorld.Hanako), ("0B", EnrolmentWorld.Taro) }.Select(who => device.Entry(new RegistrationRequested(
            new TestCard(who.Item1).Prove(device.Address, Challenge.Create(key, device.Address, "1", TestBridge.Start), TestBridge.Start), who.Item2, new("1", TestBridge.Start, "ja"), null)))];
        await bridge.TakeAsync(device, entries);
        await bridge.Get<EnrolmentDesk>().DecideAsync(entries[0].Id, Cancel);   // decided, and perhaps never sent

        await bridge.RestartAsync();
        await bridge.Get<EnrolmentDesk>().StartAsync(Cancel);

        var heard = new HashSet<Guid>();
        await foreach (var delivery in bridge.Get<Deliveries>().ReadAllAsync(Cancel))
        {
            Assert.True(ContractJson.TryRead(delivery.Payload, ContractJson.Default.AnswerEnvelope, out var envelope));
            Assert.IsType<Enrolled>(device.Open(envelope));
            heard.Add(envelope.Correlation);
            if (heard.Count == 2)
            {
                break;
            }
        }
        await bridge.Get<EnrolmentDesk>().StopAsync(Cancel);
        Assert.Equal(entries.Select(entry => entry.Id).Order(), heard.Order());
        Assert.Equal(2, await bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }
}
