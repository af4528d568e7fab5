using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Firmware.Journal;

/// <summary>
/// LiteDB's write-ahead log as it should be: every page in a checked frame, and a transaction on the medium before its commit counts.
/// The stock log has no checksum and acknowledges from memory (litedb-org/LiteDB 2818, 2940).
/// </summary>
/// <remarks>
/// <code>
/// 0      slot 0   "KZJL" | version u32 | salt u64 | crc32c u32        the slot with the greater salt counts; a torn write of one
/// 4096   slot 1   the same                                            leaves the other
/// 8192   frame 0  salt (low) u32 | index u32 | crc32c u32 | 0 u32 | page, 8192 bytes
/// …      frame i  its crc covers salt, index, page and the crc of frame i-1: a left-over frame of a transaction that
///                 was cut off can never continue a newer one
/// </code>
/// All little-endian. The file never shrinks: <c>SetLength(0)</c> takes the next salt, and the frames of the old one are void.
/// The bytes a page is known by (LiteDB 5.0.20, BasePage): 18 = last page of a confirmed transaction.
/// </remarks>
sealed class CheckedLogStream : Stream
{
    public const int PageLength = 8192;
    const int ConfirmedFlag = 18;
    const int SlotLength = 4096;
    const int FramesStart = 2 * SlotLength;
    const int FrameHeaderLength = 16;
    const int FrameLength = FrameHeaderLength + PageLength;
    const int SlotContentLength = 20;
    const uint Magic = 0x4C4A5A4B;   // "KZJL"
    const uint Version = 1;
    const int PendingFrames = 64;
    const int GrowthLength = 512 * 1024;   // the file grows by written zeros, so that a sync need not also commit a new length

    /// <summary>Longest wait for LiteDB's writer to bring a committed transaction here; a card may stall for seconds.</summary>
    static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(60);

    readonly Lock gate = new();
    readonly IDiskFile file;
    readonly List<uint> checksums = [];                              // of every frame, on the medium and pending
    readonly byte[] pending = new byte[PendingFrames * FrameLength]; // frames not yet written
    readonly byte[] readBuffer = new byte[FrameLength];
    readonly ManualResetEventSlim confirmedChanged = new();
    int pendingCount;
    ulong salt;
    bool isSynced = true;
    long confirmed;
    Exception? failure;

    public CheckedLogStream(IDiskFile file)
    {
        this.file = file;
        if (file.Length < FramesStart)
        {
            // New, or a creation that the power cut into: no frame was ever written.
            // The upper half tells this file from any other; the lower half counts its generations from 1.
            salt = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
            StartGeneration();
        }
        else
        {
            salt = ReadSalt();
            WalkFrames();
        }
    }

    /// <summary>Nothing was ever in here: the first generation, and not one confirmed page.</summary>
    public bool IsUnused => IsFirstGeneration && checksums.Count == 0;

    /// <summary>There was no checkpoint yet.</summary>
    public bool IsFirstGeneration => (uint)salt == 1;

    /// <summary>How many transactions reached the medium through this object.</summary>
    public long Confirmed => Interlocked.Read(ref confirmed);

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
                return checksums.Count * (long)PageLength;
            }
        }
    }

    /// <summary>Returns when that many transactions are on the medium; throws what kept them from it.</summary>
    public void WaitConfirmed(long count)
    {
        while (true)
        {
            confirmedChanged.Reset();
            lock (gate)
            {
                ThrowIfFailed();
                if (confirmed >= count)
                {
                    return;
                }
            }
            if (!confirmedChanged.Wait(ConfirmTimeout))
            {
                throw new IOException($"the journal's medium took longer than {ConfirmTimeout.TotalSeconds} s to store one transaction");
            }
        }
    }

    /// <summary>The order of write-ahead logging: nothing goes into the data file before the log is on the medium.</summary>
    public void EnsureSynced()
    {
        lock (gate)
        {
            ThrowIfFailed();
            SyncPending();
        }
    }

    /// <summary>Overwrites what voided frames still say. Only between a checkpoint and the next commit.</summary>
    public void Scrub()
    {
        lock (gate)
        {
            ThrowIfFailed();
            if (checksums.Count != 0)
            {
                throw new InvalidOperationException("The journal's log is in use and cannot be scrubbed; checkpoint first.");
            }
            Array.Clear(pending);
            WriteZeros(FramesStart, file.Length);
            file.Sync();
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            var index = (int)(Position / PageLength);
            if (count != PageLength || Position % PageLength != 0 || index >= checksums.Count)
            {
                throw new InvalidDataException($"log: {count} bytes asked for at {Position}, it holds {checksums.Count} pages");
            }
            var firstPending = checksums.Count - pendingCount;
            var frame = index >= firstPending
                ? pending.AsSpan((index - firstPending) * FrameLength, FrameLength)
                : ReadFrame(index);
            if (!IsValid(frame, index))
            {
                throw new InvalidDataException($"log: the checksum of page {index} is wrong");
            }
            frame[FrameHeaderLength..].CopyTo(buffer.AsSpan(offset, count));
            Position += PageLength;
            return PageLength;
        }
    }

    /// <remarks>
    /// Does not throw what the medium throws: the caller is LiteDB's writer, which would close the engine from inside. The failure is
    /// kept instead, every later call is void, and <see cref="WaitConfirmed"/> throws it to the one who commits.
    /// </remarks>
    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            try
            {
                if (failure is null)
                {
                    Append(buffer.AsSpan(offset, count));
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
            Position += count;
        }
        confirmedChanged.Set();
    }

    /// <summary>Nothing to do: a transaction was synced with its last page.</summary>
    public override void Flush() { }

    public override void SetLength(long value)
    {
        if (value != 0)
        {
            throw new NotSupportedException("The journal's log is emptied as a whole.");
        }
        lock (gate)
        {
            ThrowIfFailed();
            StartGeneration();
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The journal's log is read by position.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }
        base.Dispose(disposing);
    }

    void Append(ReadOnlySpan<byte> page)
    {
        if (page.Length != PageLength || Position != checksums.Count * (long)PageLength)
        {
            throw new InvalidOperationException($"LiteDB wrote {page.Length} bytes at {Position} of its log, which ends at {checksums.Count * (long)PageLength}.");
        }
        if (pendingCount == PendingFrames)
        {
            WritePending();
        }
        var frame = pending.AsSpan(pendingCount * FrameLength, FrameLength);
        page.CopyTo(frame[FrameHeaderLength..]);
        Seal(frame, checksums.Count);
        checksums.Add(BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]));
        pendingCount++;
        isSynced = false;
        if (page[ConfirmedFlag] != 0)
        {
            SyncPending();
            confirmed++;
        }
    }

    void SyncPending()
    {
        WritePending();
        if (!isSynced)
        {
            SyncFile();
        }
    }

    void WritePending()
    {
        if (pendingCount == 0)
        {
            return;
        }
        var offset = FrameOffset(checksums.Count - pendingCount);
        var bytes = pending.AsSpan(0, pendingCount * FrameLength);
        if (offset + bytes.Length is var end && end > file.Length)
        {
            WriteZeros(file.Length, end + GrowthLength);
        }
        file.Write(offset, bytes);
        pendingCount = 0;
    }

    // Once a sync has failed nothing is known of what it should have stored, and a second one that succeeds proves nothing.
    void SyncFile()
    {
        try
        {
            file.Sync();
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        isSynced = true;
    }

    void WriteZeros(long from, long to)
    {
        var zeros = new byte[64 * 1024];
        for (var offset = from; offset < to; offset += zeros.Length)
        {
            file.Write(offset, zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - offset)));
        }
    }

    // The header is on the medium before the first frame that needs it; else frames of the old salt could be replayed over newer pages.
    void StartGeneration()
    {
        salt++;
        Span<byte> slot = stackalloc byte[SlotContentLength];
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], salt);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[16..], Checksum(slot[..16], 0));
        file.Write(SlotLength * (long)(salt % 2), slot);
        SyncFile();
        checksums.Clear();
        pendingCount = 0;
    }

    ulong ReadSalt()
    {
        var first = ReadSlot(0);
        var second = ReadSlot(1);
        return Math.Max(first, second) is var greatest and > 0
            ? greatest
            : throw new InvalidDataException("log: neither of its two headers is readable");
    }

    ulong ReadSlot(int slot)
    {
        Span<byte> content = stackalloc byte[SlotContentLength];
        return file.Read(slot * SlotLength, content) == SlotContentLength
            && BinaryPrimitives.ReadUInt32LittleEndian(content) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(content[16..]) == Checksum(content[..16], 0)
                ? BinaryPrimitives.ReadUInt64LittleEndian(content[8..])
                : 0;
    }

    // What follows the last confirmed page was never acknowledged to anybody: a transaction the power cut into.
    void WalkFrames()
    {
        var whole = 0;
        for (var index = 0; ; index++)
        {
            var frame = ReadFrame(index);
            checksums.Add(BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]));
            if (!IsValid(frame, index))
            {
                break;
            }
            if (frame[FrameHeaderLength + ConfirmedFlag] != 0)
            {
                whole = index + 1;
            }
        }
        checksums.RemoveRange(whole, checksums.Count - whole);
    }

    Span<byte> ReadFrame(int index)
    {
        var read = file.Read(FrameOffset(index), readBuffer);
        readBuffer.AsSpan(read).Clear();
        return readBuffer;
    }

    void Seal(Span<byte> frame, int index)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)salt);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], (uint)index);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], FrameChecksum(frame, index));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], 0);
    }

    bool IsValid(ReadOnlySpan<byte> frame, int index)
    {
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(frame) == (uint)salt
            && BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == (uint)index
            && checksum == checksums[index]
            && checksum == FrameChecksum(frame, index);
    }

    uint FrameChecksum(ReadOnlySpan<byte> frame, int index)
    {
        var previous = index == 0 ? 0 : checksums[index - 1];
        var seed = BitOperations.Crc32C(BitOperations.Crc32C(previous, salt), (uint)index);
        return Checksum(frame[FrameHeaderLength..], seed);
    }

    static uint Checksum(ReadOnlySpan<byte> bytes, uint seed)
    {
        var crc = ~seed;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (var rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }
        return ~crc;
    }

    static long FrameOffset(int index) => FramesStart + index * (long)FrameLength;

    void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw new IOException($"the journal's log failed: {failure.Message}", failure);
        }
    }
}
