using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LiteDB;
using LiteDB.Engine;

namespace Firmware.Journal;

/// <summary>
/// The journal's documents in LiteDB: what is stored, transaction by transaction. Knows no threads; the one owner calls it under its lock,
/// because two writers damage LiteDB 5.0.20's list of free pages (litedb-org/LiteDB 2825).
/// </summary>
/// <remarks>
/// <code>
/// entries  { _id: sequence, id, type, subject?, at: ticks UTC, boot, ms, body, previous: chain of the entry before, chain }
/// state    { _id: 1, version, epoch, acknowledged, last, chain, scrub }   last, chain: of the newest entry when this was written
/// </code>
/// <c>chain</c> is SHA-256 over the entry's fields and the chain of the entry before: a lost or altered entry breaks it.
/// The engine is used without LiteDatabase and its mapper, which need reflection and fail when compiled ahead of time.
/// </remarks>
sealed class LiteDbStore : IDisposable
{
    public const string DataName = "journal.db";
    public const string LogName = "journal-log.db";
    public const int PayloadLimit = 1 << 20;
    const string Entries = "entries";
    const string StateName = "state";
    const int Version = 1;
    const int WalkLength = 256;

    readonly CheckedLogStream log;
    readonly CheckedDataStream data;
    readonly LiteEngine engine;
    byte[] chain = [];
    bool scrub;

    public string Epoch { get; private set; } = "";
    public long Last { get; private set; }
    public long Acknowledged { get; private set; }
    public long LogLength => log.Length;

    LiteDbStore(CheckedLogStream log, CheckedDataStream data, LiteEngine engine)
    {
        this.log = log;
        this.data = data;
        this.engine = engine;
    }

    /// <summary>Opens and checks, or creates. Throws <see cref="InvalidDataException"/>, or whatever LiteDB stumbles over, when the files are damaged.</summary>
    public static LiteDbStore Open(IDisk disk)
    {
        // The log is made first, and the data file is whole from the first checkpoint on: each tells whether the other was lost.
        // The stock engine opens empty then, without a word.
        if (disk.Exists(DataName) && !disk.Exists(LogName))
        {
            throw new InvalidDataException("the log file is missing");
        }
        var logFile = disk.Open(LogName);
        IDiskFile? dataFile = null;
        LiteDbStore? store = null;
        try
        {
            dataFile = disk.Open(DataName);
            if (CheckedLogStream.IsBlank(logFile) && dataFile.Length > CheckedLogStream.PageLength)
            {
                throw new InvalidDataException("the log file was emptied");
            }
            var log = new CheckedLogStream(logFile);
            var data = new CheckedDataStream(dataFile, log);
            if (!log.IsUnused && dataFile.Length < CheckedLogStream.PageLength)
            {
                throw new InvalidDataException("the data file is missing or empty");
            }
            if (log.IsUnused && dataFile.Length <= CheckedLogStream.PageLength)
            {
                dataFile.SetLength(0);   // at most the header page of a creation that the power cut into
            }
            var engine = new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, Collation = Collation.Binary });
            store = new LiteDbStore(log, data, engine);
            store.Load();
            return store;
        }
        catch
        {
            store?.Dispose();
            dataFile?.Dispose();
            logFile.Dispose();
            throw;
        }
    }

    /// <summary>One transaction, one sync. Entries continue the sequence. Returns when all of it is on the medium.</summary>
    public void Commit(IReadOnlyList<JournalEntry> entries, long acknowledged)
    {
        if (entries.Count == 0 && acknowledged == Acknowledged)
        {
            return;
        }
        var next = chain;
        var documents = new BsonDocument[entries.Count];
        for (var i = 0; i < documents.Length; i++)
        {
            var previous = next;
            next = Chain(previous, entries[i]);
            documents[i] = ToDocument(entries[i], previous, next);
        }
        InTransaction(() =>
        {
            if (documents.Length > 0)
            {
                engine.Insert(Entries, documents, BsonAutoId.Int64);
            }
            if (acknowledged != Acknowledged)
            {
                WriteState(acknowledged);
            }
        });
        chain = next;
        Last += documents.Length;
        Acknowledged = acknowledged;
    }

    /// <summary>Entries from there on, in order, at most so many.</summary>
    public List<JournalEntry> Read(long from, int most)
    {
        return [.. Find(from, most).Select(ToEntry)];
    }

    /// <summary>Erases acknowledged entries that are older, so that no file of ours holds their bytes any more.</summary>
    /// <remarks>
    /// LiteDB zeroes the segment of a deleted document (BasePage.Delete); the zeroed page replaces the old one in the data file at the
    /// checkpoint, and the log's voided frames are overwritten. What a flash card keeps in cells it no longer shows is beyond a file system:
    /// payloads are sealed, and disk encryption is the cure.
    /// </remarks>
    public int Erase(DateTimeOffset occurredBefore)
    {
        var erased = 0;
        List<BsonDocument> walked;
        for (var from = 1L; (walked = [.. Find(from, WalkLength).TakeWhile(d => d["_id"].AsInt64 <= Acknowledged)]) is [.., var newest]; from = newest["_id"].AsInt64 + 1)
        {
            var ids = walked.Where(d => d["at"].AsInt64 < occurredBefore.UtcTicks).Select(d => d["_id"]).ToList();
            erased += Delete(ids);
        }
        if (erased > 0)
        {
            Scrub();
        }
        return erased;
    }

    /// <summary>Erases requests of these types, among the newest entries, as soon as they and what settled them are acknowledged.</summary>
    public int EraseSettled(IReadOnlySet<string> types, int among)
    {
        List<BsonDocument> acknowledged = [.. Find(Math.Max(1, Last - among + 1), among).TakeWhile(d => d["_id"].AsInt64 <= Acknowledged)];
        var settled = acknowledged.Where(d => d.ContainsKey("subject")).Select(d => d["subject"].AsGuid).ToHashSet();
        var erased = Delete([.. acknowledged.Where(d => types.Contains(d["type"].AsString) && settled.Contains(d["id"].AsGuid)).Select(d => d["_id"])]);
        if (erased > 0)
        {
            Scrub();
        }
        return erased;
    }

    /// <summary>Folds the log into the data file and begins it anew.</summary>
    public void Checkpoint() => engine.Checkpoint();

    public void Dispose()
    {
        engine.Dispose();
        data.Dispose();
        log.Dispose();
    }

    void Load()
    {
        if (engine.Pragma("CHECKPOINT").AsInt32 != 0)
        {
            // Checkpoints are the owner's to time; LiteDB's own come in the middle of a commit.
            var confirmed = log.Confirmed;
            engine.Pragma("CHECKPOINT", 0);
            log.WaitConfirmed(confirmed + 1);
        }
        var state = Run(StateName, new Query()).SingleOrDefault();
        if (state is null)
        {
            Create();
            return;
        }
        if (state["version"].AsInt32 != Version)
        {
            throw new InvalidDataException($"its version is {state["version"].AsInt32}, this program knows {Version}");
        }
        Epoch = state["epoch"].AsString;
        Acknowledged = state["acknowledged"].AsInt64;
        Last = state["last"].AsInt64;
        chain = state["chain"].AsBinary;
        scrub = state["scrub"].AsBoolean;
        WalkUnsent();
        if (scrub)
        {
            Scrub();
        }
    }

    // The checkpoint makes the data file whole, so that an empty one can be told from a lost one for ever after.
    void Create()
    {
        if (!log.IsFirstGeneration)
        {
            throw new InvalidDataException("it holds no state");
        }
        Epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        chain = SHA256.HashData(Encoding.ASCII.GetBytes(Epoch));
        InTransaction(() => WriteState(0));
        Checkpoint();
    }

    // Everything the bridge has not got must be there, unaltered and in one unbroken chain.
    // The state names one entry of that chain, `last`: it was the newest when the state was written, so it is acknowledged or still here.
    void WalkUnsent()
    {
        var (markedSequence, markedChain) = (Last, chain);
        var previous = Find(Acknowledged, 1).FirstOrDefault() is { } acknowledged && acknowledged["_id"].AsInt64 == Acknowledged
            ? acknowledged["chain"].AsBinary
            : null;
        if (markedSequence == Acknowledged)
        {
            previous = markedChain;
        }
        Last = Acknowledged;
        List<BsonDocument> walked;
        while ((walked = [.. Find(Last + 1, WalkLength)]).Count > 0)
        {
            foreach (var document in walked)
            {
                Verify(document, Last + 1, previous);
                previous = document["chain"].AsBinary;
                Last++;
                if (Last == markedSequence && !previous.AsSpan().SequenceEqual(markedChain))
                {
                    throw new InvalidDataException($"entry {Last} is not as it was written");
                }
            }
        }
        if (Last < markedSequence || previous is null)
        {
            throw new InvalidDataException($"entries up to {markedSequence} were written, the last one here is {Last}");
        }
        chain = previous;
    }

    void Verify(BsonDocument document, long expected, byte[]? previous)
    {
        var entry = ToEntry(document);
        if (entry.Sequence != expected)
        {
            throw new InvalidDataException($"entry {expected} is missing before {entry.Sequence}");
        }
        var before = document["previous"].AsBinary;
        if (previous is not null && !before.AsSpan().SequenceEqual(previous) || !document["chain"].AsBinary.AsSpan().SequenceEqual(Chain(before, entry)))
        {
            throw new InvalidDataException($"entry {expected} is not as it was written");
        }
    }

    int Delete(List<BsonValue> ids)
    {
        if (ids.Count == 0)
        {
            return 0;
        }
        var deleted = 0;
        scrub = true;   // in the same transaction: a power cut before the scrub is made good at the next start
        InTransaction(() =>
        {
            deleted = engine.Delete(Entries, ids);
            WriteState(Acknowledged);
        });
        return deleted;
    }

    void Scrub()
    {
        Checkpoint();
        log.Scrub();
        scrub = false;
        InTransaction(() => WriteState(Acknowledged));
    }

    // LiteDB's Commit only queues; the transaction counts when its confirmed page is on the medium.
    void InTransaction(Action write)
    {
        var confirmed = log.Confirmed;
        engine.BeginTrans();
        try
        {
            write();
        }
        catch
        {
            engine.Rollback();
            throw;
        }
        engine.Commit();
        log.WaitConfirmed(confirmed + 1);
    }

    void WriteState(long acknowledged) => engine.Upsert(StateName, [new BsonDocument
    {
        ["_id"] = 1,
        ["version"] = Version,
        ["epoch"] = Epoch,
        ["acknowledged"] = acknowledged,
        ["last"] = Last,
        ["chain"] = chain,
        ["scrub"] = scrub,
    }], BsonAutoId.Int32);

    // Values as parameters: LiteDB compiles and keeps for ever every expression text it has not seen (BsonExpression, its two caches).
    IEnumerable<BsonDocument> Find(long from, int most)
    {
        var query = new Query { OrderBy = "$._id", Limit = most };
        query.Where.Add(BsonExpression.Create("$._id >= @0", from));
        return Run(Entries, query);
    }

    IEnumerable<BsonDocument> Run(string collection, Query query)
    {
        using var reader = engine.Query(collection, query);
        while (reader.Read())
        {
            yield return reader.Current.AsDocument;
        }
    }

    static BsonDocument ToDocument(JournalEntry entry, byte[] previous, byte[] chain)
    {
        var document = new BsonDocument
        {
            ["_id"] = entry.Sequence,
            ["id"] = entry.Id,
            ["type"] = entry.Type,
            ["at"] = entry.OccurredAt.UtcTicks,
            ["boot"] = entry.Clock.Boot,
            ["ms"] = entry.Clock.Milliseconds,
            ["body"] = entry.Payload.ToArray(),
            ["previous"] = previous,
            ["chain"] = chain,
        };
        if (entry.Subject is { } subject)
        {
            document["subject"] = subject;
        }
        return document;
    }

    JournalEntry ToEntry(BsonDocument document) => new(
        document["_id"].AsInt64,
        Epoch,
        document["id"].AsGuid,
        document["type"].AsString,
        document.TryGetValue("subject", out var subject) ? subject.AsGuid : null,
        new DateTimeOffset(document["at"].AsInt64, TimeSpan.Zero),
        new ClockReading(document["boot"].AsGuid, document["ms"].AsInt64),
        document["body"].AsBinary);

    static byte[] Chain(byte[] previous, JournalEntry entry)
    {
        Span<byte> fixedPart = stackalloc byte[72];
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart, entry.Sequence);
        entry.Id.TryWriteBytes(fixedPart[8..]);
        (entry.Subject ?? default).TryWriteBytes(fixedPart[24..]);
        entry.Clock.Boot.TryWriteBytes(fixedPart[40..]);
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[56..], entry.Clock.Milliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[64..], entry.OccurredAt.UtcTicks);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(fixedPart);
        hash.AppendData(Encoding.UTF8.GetBytes(entry.Type));
        hash.AppendData([0]);
        hash.AppendData(entry.Payload.Span);
        return hash.GetHashAndReset();
    }
}
