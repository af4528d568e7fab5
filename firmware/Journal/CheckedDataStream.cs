namespace Firmware.Journal;

/// <summary>
/// LiteDB's data file, written by checkpoints only. Pages gather in memory until <see cref="Flush"/>, so a page that the log holds forty
/// times is written once (a card wears by the write); then log sync → data writes → data sync, and only after that does LiteDB empty the log.
/// </summary>
sealed class CheckedDataStream(IDiskFile file, CheckedLogStream log) : Stream
{
    readonly Lock gate = new();
    readonly SortedDictionary<long, byte[]> pending = [];   // position → page

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Position { get; set; }

    public override long Length
    {
        get
        {
            lock (gate)
            {
                return pending.Count == 0 ? file.Length : Math.Max(file.Length, pending.Last().Key + CheckedLogStream.PageLength);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            var target = buffer.AsSpan(offset, count);
            if (pending.TryGetValue(Position, out var page))
            {
                page.CopyTo(target);
            }
            else if (file.Read(Position, target) is var read && read != count)
            {
                // LiteDB does not look at this count: it would take the rest of the buffer for a page.
                throw new InvalidDataException($"data file: page {Position / CheckedLogStream.PageLength} ends after {read} of {count} bytes");
            }
            Position += count;
            return count;
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (count != CheckedLogStream.PageLength || Position % CheckedLogStream.PageLength != 0)
        {
            throw new InvalidOperationException($"LiteDB wrote {count} bytes at {Position} of its data file, which is no page.");
        }
        lock (gate)
        {
            pending[Position] = buffer.AsSpan(offset, count).ToArray();
            Position += count;
        }
    }

    public override void Flush()
    {
        lock (gate)
        {
            log.EnsureSynced();
            foreach (var (position, page) in pending)
            {
                file.Write(position, page);
            }
            file.Sync();
            pending.Clear();
        }
    }

    /// <summary>LiteDB cuts a last page that a power cut left incomplete; the log still has it.</summary>
    public override void SetLength(long value)
    {
        lock (gate)
        {
            file.SetLength(value);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The journal's data file is read by position.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }
        base.Dispose(disposing);
    }
}
