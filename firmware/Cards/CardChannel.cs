using Hal;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>One conversation with the card in the field: a buffer, one APDU at a time.</summary>
sealed class CardChannel(ICard card)
{
    readonly byte[] _response = new byte[261];   // the longest short R-APDU has 258 bytes

    /// <summary>The answer; its data lives until the next command.</summary>
    public async ValueTask<CardReply> SendAsync(ReadOnlyMemory<byte> command, CancellationToken cancel)
    {
        var length = await card.TransceiveAsync(command, _response, cancel);
        return ResponseApdu.TryParse(_response.AsSpan(0, length), out var response)
            ? new(response.Status, _response.AsMemory(0, response.Data.Length))
            : throw new DeviceException("card", $"answered with {length} bytes, which is no response APDU");
    }
}

readonly record struct CardReply(StatusWord Status, ReadOnlyMemory<byte> Data);
