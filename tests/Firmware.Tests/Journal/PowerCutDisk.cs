using System.Runtime.InteropServices;
using Firmware.Journal;

namespace Firmware.Tests.Journal;

/// <summary>
/// A medium in memory whose power can be cut. It keeps what was synced; of the rest, per page of 4 KiB, a random part survives, some of it
/// torn, and in any order: what a disk with a write cache may do. Everything is drawn from the seed, so a failing cut can be repeated.
/// </summary>
public sealed class PowerCutDisk : IDisk
{
    const int PageLength = 4096;

    readonly Lock gate = new();
    readonly Dictionary<string, Medium> files = [];
    bool isCut;

    public long AvailableBytes { get; set; } = long.MaxValue;

    /// <summary>Calls of Write, Sync and SetLength so far.</summary>
    public long Calls { get; private set; }

    public long Syncs { get; private set; }

    /// <summary>Called with file and call before every Write, Sync and SetLength; may throw, wait or cut.</summary>
    public Action<string, string>? Before { get; set; }

    public bool Exists(string name)
    {
        lock (gate)
        {
            ThrowIfCut();
            return files.ContainsKey(name);
        }
    }

    public IDiskFile Open(string name)
    {
        lock (gate)
        {
            ThrowIfCut();
            if (!files.TryGetValue(name, out var medium))
            {
                files[name] = medium = new Medium();
            }
            return new OpenFile(this, name, medium);
        }
    }

    public void Rename(string name, string newName)
    {
        lock (gate)
        {
            ThrowIfCut();
            files.Add(newName, files[name]);
            files.Remove(name);
        }
    }

    public void Replace(string name, string replaced)
    {
        lock (gate)
        {
            ThrowIfCut();
            files[replaced] = files[name];
            files.Remove(name);
        }
    }

    /// <summary>Cuts the power: from here on every call throws. <see cref="Restore"/> shows what is left.</summary>
    public void Cut()
    {
        lock (gate)
        {
            isCut = true;
        }
    }

    /// <summary>The medium after the power came back; this one stays dead. The same seed leaves the same.</summary>
    public PowerCutDisk Restore(int seed)
    {
        lock (gate)
        {
            isCut = true;
            var random = new Random(seed);
            var survival = random.NextDouble();   // from "hardly anything" to "nearly all"
            var restored = new PowerCutDisk { AvailableBytes = AvailableBytes };
            foreach (var (name, medium) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                restored.files[name] = new Medium(medium.Survive(random, survival));
            }
            return restored;
        }
    }

    /// <summary>What a file holds now, synced or not; for looking and for damaging.</summary>
    public byte[] this[string name]
    {
        get
        {
            lock (gate)
            {
                return files[name].Current.ToArray();
            }
        }
        set
        {
            lock (gate)
            {
                files[name] = new Medium([.. value]);
            }
        }
    }

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (gate)
            {
                return [.. files.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            files.Remove(name);
        }
    }

    void ThrowIfCut()
    {
        if (isCut)
        {
            throw new IOException("the power is off");
        }
    }

    sealed class Medium(List<byte> content)
    {
        readonly HashSet<int> dirty = [];   // pages written since the last sync
        byte[] synced = [.. content];

        public Medium() : this([]) { }

        public List<byte> Current { get; } = content;

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var end = (int)offset + bytes.Length;
            if (Current.Count < end)
            {
                Mark(Current.Count, end);
                CollectionsMarshal.SetCount(Current, end);
            }
            bytes.CopyTo(CollectionsMarshal.AsSpan(Current)[(int)offset..]);
            Mark((int)offset, end);
        }

        public void SetLength(int length)
        {
            Mark(Math.Min(length, Current.Count), Math.Max(length, Current.Count));
            var before = Current.Count;
            CollectionsMarshal.SetCount(Current, length);
            if (length > before)
            {
                CollectionsMarshal.AsSpan(Current)[before..].Clear();
            }
        }

        public void Sync()
        {
            if (synced.Length != Current.Count)
            {
                Array.Resize(ref synced, Current.Count);
            }
            foreach (var page in dirty)
            {
                var from = page * PageLength;
                var length = Math.Min(PageLength, Current.Count - from);
                if (length > 0)
                {
                    Current.CopyTo(from, synced, from, length);
                }
            }
            dirty.Clear();
        }

        // A page that was never synced reads as zeros where it did not survive and the file's new length did.
        public List<byte> Survive(Random random, double survival)
        {
            var length = random.NextDouble() < survival ? Current.Count : Math.Min(synced.Length, Current.Count);
            var left = new byte[length];
            synced.AsSpan(0, Math.Min(synced.Length, length)).CopyTo(left);
            foreach (var page in dirty.Order())
            {
                var survives = random.NextDouble() < survival;
                var isTorn = random.NextDouble() < 0.2;
                var torn = 512 * random.Next(1, PageLength / 512);
                var from = page * PageLength;
                var kept = Math.Min(isTorn ? torn : PageLength, Math.Min(length, Current.Count) - from);
                if (survives && kept > 0)
                {
                    Current.CopyTo(from, left, from, kept);
                }
            }
            return [.. left];
        }

        void Mark(int from, int to)
        {
            for (var page = from / PageLength; page * PageLength < to; page++)
            {
                dirty.Add(page);
            }
        }
    }

    sealed class OpenFile(PowerCutDisk disk, string name, Medium medium) : IDiskFile
    {
        public long Length
        {
            get
            {
                lock (disk.gate)
                {
                    disk.ThrowIfCut();
                    return medium.Current.Count;
                }
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (disk.gate)
            {
                disk.ThrowIfCut();
                var count = (int)Math.Clamp(medium.Current.Count - offset, 0, buffer.Length);
                CollectionsMarshal.AsSpan(medium.Current).Slice((int)Math.Min(offset, medium.Current.Count), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            Announce(nameof(Write));
            lock (disk.gate)
            {
                medium.Write(offset, bytes);   // a write the power cuts into may survive, in part
                disk.ThrowIfCut();
            }
        }

        public void Sync()
        {
            Announce(nameof(Sync));
            lock (disk.gate)
            {
                disk.ThrowIfCut();
                disk.Syncs++;
                medium.Sync();
            }
        }

        public void SetLength(long length)
        {
            Announce(nameof(SetLength));
            lock (disk.gate)
            {
                medium.SetLength((int)length);
                disk.ThrowIfCut();
            }
        }

        public void Dispose() { }

        void Announce(string call)
        {
            lock (disk.gate)
            {
                disk.ThrowIfCut();
                disk.Calls++;
            }
            disk.Before?.Invoke(name, call);
        }
    }
}
