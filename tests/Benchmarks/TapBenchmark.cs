using System.Security.Cryptography;
using Firmware.Cards;
using Hal;
using Hal.Pn532;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual.Cards;
using Virtual.People;
using Virtual.Wires;

namespace Benchmarks;

/// <summary>From the card's first answer to its identification, in time computed from every byte on link and air, beside the least there can be.</summary>
static class TapBenchmark
{
    const int Taps = 15;
    const double Target = 1.15;

    /// <summary>The first is what an appliance has.</summary>
    static readonly (IsoDepMode Mode, int BaudRate)[] Readers =
        [(IsoDepMode.Own, 921600), (IsoDepMode.Own, 1288000), (IsoDepMode.Own, 115200), (IsoDepMode.Chip, 921600)];

    public static async Task RunAsync(Report report, CancellationToken cancel)
    {
        var person = SamplePeople.Find("yamada-hanako")!;
        report.Section("Tap", $"Modelled milliseconds from the card's first ATQB to the end of its identification (certificate serial and signature, no PIN); median of {Taps}. "
            + "The card's computing is left out of every figure.");
        foreach (var (card, times) in new[] { ("a card that computes in no time", CardTimes.None), ("a card that signs in 350 ms and asks for time", new CardTimes()) })
        {
            person.MakeKeys();
            var ways = new List<(string Name, Tap Tap, int BaudRate)>();
            foreach (var (mode, baudRate) in Readers)
            {
                var name = $"Pn532Reader, {baudRate} bit/s, {(mode == IsoDepMode.Own ? "own blocks of 256" : "the chip's of 64")}";
                ways.Add((name, await OursAsync(person, times, mode, baudRate, cancel), baudRate));
            }
            ways.Add(($"common loop, {CommonLoop.BaudRate} bit/s, the chip's of 64", await CommonAsync(person, times, cancel), CommonLoop.BaudRate));
            var ours = ways[0].Tap;
            report.Table([card, "air", "link", "total", "floor at this speed", "to its floor", "to ours", "frames on air"], ways.Select(way =>
            {
                var floor = TapFloor.Of(way.BaudRate, way.Tap.Extensions).Total;
                return (string[])[way.Name, Report.Number(way.Tap.Air), Report.Number(way.Tap.Link), Report.Number(way.Tap.Total), Report.Number(floor),
                    Report.Number(way.Tap.Total / floor), Report.Number(way.Tap.Total / ours.Total), $"{way.Tap.Frames}"];
            }));
            report.AtMost($"tap : floor, {card}", ours.Total / TapFloor.Of(ways[0].BaudRate, ours.Extensions).Total, Target);
        }
    }

    /// <summary>The reader as the appliance runs it: somebody goes on watching for the card to leave while it is read.</summary>
    static async Task<Tap> OursAsync(SamplePerson person, CardTimes times, IsoDepMode mode, int baudRate, CancellationToken cancel)
    {
        using var wire = new ReaderWire();
        await using var reader = new Pn532Reader(new Pn532Address.Hsu(wire.Path), new Pn532Settings { IsoDep = mode, BaudRate = baudRate }, TimeProvider.System, NullLogger<Pn532Reader>.Instance);
        await using var sightings = reader.WatchAsync(() => { }, cancel).GetAsyncEnumerator(cancel);
        var next = sightings.MoveNextAsync().AsTask();
        var taps = new List<Tap>();
        for (var i = 0; i < Taps; i++)
        {
            var card = wire.Lay(person.Lay(times));
            await next;
            var present = (CardSighting.Present)sightings.Current;
            next = sightings.MoveNextAsync().AsTask();
            await IdentifyAsync(present.Card, cancel);
            taps.Add(Tap.Of(card, wire.Clock.Read()));
            wire.TakeCard();
            await next;   // Gone
            next = sightings.MoveNextAsync().AsTask();
        }
        wire.Lay(person.Lay(times));
        await next;       // the enumeration must not be left in the middle of a look
        return Tap.Median(taps);
    }

    static async Task<Tap> CommonAsync(SamplePerson person, CardTimes times, CancellationToken cancel)
    {
        using var wire = new ReaderWire();
        await using var loop = await CommonLoop.OpenAsync(wire.Path, cancel);
        var taps = new List<Tap>();
        for (var i = 0; i < Taps; i++)
        {
            var card = wire.Lay(person.Lay(times));
            await loop.FindAsync(cancel);
            await IdentifyAsync(loop, cancel);
            taps.Add(Tap.Of(card, wire.Clock.Read()));
            await loop.ReleaseAsync(cancel);
            wire.TakeCard();
        }
        return Tap.Median(taps);
    }

    static async Task IdentifyAsync(ICard card, CancellationToken cancel)
    {
        var outcome = await new Firmware.Cards.MyNumberCard(card).TapAsync(RandomNumberGenerator.GetBytes(32), cancel);
        if (outcome is not TapOutcome.Identified)
        {
            throw new InvalidOperationException($"the card was not identified: {outcome.GetType().Name}");
        }
    }

    readonly record struct Tap(double Air, double Link, int Frames, int Extensions)
    {
        public double Total => Air + Link;

        public static Tap Of(WatchedCard card, WireTime end)
        {
            var spent = end - card.FirstAnswer;
            return new(spent.Rf.TotalMilliseconds, spent.Link.TotalMilliseconds, card.Frames, card.Extensions);
        }

        public static Tap Median(IEnumerable<Tap> taps)
        {
            var sorted = taps.OrderBy(tap => tap.Total).ToList();
            return sorted[sorted.Count / 2];
        }
    }
}
