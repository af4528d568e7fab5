using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Firmware.Journal;

/// <summary>A folder of the real file system. Its files are locked against other processes, and readable by this user alone.</summary>
public sealed class FolderDisk : IDisk
{
    readonly string folder;

    public FolderDisk(string folder)
    {
        this.folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(this.folder);
    }

    public long AvailableBytes => new DriveInfo(folder).AvailableFreeSpace;

    public bool Exists(string name) => File.Exists(Path.Combine(folder, name));

    public IDiskFile Open(string name)
    {
        var isNew = !Exists(name);
        var handle = File.OpenHandle(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (isNew && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            SyncFolder(folder);
        }
        return new FolderFile(handle);
    }

    public void Rename(string name, string newName)
    {
        File.Move(Path.Combine(folder, name), Path.Combine(folder, newName), overwrite: false);
        SyncFolder(folder);
    }

    public void Replace(string name, string replaced)
    {
        File.Move(Path.Combine(folder, name), Path.Combine(folder, replaced), overwrite: true);
        SyncFolder(folder);
    }

    public void Delete(string name)
    {
        File.Delete(Path.Combine(folder, name));
        SyncFolder(folder);
    }

    public IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file))];

    // A new name is durable only when its folder is (fsync(2), NOTES); .NET opens no folders, so this goes to the C library.
    internal static void SyncFolder(string folder)
    {
        var descriptor = Native.Open(folder, Native.ReadOnly | Native.CloseOnExec);
        if (descriptor < 0)
        {
            throw Native.Failure("open", folder);
        }
        var synced = Native.Fsync(descriptor);
        var failure = Native.Failure("fsync", folder);
        _ = Native.Close(descriptor);
        if (synced != 0)
        {
            throw failure;
        }
    }

    sealed class FolderFile(SafeFileHandle handle) : IDiskFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(long offset, Span<byte> buffer)
        {
            var total = 0;
            while (total < buffer.Length && RandomAccess.Read(handle, buffer[total..], offset + total) is var read and > 0)
            {
                total += read;
            }
            return total;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        // fdatasync(2): content and length, but not the time stamps, whose journal commit would double the cost of a sync on ext4.
        public void Sync()
        {
            if (Native.Fdatasync(handle) != 0)
            {
                throw Native.Failure("fdatasync", "the journal");
            }
        }

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Dispose() => handle.Dispose();
    }
}

/// <summary>The calls .NET has no name for.</summary>
static partial class Native
{
    public const int ReadOnly = 0;
    public const int CloseOnExec = 0x80000;   // O_CLOEXEC, asm-generic/fcntl.h: the same on x64 and arm64

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>The error number becomes the HResult, as .NET does for its own file calls.</summary>
    public static IOException Failure(string call, string target)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of {target}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }
}
