using System.Buffers;
using System.IO.Pipelines;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Cuts a stream into lines at CR, however it arrives. Takes CR LF, LF CR, a LF or NUL in front, and blanks at either end; an LF alone ends nothing.</summary>
/// <param name="longest">Bytes of a line; more without a CR is no SIP2.</param>
sealed class Sip2LineReader(PipeReader pipe, int longest)
{
    /// <returns>The next line that is not empty; null when the peer has closed the connection, half a line or not.</returns>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            var rest = read.Buffer;
            byte[]? line = null;
            while (line is null && rest.PositionOf((byte)'\r') is { } end)
            {
                var whole = rest.Slice(0, end);
                ThrowIfTooLong(whole);
                line = Stripped(whole);
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            pipe.AdvanceTo(rest.Start, line is null ? rest.End : rest.Start);
            if (line is not null || read.IsCompleted)
            {
                return line;
            }
            ThrowIfTooLong(rest);
        }
    }

    void ThrowIfTooLong(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > longest)
        {
            throw new Sip2Exception($"a line of more than {longest} bytes");
        }
    }

    static byte[]? Stripped(in ReadOnlySequence<byte> line) => line.ToArray().AsSpan().Trim("\n\r\0 "u8) is { IsEmpty: false } text ? text.ToArray() : null;
}
