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
/// 8192   frame 0  salt (low) u32 | index u32 | base u32 | length u16 | begins u16 | crc32c u32 | delta
/// …      frame i  the page = delta (see PageDelta) applied to the page of frame base-1, or to zeros where base is 0.
///                 Its crc covers the frame and the crc of frame i-1: what is left of a transaction that was cut off can never
///                 continue a newer one.
/// </code>
/// All little-endian. A transaction begins (begins = 1) at a multiple of 4096, so a block that was synced is not written again while it
/// counts; and only when the one before is on the medium, so a broken frame with a beginning after it is damage, and no power cut.
/// The file never shrinks: <c>SetLength(0)</c> takes the next salt, and the frames of the old one are void.
/// The pages stay in memory until then, and the medium is read at the start only; the owner's checkpoints keep that to a few MiB.
/// </remarks>
sealed class CheckedLogStream : Stream
{
    public const int PageLength = PageDelta.PageLength;
    const int ConfirmedFlag = 18;   // LiteDB 5.0.20, BasePage: set in the last page of a committed transaction; 0..3 is the page's id
    const int BlockLength = 4096;
    const int FramesStart = 2 * BlockLength;
    const int FrameHeaderLength = 20;
    const int ChecksumAt = 16;
    const int FrameMostLength = FrameHeaderLength + PageDelta.MostLength;
    const int SlotLength = 20;
    const ushort Begins = 1;
    const uint Magic = 0x4C4A5A4B;  // "KZJL"
    const uint Version = 1;
    const int PendingLength = 32 * FrameMostLength;
    const int GrowthLength = 512 * 1024;   // the file grows by written zeros, so that a sync need not also commit a new length

    /// <summary>Longest wait for LiteDB's writer to bring a committed transaction here; a card may stall for seconds.</summary>
    static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(60);

    static readonly byte[] Zeros = new byte[64 * 1024];

    readonly Lock gate = new();
    readonly IDiskFile file;
    readonly List<byte[]> pages = [];                 // of every frame
    readonly Dictionary<uint, int> newest = [];       // page id → its last frame
    readonly Stack<byte[]> spare = [];                // pages of earlier generations
    readonly byte[] pending = new byte[PendingLength];   // frames not yet written
    readonly ManualResetEventSlim confirmedChanged = new();
    long pendingAt = FramesStart;   // where they go
    int pendingLength;
    long fileLength;
    uint checksum;                  // of the last frame
    ulong salt;
    bool isBetween = true;          // the next frame begins a transaction
    bool isSynced = true;
    long confirmed;
    Exception? failure;

    public CheckedLogStream(IDiskFile file)
    {
        this.file = file;
        fileLength = file.Length;
        if (IsBlank(file))
        {
            // The upper half of the salt tells this file from any other; the lower half counts its generations from 1.
            salt = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 32;
            StartGeneration();
        }
        else
        {
            salt = ReadSalt();
            WalkFrames();
        }
    }

    /// <summary>No frame was ever written into it: a new file, or a creation that the power cut into.</summary>
    public static bool IsBlank(IDiskFile file) => file.Length < FramesStart;

    /// <summary>Nothing was ever in here: the first generation, and not one confirmed page.</summary>
    public bool IsUnused => IsFirstGeneration && pages.Count == 0;

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
                return pages.Count * (long)PageLength;
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
            Sync();
        }
    }

    /// <summary>Overwrites what voided frames still say. Only between a checkpoint and the next commit.</summary>
    public void Scrub()
    {
        lock (gate)
        {
            ThrowIfFailed();
            if (pages.Count != 0)
            {
                throw new InvalidOperationException("The journal's log is in use and cannot be scrubbed; checkpoint first.");
            }
            WriteZeros(FramesStart, fileLength);
            file.Sync();
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            var index = Position / PageLength;
            if (count != PageLength || Position % PageLength != 0 || index >= pages.Count)
            {
                throw new InvalidDataException($"log: {count} bytes asked for at {Position}, it holds {pages.Count} pages");
            }
            pages[(int)index].CopyTo(buffer, offset);
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
            confirmedChanged.Dispose();
        }
        base.Dispose(disposing);
    }

    void Append(ReadOnlySpan<byte> page)
    {
        if (page.Length != PageLength || Position != pages.Count * (long)PageLength)
        {
            throw new InvalidOperationException($"LiteDB wrote {page.Length} bytes at {Position} of its log, which ends at {pages.Count * (long)PageLength}.");
        }
        if (pendingLength + FrameMostLength > pending.Length)
        {
            WritePending();
        }
        var id = BinaryPrimitives.ReadUInt32LittleEndian(page);
        var baseIndex = newest.GetValueOrDefault(id, -1);
        var frame = pending.AsSpan(pendingLength);
        var length = PageDelta.Encode(baseIndex < 0 ? Zeros.AsSpan(0, PageLength) : pages[baseIndex], page, frame[FrameHeaderLength..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)salt);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], pages.Count);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], baseIndex + 1);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[12..], (ushort)length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[14..], isBetween ? Begins : (ushort)0);
        checksum = FrameChecksum(frame[..(FrameHeaderLength + length)]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumAt..], checksum);
        pendingLength += FrameHeaderLength + length;
        isSynced = false;
        isBetween = page[ConfirmedFlag] != 0;

        page.CopyTo(Keep(id));
        if (isBetween)
        {
            Sync();
            pendingAt = NextBlock(pendingAt);
            confirmed++;
        }
    }

    byte[] Keep(uint id)
    {
        var kept = spare.TryPop(out var used) ? used : new byte[PageLength];
        newest[id] = pages.Count;
        pages.Add(kept);
        return kept;
    }

    // Once a sync has failed nothing is known of what it should have stored, and a second one that succeeds proves nothing.
    void Sync()
    {
        try
        {
            WritePending();
            if (!isSynced)
            {
                file.Sync();
            }
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        isSynced = true;
    }

    void WritePending()
    {
        if (pendingLength == 0)
        {
            return;
        }
        if (pendingAt + pendingLength is var end && end > fileLength)
        {
            WriteZeros(fileLength, end + GrowthLength);
            fileLength = end + GrowthLength;
        }
        file.Write(pendingAt, pending.AsSpan(0, pendingLength));
        pendingAt += pendingLength;
        pendingLength = 0;
    }

    void WriteZeros(long from, long to)
    {
        for (var offset = from; offset < to; offset += Zeros.Length)
        {
            file.Write(offset, Zeros.AsSpan(0, (int)Math.Min(Zeros.Length, to - offset)));
        }
    }

    // The slot is on the medium before the first frame that needs it; else frames of the old salt could be replayed over newer pages.
    void StartGeneration()
    {
        salt++;
        Span<byte> slot = stackalloc byte[SlotLength];
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[4..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], salt);
        BinaryPrimitives.WriteUInt32LittleEndian(slot[16..], Checksum(slot[..16], 0));
        var at = BlockLength * (long)(salt % 2);
        file.Write(at, slot);
        fileLength = Math.Max(fileLength, at + SlotLength);
        isSynced = false;
        pendingLength = 0;
        Sync();
        foreach (var page in pages)
        {
            spare.Push(page);
        }
        pages.Clear();
        newest.Clear();
        pendingAt = FramesStart;
        isBetween = true;
        checksum = 0;
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
        Span<byte> content = stackalloc byte[SlotLength];
        return file.Read(slot * BlockLength, content) == SlotLength
            && BinaryPrimitives.ReadUInt32LittleEndian(content) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) == Version
            && BinaryPrimitives.ReadUInt32LittleEndian(content[16..]) == Checksum(content[..16], 0)
                ? BinaryPrimitives.ReadUInt64LittleEndian(content[8..])
                : 0;
    }

    // What follows the last confirmed page was never acknowledged to anybody: a transaction the power cut into.
    void WalkFrames()
    {
        var whole = (Count: 0, End: (long)FramesStart, Checksum: 0u);
        for (var at = whole.End; TryReadFrame(at, out var length); at += length)
        {
            if (pages[^1][ConfirmedFlag] != 0)
            {
                length = (int)(NextBlock(at + length) - at);
                whole = (pages.Count, at + length, checksum);
            }
        }
        ThrowIfMoreBegan(whole.End, whole.Count);
        pages.RemoveRange(whole.Count, pages.Count - whole.Count);
        newest.Clear();
        for (var index = 0; index < pages.Count; index++)
        {
            newest[BinaryPrimitives.ReadUInt32LittleEndian(pages[index])] = index;
        }
        (_, pendingAt, checksum) = whole;
    }

    void ThrowIfMoreBegan(long end, int count)
    {
        Span<byte> frame = stackalloc byte[FrameHeaderLength];
        for (var at = end; file.Read(at, frame) == FrameHeaderLength; at += BlockLength)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(frame) == (uint)salt
                && BinaryPrimitives.ReadInt32LittleEndian(frame[4..]) > count
                && BinaryPrimitives.ReadUInt16LittleEndian(frame[14..]) == Begins)
            {
                throw new InvalidDataException($"log: frame {pages.Count} of the transaction at {end} is broken, and another transaction follows at {at}");
            }
        }
    }

    bool TryReadFrame(long at, out int length)
    {
        length = 0;
        var frame = pending.AsSpan(0, FrameMostLength);
        var read = file.Read(at, frame);
        if (read < FrameHeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(frame) != (uint)salt
            || BinaryPrimitives.ReadInt32LittleEndian(frame[4..]) != pages.Count
            || BinaryPrimitives.ReadInt32LittleEndian(frame[8..]) is var baseCount && (baseCount < 0 || baseCount > pages.Count)
            || BinaryPrimitives.ReadUInt16LittleEndian(frame[12..]) is var deltaLength && deltaLength > read - FrameHeaderLength)
        {
            return false;
        }
        length = FrameHeaderLength + deltaLength;
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(frame[ChecksumAt..]);
        if (FrameChecksum(frame[..length]) != expected)
        {
            return false;
        }
        var page = new byte[PageLength];
        if (baseCount > 0)
        {
            pages[baseCount - 1].CopyTo(page, 0);
        }
        pages.Add(page);
        checksum = expected;
        return PageDelta.TryApply(frame[FrameHeaderLength..length], page);
    }

    uint FrameChecksum(ReadOnlySpan<byte> frame) =>
        Checksum(frame[FrameHeaderLength..], Checksum(frame[..ChecksumAt], BitOperations.Crc32C(checksum, salt)));

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

    static long NextBlock(long offset) => (offset + BlockLength - 1) / BlockLength * BlockLength;

    void ThrowIfFailed()
    {
        if (failure is not null)
        {
            throw new IOException($"the journal's log failed: {failure.Message}", failure);
        }
    }
}
