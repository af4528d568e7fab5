using System.Security.Cryptography;
using Hal;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>One conversation with the My Number card in the field: a buffer, one command of the closed list at a time.</summary>
sealed class CardChannel(ICard card) : IDisposable
{
    // The longest short R-APDU has 258 bytes; pinned, so that zeroing leaves no copy of what the card said
    readonly byte[] _response = GC.AllocateArray<byte>(261, pinned: true);

    /// <summary>The answer; its data lives until the next command.</summary>
    public async ValueTask<CardReply> SendAsync(MyNumberCommand command, CancellationToken cancel)
    {
        var length = await card.TransceiveAsync(command.Apdu, _response, cancel);
        return ResponseApdu.TryParse(_response.AsSpan(0, length), out var response)
            ? new(response.Status, _response.AsMemory(0, response.Data.Length))
            : throw new DeviceException("card", $"answered with {length} bytes, which is no response APDU");
    }

    /// <summary>For a command that brings nothing back but its status.</summary>
    public async ValueTask<StatusWord> TellAsync(MyNumberCommand command, CancellationToken cancel) => (await SendAsync(command, cancel)).Status;

    /// <summary>Tries left of a PIN of the selected application; asking costs none. Null where the card does not say.</summary>
    public async ValueTask<int?> TriesLeftAsync(MyNumberCommand selectPin, CancellationToken cancel)
    {
        if (!(await TellAsync(selectPin, cancel)).IsSuccess)
        {
            return null;
        }
        var status = await TellAsync(MyNumberCommand.AskTries, cancel);
        return status.IsLocked ? 0 : status.IsWrongPin(out var triesLeft) ? triesLeft : null;
    }

    /// <summary>Zeroes what the card said last.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_response);
}

readonly record struct CardReply(StatusWord Status, ReadOnlyMemory<byte> Data);
