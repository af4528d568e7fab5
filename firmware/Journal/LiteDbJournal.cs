using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Firmware.Journal;

/// <summary>
/// What happened on this appliance, durably, until the bridge has it. An append that has returned survives a power cut; nobody is told
/// "done" before. One loop writes: what waits together shares one transaction and one sync.
/// </summary>
/// <remarks>
/// Any failure of the medium is final: <see cref="Stopped"/> faults, every later call throws, the process has to start anew. A sync that
/// failed once and succeeds when repeated proves nothing, because the kernel has dropped the pages in between.
/// </remarks>
public sealed class LiteDbJournal : IAsyncDisposable
{
    const int ReadLength = 64;

    /// <summary>Settled requests are looked for among so many of the newest entries; they are settled within seconds.</summary>
    public const int EraseAmong = 256;

    readonly IDisk disk;
    readonly JournalSettings settings;
    readonly TimeProvider time;
    readonly Guid boot;
    readonly LiteDbStore store;
    readonly Lock gate = new();   // around every use of the store
    readonly Channel<JournalRequest> requests;
    readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task loop;
    TaskCompletionSource appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    JournalException? failure;
    long lastSequence;
    long acknowledged;

    LiteDbJournal(IDisk disk, JournalSettings settings, TimeProvider time, LiteDbStore store, JournalDamage? damage)
    {
        this.disk = disk;
        this.settings = settings;
        this.time = time;
        this.store = store;
        Damage = damage;
        boot = BootId();
        lastSequence = store.Last;
        acknowledged = store.Acknowledged;
        requests = Channel.CreateBounded<JournalRequest>(new BoundedChannelOptions(settings.GroupLimit * 4) { SingleReader = true });
        _ = stopped.Task.Exception;   // whoever cares awaits it
        loop = Task.Run(WriteAsync);
    }

    /// <summary>Set when this start found the files damaged, moved them aside and began a new journal. Has to be shown and reported.</summary>
    public JournalDamage? Damage { get; }

    public string Epoch => store.Epoch;

    /// <summary>The newest durable entry; 0 before the first.</summary>
    public long LastSequence => Interlocked.Read(ref lastSequence);

    /// <summary>The newest entry the bridge has for certain.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);

    /// <summary>How many entries the bridge has not acknowledged.</summary>
    public long Depth => LastSequence - Acknowledged;

    /// <summary>Ends with the <see cref="JournalException"/> that stopped the journal, or quietly when it was closed.</summary>
    public Task Stopped => stopped.Task;

    /// <summary>Opens the journal, or begins one. Damaged files are set aside, never overwritten and never taken for an empty journal.</summary>
    /// <exception cref="JournalException">The medium itself cannot be read or written.</exception>
    public static LiteDbJournal Open(IDisk disk, JournalSettings settings, TimeProvider time)
    {
        try
        {
            var (store, damage) = OpenOrSetAside(disk, time);
            return new LiteDbJournal(disk, settings, time, store, damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(JournalFailure.Medium, $"the journal cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Stores one event. Returns when it is on the medium.</summary>
    /// <param name="type">What kind of event, in clear.</param>
    /// <param name="subject">The event this one settles.</param>
    /// <param name="payload">The sealed event, at most 1 MiB.</param>
    /// <param name="cancel">Takes back the wish while it waits for its turn; once it is being written, the outcome is awaited.</param>
    /// <exception cref="JournalException">It was not stored, or nobody knows.</exception>
    public ValueTask<JournalEntry> AppendAsync(string type, Guid? subject, ReadOnlyMemory<byte> payload, CancellationToken cancel) =>
        AppendAsync(type, subject, _ => payload, cancel);

    /// <summary>The same, for a payload that has to name the entry it is in.</summary>
    /// <param name="payload">Called once, by the writer, inside the transaction; keep it short. What it throws is thrown here, and costs no sequence.</param>
    /// <inheritdoc cref="AppendAsync(string, Guid?, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<JournalEntry> AppendAsync(string type, Guid? subject, Func<JournalStamp, ReadOnlyMemory<byte>> payload, CancellationToken cancel) =>
        AppendAsync(Guid.CreateVersion7(time.GetUtcNow()), type, subject, payload, cancel);

    /// <summary>The same, for an event that others already know by its id.</summary>
    /// <param name="id">UUIDv7.</param>
    /// <inheritdoc cref="AppendAsync(string, Guid?, Func{JournalStamp, ReadOnlyMemory{byte}}, CancellationToken)"/>
    public async ValueTask<JournalEntry> AppendAsync(
        Guid id, string type, Guid? subject, Func<JournalStamp, ReadOnlyMemory<byte>> payload, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        var request = new JournalRequest.Append(type, subject, id, time.GetUtcNow(), ReadClock(), payload);
        await EnqueueAsync(request, cancel);
        return await request.Done.Task;
    }

    /// <summary>Entries the bridge has not acknowledged, oldest first; then waits for new ones, and never ends. Start anew to send again.</summary>
    /// <exception cref="JournalException">The journal stopped.</exception>
    public async IAsyncEnumerable<JournalEntry> UnsentAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var given = 0L; ;)
        {
            var news = Volatile.Read(ref appended);
            given = Math.Max(given, Acknowledged);
            if (given == LastSequence)
            {
                await news.Task.WaitAsync(cancel);
                continue;
            }
            foreach (var entry in Read(given + 1))
            {
                cancel.ThrowIfCancellationRequested();
                yield return entry;
                given = entry.Sequence;
            }
        }
    }

    /// <summary>The first entry that the bridge has not acknowledged; null when it has them all.</summary>
    public JournalEntry? OldestUnsent() => Acknowledged is var acknowledged && acknowledged < LastSequence ? Read(acknowledged + 1, 1).FirstOrDefault() : null;

    /// <summary>The newest entries, oldest of them first, acknowledged or not.</summary>
    public IReadOnlyList<JournalEntry> Newest(int most) => LastSequence == 0 ? [] : Read(Math.Max(1, LastSequence - most + 1), most);

    /// <summary>Takes over what the bridge says it has: everything up to that sequence. Returns when that is durable.</summary>
    public async ValueTask<AcknowledgeOutcome> AcknowledgeAsync(string epoch, long acknowledged, CancellationToken cancel)
    {
        var request = new JournalRequest.Acknowledge(epoch, acknowledged);
        await EnqueueAsync(request, cancel);
        return await request.Done.Task;
    }

    /// <summary>Erases acknowledged entries that are older than the site's retention; returns how many. For once a day, while nobody is at the machine.</summary>
    public async ValueTask<int> EraseAsync(CancellationToken cancel)
    {
        var request = new JournalRequest.Erase(time.GetUtcNow().AddDays(-settings.RetentionInDays));
        await EnqueueAsync(request, cancel);
        return await request.Done.Task;
    }

    /// <summary>Erases requests of these types as soon as they and what settled them are acknowledged, whatever the retention; returns how many.</summary>
    public async ValueTask<int> EraseSettledAsync(IReadOnlySet<string> types, CancellationToken cancel)
    {
        var request = new JournalRequest.EraseSettled(types);
        await EnqueueAsync(request, cancel);
        return await request.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        requests.Writer.TryComplete();
        await loop;
    }

    async ValueTask EnqueueAsync(JournalRequest request, CancellationToken cancel)
    {
        try
        {
            await requests.Writer.WriteAsync(request, cancel);
        }
        catch (ChannelClosedException)
        {
            throw Volatile.Read(ref failure) ?? Closed();
        }
    }

    async Task WriteAsync()
    {
        var group = new List<JournalRequest>();
        while (await requests.Reader.WaitToReadAsync())
        {
            while (group.Count < settings.GroupLimit && requests.Reader.TryRead(out var request))
            {
                group.Add(request);
            }
            Carry(group);
            group.Clear();
        }
        lock (gate)
        {
            Volatile.Write(ref failure, failure ?? Closed());
            store.Dispose();
        }
        Volatile.Read(ref appended).TrySetException(failure);
        stopped.TrySetResult();
    }

    // Whatever goes wrong in here is final: after a transaction of which nobody knows how far it came, memory and medium may differ.
    void Carry(List<JournalRequest> group)
    {
        try
        {
            if (Volatile.Read(ref failure) is { } stopped)
            {
                throw stopped;
            }
            lock (gate)
            {
                var transaction = JournalTransaction.From(group, store.Epoch, store.Last, store.Acknowledged, Room());
                store.Commit(transaction.Entries, transaction.Acknowledged);
                Publish();
                transaction.Complete();
                foreach (var erase in group.OfType<JournalRequest.Erase>())
                {
                    erase.Done.SetResult(store.Erase(erase.OccurredBefore));
                }
                foreach (var erase in group.OfType<JournalRequest.EraseSettled>())
                {
                    erase.Done.SetResult(store.EraseSettled(erase.Types, EraseAmong));
                }
                if (store.LogLength >= settings.LogLimitInBytes)
                {
                    store.Checkpoint();
                }
            }
        }
        catch (Exception e)
        {
            Fail(e, group);
        }
    }

    long Room() => disk.AvailableBytes <= settings.ReserveInBytes ? 0 : Math.Max(0, settings.DepthLimit - Depth);

    void Publish()
    {
        Interlocked.Exchange(ref acknowledged, store.Acknowledged);
        if (Interlocked.Exchange(ref lastSequence, store.Last) != store.Last)
        {
            Interlocked.Exchange(ref appended, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    void Fail(Exception e, List<JournalRequest> group)
    {
        var final = e as JournalException ?? new JournalException(
            IsFull(e) ? JournalFailure.Full : JournalFailure.Medium,
            $"the journal stopped: {e.Message}; the entry is not confirmed; start the process anew, and replace the medium if it happens again", e);
        Volatile.Write(ref failure, final);
        requests.Writer.TryComplete();
        foreach (var request in group)
        {
            request.Fail(final);
        }
        Volatile.Read(ref appended).TrySetException(final);
        stopped.TrySetException(final);
    }

    List<JournalEntry> Read(long from, int most = ReadLength)
    {
        lock (gate)
        {
            if (Volatile.Read(ref failure) is { } stopped)
            {
                throw stopped;
            }
            return store.Read(from, most);
        }
    }

    ClockReading ReadClock() => new(boot, (long)time.GetElapsedTime(0).TotalMilliseconds);

    static (LiteDbStore Store, JournalDamage? Damage) OpenOrSetAside(IDisk disk, TimeProvider time)
    {
        try
        {
            return (LiteDbStore.Open(disk), null);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException) || e is InvalidDataException)
        {
            // LiteDB meets damage with whatever its code happens to throw; each of them means that these files cannot be used.
            var suffix = $".damaged-{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}";
            List<string> setAside = [];
            foreach (var name in new[] { LiteDbStore.LogName, LiteDbStore.DataName })
            {
                if (disk.Exists(name))
                {
                    disk.Rename(name, name + suffix);
                    setAside.Add(name + suffix);
                }
            }
            return (LiteDbStore.Open(disk), new JournalDamage(e.Message, setAside));
        }
    }

    // random(4): one per boot. Elsewhere than on Linux a boot is as long as the process.
    static Guid BootId() =>
        File.Exists("/proc/sys/kernel/random/boot_id") && Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id"), out var id)
            ? id
            : Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    // ENOSPC 28, EDQUOT 122 (errno(3)): .NET hands the number on as the HResult.
    static bool IsFull(Exception? e) => e is not null && (e is IOException { HResult: 28 or 122 } || IsFull(e.InnerException));

    static JournalException Closed() => new(JournalFailure.Closed, "the journal was closed");
}
