using Virtual.Pn532;

namespace Virtual.Wires;

/// <summary>
/// A chip's UART as a pseudo-terminal under a path of one's own choice. Any client may open and close it, one after the other;
/// <see cref="Unplug"/> takes the port away like a pulled USB plug, <see cref="Plug"/> brings it back under the same path.
/// </summary>
/// <remarks>A pseudo-terminal carries bytes whatever its speed, so the speed the client set is compared with the chip's here: where they differ, neither understands the other.</remarks>
public sealed class Pty : IDisposable
{
    /// <summary>A UART samples a character of ten bits in its middle: half a bit of drift in ten.</summary>
    const double SpeedTolerance = 0.04;

    readonly VirtualPn532 _chip;
    readonly Lock _plug = new();
    readonly int _bell = Terminal.OpenBell();
    Thread? _pump;
    volatile bool _isEnding;
    long _misheard;

    /// <param name="chip">Set to <see cref="HostInterface.Hsu"/>.</param>
    /// <param name="path">Becomes a symbolic link to the terminal; an old link there is replaced, anything else is left alone.</param>
    /// <exception cref="IOException">No terminal to be had, or something else is at <paramref name="path"/>.</exception>
    public Pty(VirtualPn532 chip, string path)
    {
        (_chip, Path) = (chip, System.IO.Path.GetFullPath(path));
        _chip.Ready += Ring;
        Plug();
    }

    public string Path { get; }

    /// <summary>Bytes a client sent at another speed than the chip's, so far.</summary>
    public long Misheard => Interlocked.Read(ref _misheard);

    /// <summary>The port appears, and the chip behind it gets its power.</summary>
    public void Plug()
    {
        lock (_plug)
        {
            if (_pump is not null)
            {
                return;
            }
            _chip.Reset();
            var (master, slave, name) = Terminal.Open();
            try
            {
                Publish(name);
            }
            catch
            {
                Terminal.Close(master);
                Terminal.Close(slave);
                throw;
            }
            _isEnding = false;
            _pump = new(() => Pump(master, slave)) { IsBackground = true, Name = $"pty {name}" };
            _pump.Start();
        }
    }

    /// <summary>The port is gone: its path does not lead anywhere, and who has it open reads an error.</summary>
    public void Unplug()
    {
        lock (_plug)
        {
            if (_pump is null)
            {
                return;
            }
            File.Delete(Path);
            _isEnding = true;
            Ring();
            _pump.Join();
            _pump = null;
        }
    }

    public void Dispose()
    {
        _chip.Ready -= Ring;
        Unplug();
        // The bell stays open until the process ends where a late Ready could still ring it; a closed number might be another file's by then.
    }

    void Ring() => Terminal.Ring(_bell);

    /// <summary>Link first, then rename: the path is never half there.</summary>
    void Publish(string name)
    {
        if (File.Exists(Path) && new FileInfo(Path).LinkTarget is null || Directory.Exists(Path) && new DirectoryInfo(Path).LinkTarget is null)
        {
            throw new IOException($"{Path} exists and is no symbolic link; name another path for the reader");
        }
        var fresh = $"{Path}.{Environment.ProcessId}.new";
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, name);
        File.Move(fresh, Path, overwrite: true);
    }

    /// <summary>One slave stays open here, so that the master lives on when a client closes.</summary>
    void Pump(int master, int slave)
    {
        Span<byte> bytes = stackalloc byte[512];
        while (!_isEnding)
        {
            var (hasBytes, rang) = Terminal.Wait(master, _bell);
            if (rang)
            {
                Terminal.Silence(_bell);
            }
            var count = hasBytes ? Terminal.Read(master, bytes) : 0;
            if (count > 0 && IsUnderstood(slave))
            {
                _chip.Receive(bytes[..count]);
            }
            else
            {
                Interlocked.Add(ref _misheard, count);
            }
            while (_chip.TryTake(out var frame))
            {
                Terminal.Write(master, IsAt(slave, _chip.BaudRate) ? frame : Garble(frame));
            }
        }
        Terminal.Close(slave);
        Terminal.Close(master);
    }

    /// <summary>While SetSerialBaudRate waits for its ACK, the host may have switched already by the time these bytes are looked at.</summary>
    bool IsUnderstood(int slave) => IsAt(slave, _chip.BaudRate) || _chip.NextBaudRate is { } next && IsAt(slave, next);

    static bool IsAt(int slave, int rate) => Math.Abs(Terminal.BaudRate(slave) - rate) <= rate * SpeedTolerance;

    /// <summary>What a UART at another speed makes of it: no byte as sent, and fewer of them.</summary>
    static byte[] Garble(byte[] frame) => [.. frame.Where((_, index) => index % 2 == 0).Select(value => (byte)(value ^ 0x5A))];
}
