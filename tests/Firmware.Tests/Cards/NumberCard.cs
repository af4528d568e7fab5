using Hal;

namespace Firmware.Tests.Cards;

/// <summary>A card that has a number, and as a rule nothing else.</summary>
sealed record NumberCard(CardTechnology Technology, string Number, bool SpeaksApdus = false) : ICard
{
    public ReadOnlyMemory<byte> Identifier => Convert.FromHexString(Number);

    public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel) =>
        throw new InvalidOperationException("this card speaks no APDUs");
}
