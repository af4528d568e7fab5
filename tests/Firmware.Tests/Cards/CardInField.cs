using Hal;
using Virtual;

namespace Firmware.Tests.Cards;

/// <summary>A virtual card without any wire, until it is torn away.</summary>
sealed class CardInField : ICard
{
    readonly IVirtualCard _card;

    /// <summary>Lays the card into the field: it has forgotten everything but its counters.</summary>
    public CardInField(IVirtualCard card)
    {
        _card = card;
        card.Reset();
    }

    public CardTechnology Technology => CardTechnology.TypeB;
    public ReadOnlyMemory<byte> Identifier => default;
    public bool SpeaksApdus => true;

    /// <summary>Commands that reached the reader.</summary>
    public int Commands { get; private set; }

    /// <summary>How many commands are still answered; the card is gone during the next one.</summary>
    public int? TornAfter { get; set; }

    /// <summary>Whether the command during which the card left was carried out by it.</summary>
    public bool IsLastCarriedOut { get; set; }

    public bool IsGone { get; private set; }

    public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        Commands++;
        if (IsGone)
        {
            throw new CardRemovedException("the card is gone");
        }
        if (TornAfter is { } left && (TornAfter = left - 1) < 0)
        {
            IsGone = true;
            if (IsLastCarriedOut)
            {
                _card.Transmit(command.Span);
            }
            throw new CardRemovedException("the card was torn away");
        }
        var answer = _card.Transmit(command.Span);
        answer.CopyTo(response);
        return ValueTask.FromResult(answer.Length);
    }
}
