using System.Security.Cryptography;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>Reads EFs of the selected application, one at a time.</summary>
sealed class CardFiles(CardChannel channel) : IDisposable
{
    readonly byte[] _content = GC.AllocateArray<byte>(MyNumberCommand.MaxFileLength, pinned: true);

    /// <summary>The beginning of a file of fixed length; what it gives lives until the next read.</summary>
    public async ValueTask<CardReply> ReadStartAsync(MyNumberCommand select, int length, CancellationToken cancel)
    {
        var selected = await channel.TellAsync(select, cancel);
        return selected.IsSuccess ? await channel.SendAsync(MyNumberCommand.ReadBinary(0, length), cancel) : new(selected, default);
    }

    /// <summary>A file that is one data object, whole, without the filler behind it; what it gives lives until the next read.</summary>
    /// <remarks>Where the file ends before its object does, what there was: the object's parser says the rest.</remarks>
    public async ValueTask<CardReply> ReadObjectAsync(MyNumberCommand select, CancellationToken cancel)
    {
        var selected = await channel.TellAsync(select, cancel);
        if (!selected.IsSuccess)
        {
            return new(selected, default);
        }
        for (int length = 0, wanted = MyNumberCommand.BestReadLength; ;)
        {
            var asked = Math.Min(wanted - length, MyNumberCommand.BestReadLength);
            var piece = await channel.SendAsync(MyNumberCommand.ReadBinary(length, asked), cancel);
            if (!piece.Status.BringsData || piece.Data.Length > asked)
            {
                return new(piece.Status, default);
            }
            piece.Data.CopyTo(_content.AsMemory(length));
            if (length == 0)
            {
                wanted = ObjectLength(piece.Data.Span);
            }
            length += piece.Data.Length;
            if (length >= wanted || piece.Data.Length < asked)
            {
                return new(StatusWord.Success, _content.AsMemory(0, Math.Min(length, wanted)));
            }
        }
    }

    /// <summary>Zeroes what was read.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_content);

    // An object that says it is longer than any file is read as far as that, and is no object then.
    static int ObjectLength(ReadOnlySpan<byte> start) => Tlv.ReadHeader(start, out _, out var header, out var value) == TlvError.None
        ? Math.Min(header + value, MyNumberCommand.MaxFileLength)
        : 0;
}
