namespace Hal.Input;

/// <summary>Cuts bytes into input events; they may be torn anywhere.</summary>
internal sealed class InputEventStream
{
    readonly byte[] _event = new byte[InputEvent.Size];
    int _filled;

    /// <summary>The next event; false when the bytes are used up, and a torn one waits for more.</summary>
    /// <param name="bytes">As read; what was taken is cut off its front.</param>
    /// <param name="happened">The event.</param>
    public bool TryTake(ref ReadOnlyMemory<byte> bytes, out InputEvent happened)
    {
        var taken = Math.Min(InputEvent.Size - _filled, bytes.Length);
        bytes.Span[..taken].CopyTo(_event.AsSpan(_filled));
        bytes = bytes[taken..];
        _filled += taken;
        if (_filled < InputEvent.Size)
        {
            happened = default;
            return false;
        }
        happened = InputEvent.Read(_event);
        _event.AsSpan().Clear();   // it may be a digit of a PIN
        _filled = 0;
        return true;
    }
}
