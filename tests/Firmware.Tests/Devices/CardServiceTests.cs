using System.Threading.Channels;
using Contract;
using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Tests.Cards;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Tests.Devices;

/// <summary>From a card in the field to what the flow hears of it.</summary>
public sealed class CardServiceTests : IAsyncDisposable
{
    readonly CardOnReader _reader = new();
    readonly DialogueInbox _inbox = new();
    readonly CardService _service;

    public CardServiceTests()
    {
        var loop = new DeviceLoop(_inbox, new(_inbox, Faults.Reader | Faults.Scanner | Faults.PinPad), new(TimeProvider.System), new(TimeProvider.System), TimeProvider.System, NullLogger<DeviceLoop>.Instance);
        _service = new(_reader, loop, _inbox, new() { Site = "shirakaba", Device = "counter-1" }, TimeProvider.System, NullLogger<CardService>.Instance);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_felica_library_card_is_identified_by_its_idm() =>
        Assert.Equal(new DialogueEvent.CardIdentified(new CardEvidence.FelicaCard("01100310C5082A11")), await IdentifyAsync(new NumberCard(CardTechnology.FeliCa, "01100310C5082A11")));

    [Fact]
    public async Task A_mifare_library_card_is_identified_by_its_uid() =>
        Assert.Equal(new DialogueEvent.CardIdentified(new CardEvidence.MifareCard("04A1B2C3")), await IdentifyAsync(new NumberCard(CardTechnology.TypeA, "04A1B2C3")));

    [Fact]
    public async Task A_card_whose_number_is_another_one_each_time_is_another_card() =>
        Assert.Equal(new DialogueEvent.CardNotIdentified(CardProblem.OtherCard), await IdentifyAsync(new NumberCard(CardTechnology.TypeA, "08A1B2C3")));

    [Fact]
    public async Task A_my_number_card_is_identified_by_its_certificate_and_a_signature()
    {
        var identified = Assert.IsType<DialogueEvent.CardIdentified>(await IdentifyAsync(new CardInField(TestCards.Of("yamada-hanako"))));
        Assert.Equal(256, Assert.IsType<CardEvidence.MyNumberTap>(identified.Evidence).Signature.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
    }

    async Task<DialogueEvent> IdentifyAsync(ICard card)
    {
        await _service.StartAsync(Cancel);
        await _reader.ShowAsync(card, Cancel);
        await NextAsync(happened => happened is DialogueEvent.CardArrived);
        await _service.IdentifyAsync(Cancel);
        return await NextAsync(happened => happened is DialogueEvent.CardIdentified or DialogueEvent.CardNotIdentified);
    }

    async Task<DialogueEvent> NextAsync(Func<DialogueEvent, bool> isIt) => await _inbox.ReadAllAsync(Cancel).FirstAsync(isIt, Cancel);

    sealed class CardOnReader : ICardReader
    {
        public ValueTask<string> IdentifyAsync(CancellationToken cancel) => throw new NotSupportedException();

        readonly Channel<CardSighting> _sightings = Channel.CreateUnbounded<CardSighting>();

        public ValueTask ShowAsync(ICard card, CancellationToken cancel) => _sightings.Writer.WriteAsync(new CardSighting.Present(card), cancel);
        public IAsyncEnumerable<CardSighting> WatchAsync(Action opened, CancellationToken cancel)
        {
            opened();
            return _sightings.Reader.ReadAllAsync(cancel);
        }


        public ValueTask DisposeAsync() => default;
    }
}
