using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>What came from the chip: a frame, a damaged one, or nothing in time.</summary>
/// <param name="Kind">Which frame, where <paramref name="Error"/> is <see cref="HostFrameError.None"/>.</param>
/// <param name="Length">Bytes of content of an information frame.</param>
/// <param name="Error"><see cref="HostFrameError.Incomplete"/>: nothing, or not all of it, came in time.</param>
internal readonly record struct Received(HostFrameKind Kind, int Length, HostFrameError Error)
{
    public static readonly Received Nothing = new(default, 0, HostFrameError.Incomplete);

    public bool IsNothing => Error == HostFrameError.Incomplete;
    public bool IsDamaged => Error is not (HostFrameError.None or HostFrameError.Incomplete);
    public bool Is(HostFrameKind kind) => Error == HostFrameError.None && Kind == kind;
}

/// <summary>Bytes as they trickle in, frames as they become whole. Junk between frames costs nothing but its bytes;
/// what was taken is zeroed here.</summary>
internal sealed class HostFrameStream
{
    // Three of the longest frames: the chip never has more than an acknowledge and one answer under way.
    readonly byte[] _bytes = Traceless.Array(3 * HostFrame.MaxLength);
    int _start, _end;

    /// <summary>Takes what arrived. Bytes that nobody came to read are given up when the room ends.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - (_end - _start))
        {
            Clear();
            bytes = bytes[^Math.Min(bytes.Length, _bytes.Length)..];
        }
        if (bytes.Length > _bytes.Length - _end)
        {
            var kept = _end - _start;
            _bytes.AsSpan(_start.._end).CopyTo(_bytes);
            CryptographicOperations.ZeroMemory(_bytes.AsSpan(kept.._end));
            (_start, _end) = (0, kept);
        }
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Takes the next frame, whole or damaged; false while there is none.</summary>
    /// <param name="content">Room for <see cref="HostFrame.MaxContentLength"/> bytes.</param>
    /// <param name="received">What it is.</param>
    public bool TryTake(Span<byte> content, out Received received)
    {
        var error = HostFrame.Parse(_bytes.AsSpan(_start.._end), out var frame, out var consumed);
        frame.Content.CopyTo(content);
        received = new(frame.Kind, frame.Content.Length, error);
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(_start, consumed));
        _start += consumed;
        return !received.IsNothing;
    }

    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(_start.._end));
        (_start, _end) = (0, 0);
    }
}
