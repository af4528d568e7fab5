using Hal;
using Hal.Pn532;

namespace Benchmarks;

/// <summary>A reader loop as common PN532 drivers do it: InListPassiveTarget, then InDataExchange, in which the chip itself speaks ISO/IEC 14443-4 with
/// CID and frames of 64 bytes; 115200 bit/s, the speed after reset, throughout.</summary>
sealed class CommonLoop : ICard, IAsyncDisposable
{
    public const int BaudRate = HsuLink.DefaultBaudRate;

    readonly Pn532Chip _chip;
    readonly byte[] _answer = new byte[1 + Pn532Chip.MaxDataLength];
    byte _target;

    CommonLoop(Pn532Chip chip) => _chip = chip;

    public CardTechnology Technology => CardTechnology.TypeB;
    public ReadOnlyMemory<byte> Identifier => default;
    public bool SpeaksApdus => true;

    public static async Task<CommonLoop> OpenAsync(string path, CancellationToken cancel)
    {
        var chip = new Pn532Chip(new HsuLink(path, BaudRate, TimeProvider.System), new(), TimeProvider.System);
        await chip.OpenAsync(BaudRate, cancel);
        await chip.SetRetriesAsync(activation: 0, cancel);
        return new(chip);
    }

    /// <summary>Polls until a type B card is there.</summary>
    public async Task FindAsync(CancellationToken cancel)
    {
        Pn532Target? found = null;
        while (found is null)
        {
            (_, found) = await _chip.ListPassiveTargetAsync(Pn532Modulation.TypeB, cancel);
        }
        _target = found.Number;
    }

    public async ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        var answer = await _chip.InDataExchangeAsync(_target, command, _answer, cancel);
        if (answer.Error != Pn532Error.None)
        {
            throw new Pn532Exception("InDataExchange", answer.Error);
        }
        _answer.AsSpan(1, answer.Length).CopyTo(response.Span);
        return answer.Length;
    }

    public async Task ReleaseAsync(CancellationToken cancel) => await _chip.InReleaseAsync(0, cancel);

    public ValueTask DisposeAsync() => _chip.DisposeAsync();
}
