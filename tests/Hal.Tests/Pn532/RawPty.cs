using System.Runtime.InteropServices;

namespace Hal.Tests.Pn532;

/// <summary>A pseudo-terminal: the driver opens <see cref="Path"/>, the test holds the other end.</summary>
internal sealed partial class RawPty : IDisposable
{
    readonly int _fd;
    bool _isClosed;

    public RawPty()
    {
        _fd = PosixOpenPt(2 | 0x100 | 0x80000);   // O_RDWR | O_NOCTTY | O_CLOEXEC
        Assert.True(_fd >= 0 && GrantPt(_fd) == 0 && UnlockPt(_fd) == 0);
        var name = new byte[64];
        Assert.Equal(0, PtsName(_fd, name, (nuint)name.Length));
        Path = System.Text.Encoding.ASCII.GetString(name.AsSpan(0, Array.IndexOf(name, (byte)0)));
    }

    public string Path { get; }

    /// <summary>Blocks until bytes come; 0 or less when the other side closed or this one did.</summary>
    public int Read(Span<byte> bytes) => (int)Read(_fd, bytes, (nuint)bytes.Length);

    public void Write(ReadOnlySpan<byte> bytes) => Assert.True(Write(_fd, bytes, (nuint)bytes.Length) == bytes.Length);   // Equal would allocate

    /// <summary>Speed the driver set, as the master sees it (termios2 c_ospeed).</summary>
    public int BaudRate
    {
        get
        {
            Span<byte> termios = stackalloc byte[44];
            Assert.Equal(0, Ioctl(_fd, 0x802C542A, termios));
            return BitConverter.ToInt32(termios[40..]);
        }
    }

    /// <summary>Unplugs it.</summary>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _ = Close(_fd);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int PosixOpenPt(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int GrantPt(int fd);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int UnlockPt(int fd);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static partial int PtsName(int fd, Span<byte> name, nuint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, Span<byte> argument);
}
