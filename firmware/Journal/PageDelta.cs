using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Firmware.Journal;

/// <summary>
/// What makes one page out of another. A commit touches four pages of 8 KiB and changes a few hundred bytes of them; the rest need not wear
/// the card.
/// </summary>
/// <remarks>Runs, in order: <c>offset u16 | length u16 | bytes</c>, little-endian, offset and length multiples of 8.</remarks>
static class PageDelta
{
    public const int PageLength = 8192;
    const int WordLength = sizeof(ulong);
    const int RunHeaderLength = 4;

    /// <summary>Runs lie at least a word apart, and a word is longer than a run's header: never more than one run over the whole page.</summary>
    public const int MostLength = RunHeaderLength + PageLength;

    /// <summary>Writes the runs to the target; returns their length.</summary>
    public static int Encode(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Span<byte> target)
    {
        var before = MemoryMarshal.Cast<byte, ulong>(from);
        var after = MemoryMarshal.Cast<byte, ulong>(to);
        var length = 0;
        for (var word = 0; ;)
        {
            word += before[word..].CommonPrefixLength(after[word..]);
            if (word == after.Length)
            {
                return length;
            }
            var start = word;
            while (word < after.Length && before[word] != after[word])
            {
                word++;
            }
            var run = to[(start * WordLength)..(word * WordLength)];
            BinaryPrimitives.WriteUInt16LittleEndian(target[length..], (ushort)(start * WordLength));
            BinaryPrimitives.WriteUInt16LittleEndian(target[(length + 2)..], (ushort)run.Length);
            run.CopyTo(target[(length + RunHeaderLength)..]);
            length += RunHeaderLength + run.Length;
        }
    }

    /// <summary>Makes the page in place. False for runs that no page has; the page is then neither the one nor the other.</summary>
    public static bool TryApply(ReadOnlySpan<byte> runs, Span<byte> page)
    {
        while (!runs.IsEmpty)
        {
            if (runs.Length < RunHeaderLength)
            {
                return false;
            }
            int offset = BinaryPrimitives.ReadUInt16LittleEndian(runs);
            int length = BinaryPrimitives.ReadUInt16LittleEndian(runs[2..]);
            runs = runs[RunHeaderLength..];
            if (length > runs.Length || offset + length > page.Length)
            {
                return false;
            }
            runs[..length].CopyTo(page[offset..]);
            runs = runs[length..];
        }
        return true;
    }
}
