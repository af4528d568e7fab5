namespace Firmware.Journal;

/// <summary>The medium under the journal: a folder of an SD card, or in tests one whose power can be cut.</summary>
public interface IDisk
{
    /// <summary>Opens a file, creating it if need be; a created file survives a power cut once this returns.</summary>
    IDiskFile Open(string name);

    bool Exists(string name);

    /// <summary>Gives a file another name, durably; an existing file of that name is never replaced.</summary>
    void Rename(string name, string newName);

    /// <summary>Puts a file in the place of another, durably; whenever the power goes there is the one or the other, whole.</summary>
    void Replace(string name, string replaced);

    /// <summary>Takes a file away, durably; one that is not there is no error.</summary>
    void Delete(string name);

    /// <summary>Every file there is.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What this process may still write here.</summary>
    long AvailableBytes { get; }

    /// <summary>Overwrites a file before it takes it away: erased, not only unlinked.</summary>
    /// <remarks>A flash chip may keep an old copy of a page; where that matters the key belongs into a TPM.</remarks>
    void Erase(string name)
    {
        if (!Exists(name))
        {
            return;
        }
        using (var file = Open(name))
        {
            var zeros = new byte[4096];
            for (long offset = 0; offset < file.Length; offset += zeros.Length)
            {
                file.Write(offset, zeros.AsSpan(0, (int)Math.Min(zeros.Length, file.Length - offset)));
            }
            file.Sync();
        }
        Delete(name);
    }
}

/// <summary>
/// One file, owned by one process. What is written may be lost, whole or in part and in any order, until <see cref="Sync"/> has returned;
/// after a Sync that threw, nothing can be said about it (the kernel drops what it could not write), so nobody calls it a second time.
/// </summary>
public interface IDiskFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills as much of the buffer as the file has from there on.</summary>
    int Read(long offset, Span<byte> buffer);

    void Write(long offset, ReadOnlySpan<byte> bytes);

    void Sync();

    void SetLength(long length);
}
