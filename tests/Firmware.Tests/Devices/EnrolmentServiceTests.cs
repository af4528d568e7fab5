using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Contract;
using Firmware.Cards;
using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Tests.Cards;
using Firmware.Tests.Journal;
using Firmware.Tests.Uplink;
using Firmware.Uplink;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Devices;

/// <summary>The service between dialogue and card, with a reader that sees one card and a bridge that is away.</summary>
public sealed class EnrolmentServiceTests : IAsyncDisposable
{
    readonly DeviceSettings _settings = new() { Site = "sakura-main", Device = "counter-1" };
    readonly DialogueInbox _inbox = new();
    readonly DeviceKeys _keys = new(SealKey.Create(), SealKey.Create().Public);
    readonly LiteDbJournal _journal = LiteDbJournal.Open(new PowerCutDisk(), new JournalSettings(), TimeProvider.System);
    readonly CardInField _card = new(TestCards.Of("yamada-hanako"));
    readonly Reader _reader;
    readonly MqttUplink _uplink;
    readonly CardService _cards;
    readonly PinGate _gate;
    readonly EnrolmentService _service;

    public EnrolmentServiceTests()
    {
        _reader = new(_card);
        var time = TimeProvider.System;
        var loop = new DeviceLoop(_inbox, new StartUp(_inbox, Faults.Reader | Faults.Scanner | Faults.PinPad), new Heartbeat(time), new DeviceErrors(time), time, NullLogger<DeviceLoop>.Instance);
        _uplink = TestUplink.Of(_settings, _keys, _journal, _inbox);
        _cards = new(_reader, loop, _inbox, _settings, time, NullLogger<CardService>.Instance);
        _gate = new(_inbox, time);
        _service = new(_cards, _uplink, _gate, _inbox, RecordAuthorities.None, _settings, time, NullLogger<EnrolmentService>.Instance);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_bridge_an_enrolment_does_not_begin()
    {
        await LayAsync();
        await _service.StartAsync(Cancel);
        await _service.PrepareAsync(Language.Japanese, Cancel);
        Assert.Equal(new EnrolmentFailed(EnrolmentProblem.NoConnection), await NextAsync());
    }

    [Fact]
    public async Task A_card_that_was_torn_away_is_left_to_the_reader_to_tell()
    {
        await LayAsync();
        _card.TornAfter = 2;
        await _service.StartAsync(Cancel);
        await _service.PrepareAsync(Language.Japanese, Cancel);
        await _reader.TakeAsync();
        Assert.Equal(new CardLeft(), await NextAsync());
    }

    [Fact]
    public async Task What_was_begun_for_an_enrolment_that_is_over_is_told_to_nobody_and_its_digits_are_gone()
    {
        await LayAsync();
        _gate.Use(PadUse.Pin, keepsDigits: false);
        _gate.Take(Key.Digit1);
        await _service.PrepareAsync(Language.Japanese, Cancel);
        await _service.ForgetAsync(Cancel);
        Assert.Equal(0, _gate.Pin.Count);

        await _service.StartAsync(Cancel);   // only now it comes to the work
        await _reader.TakeAsync();
        Assert.Equal(new CardLeft(), await NextAsync());
        Assert.Equal(0, _card.Commands);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        await _cards.StopAsync(CancellationToken.None);
        _service.Dispose();
        _cards.Dispose();
        _uplink.Dispose();
        _gate.Dispose();
        await _journal.DisposeAsync();
        _keys.Dispose();
    }

    async Task LayAsync()
    {
        await _cards.StartAsync(Cancel);
        Assert.Equal(new CardArrived(), await NextAsync());
    }

    async Task<DialogueEvent> NextAsync()
    {
        await foreach (var happened in _inbox.ReadAllAsync(Cancel))
        {
            if (happened is not (FaultChanged or Started))
            {
                return happened;
            }
        }
        throw new InvalidOperationException("the inbox has ended");
    }

    sealed class Reader : ICardReader
    {
        public ValueTask<string> IdentifyAsync(CancellationToken cancel) => throw new NotSupportedException();

        readonly Channel<CardSighting> _sightings = Channel.CreateUnbounded<CardSighting>();

        public Reader(ICard card) => _sightings.Writer.TryWrite(new CardSighting.Present(card));

        public ValueTask TakeAsync() => _sightings.Writer.WriteAsync(new CardSighting.Gone(), Cancel);

        public async IAsyncEnumerable<CardSighting> WatchAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
        {
            opened();
            await foreach (var sighting in _sightings.Reader.ReadAllAsync(cancel))
            {
                yield return sighting;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
