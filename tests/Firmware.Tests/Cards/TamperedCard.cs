using Hal;

namespace Firmware.Tests.Cards;

/// <summary>Someone between reader and card who changes one byte: of a file, or of what the chip signed.</summary>
/// <param name="card">The card.</param>
/// <param name="file">Whose content is changed; null for the signature.</param>
/// <param name="at">Which byte.</param>
sealed class TamperedCard(ICard card, ushort? file, int at) : ICard
{
    ushort _selected;

    public CardTechnology Technology => card.Technology;
    public ReadOnlyMemory<byte> Identifier => card.Identifier;
    public bool SpeaksApdus => card.SpeaksApdus;

    public async ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        var length = await card.TransceiveAsync(command, response, cancel);
        switch (command.ToArray())
        {
            case [0x00, 0xA4, 0x02, 0x0C, 0x02, var high, var low]:
                _selected = (ushort)(high << 8 | low);
                break;
            case [0x00, 0xB0, var high, var low, _] when _selected == file && at - (high << 8 | low) is >= 0 and var offset && offset < length - 2:
                response.Span[offset] ^= 0x01;
                break;
            case [0x80, 0x2A, ..] when file is null:
                response.Span[at] ^= 0x01;
                break;
        }
        return length;
    }
}
