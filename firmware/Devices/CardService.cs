using System.Security.Cryptography;
using System.Threading.Channels;
using Contract;
using Firmware.Cards;
using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Watches the reader and speaks with the card when the flow wants it.</summary>
sealed partial class CardService(ICardReader reader, DeviceLoop loop, DialogueInbox inbox, DeviceSettings settings, TimeProvider time, ILogger<CardService> log)
    : BackgroundService
{
    readonly Channel<ICard> _toIdentify = Channel.CreateBounded<ICard>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    volatile ICard? _card;

    /// <summary>The card in the field.</summary>
    public ICard? Card => _card;

    /// <summary>Asks the card in the field who it is; <see cref="DialogueEvent.CardIdentified"/> or <see cref="DialogueEvent.CardNotIdentified"/> follows.</summary>
    public async ValueTask IdentifyAsync(CancellationToken cancel)
    {
        if (_card is { } card)
        {
            await _toIdentify.Writer.WriteAsync(card, cancel);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Together.RunAsync(
        [cancel => loop.FollowAsync(Faults.Reader, reader.WatchAsync, SeeAsync, cancel), IdentifyAllAsync], stoppingToken);

    ValueTask SeeAsync(CardSighting sighting, CancellationToken cancel)
    {
        _card = sighting is CardSighting.Present(var card) ? card : null;
        return inbox.PostAsync(sighting switch
        {
            CardSighting.Present => new DialogueEvent.CardArrived(),
            CardSighting.Several => new DialogueEvent.CardsCollided(),
            CardSighting.Unreadable => new DialogueEvent.CardUnreadable(),
            CardSighting.Gone => new DialogueEvent.CardLeft(),
            _ => throw new InvalidOperationException($"no such sighting: {sighting.GetType().Name}"),
        }, cancel);
    }

    async Task IdentifyAllAsync(CancellationToken cancel)
    {
        await foreach (var card in _toIdentify.Reader.ReadAllAsync(cancel))
        {
            try
            {
                var identified = await IdentifyAsync(card, cancel);
                if (ReferenceEquals(card, _card))   // else it has left meanwhile, and another may lie there
                {
                    await inbox.PostAsync(identified, cancel);
                }
            }
            catch (CardRemovedException)
            {
                LogRemoved();   // the reader's own "gone" follows
            }
            catch (DeviceException e)
            {
                LogFailed(e);
                await inbox.PostAsync(new DialogueEvent.CardNotIdentified(CardProblem.NotRead), cancel);
            }
        }
    }

    async ValueTask<DialogueEvent> IdentifyAsync(ICard card, CancellationToken cancel)
    {
        if (!card.SpeaksApdus)
        {
            return LibraryCards.Evidence(card) is { } evidence
                ? new DialogueEvent.CardIdentified(evidence)
                : new DialogueEvent.CardNotIdentified(CardProblem.OtherCard);
        }
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());   // what the challenge can carry
        var nonce = RandomNumberGenerator.GetBytes(32);
        var outcome = await new MyNumberCard(card).TapAsync(CardChallenge.Digest(CardChallenge.Tap, settings.Address, now, nonce), cancel);
        switch (outcome)
        {
            case TapOutcome.Identified(var serial, var signature):
                return new DialogueEvent.CardIdentified(new CardEvidence.MyNumberTap(serial, now, nonce, signature));
            case TapOutcome.OtherCard:
                return new DialogueEvent.CardNotIdentified(CardProblem.OtherCard);
            case TapOutcome.NoCertificate:
                return await WhyNoCertificateAsync(card, cancel);
            case TapOutcome.Odd(var step, var status):
                LogOdd(step, status.ToString());
                return new DialogueEvent.CardNotIdentified(CardProblem.NotRead);
            default:
                throw new InvalidOperationException($"no such outcome: {outcome.GetType().Name}");
        }
    }

    /// <summary>A phone, a card before the My Number card, or one whose holder wanted no certificate: each is told so.</summary>
    static async ValueTask<DialogueEvent> WhyNoCertificateAsync(ICard card, CancellationToken cancel)
    {
        using var shown = new EnrolmentCard(card, RecordAuthorities.None);
        return (await shown.InspectAsync(cancel)).Kind switch
        {
            CardKind.Phone => new DialogueEvent.CardBarred(CardBar.Phone),
            CardKind.OldResidentCard => new DialogueEvent.CardBarred(CardBar.OldCard),
            CardKind.MyNumberCard => new DialogueEvent.CardBarred(CardBar.CertificateAbsent),
            CardKind.UnknownToken or CardKind.OtherCard => new DialogueEvent.CardNotIdentified(CardProblem.OtherCard),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Card left before it was read")]
    partial void LogRemoved();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Card could not be read")]
    partial void LogFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Card answered {Status} to {Step}")]
    partial void LogOdd(string step, string status);
}
