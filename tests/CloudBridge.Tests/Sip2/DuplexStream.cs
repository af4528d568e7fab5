using System.IO.Pipelines;

namespace CloudBridge.Tests.Sip2;

/// <summary>A wire in memory: two ends, each a stream.</summary>
sealed class DuplexStream(PipeReader from, PipeWriter to) : Stream
{
    readonly Stream input = from.AsStream(), output = to.AsStream();

    public static (DuplexStream Here, DuplexStream There) Pair()
    {
        var (away, back) = (new Pipe(), new Pipe());
        return (new(back.Reader, away.Writer), new(away.Reader, back.Writer));
    }

    /// <summary>The other end reads to the end; this one can still read.</summary>
    public ValueTask EndWritingAsync() => to.CompleteAsync();

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);
    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        output.Dispose();
        input.Dispose();
        base.Dispose(disposing);
    }
}
