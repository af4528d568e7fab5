using System.Text;

namespace Virtual.Scanner;

/// <summary>A scanner that is a serial port: a pseudo-terminal behind a symbolic link.</summary>
public sealed class VirtualSerialScanner : VirtualScanner
{
    int _master = -1;

    /// <param name="path">Becomes the link.</param>
    public VirtualSerialScanner(string path) : base(path) => Plug();

    /// <remarks>A new terminal edits lines (ICANON); a host that wants bytes has switched that off, and flushed what came before.</remarks>
    public override bool IsListenedTo => _master >= 0 && ScannerWire.LocalFlags(_master) == 0;

    public override void Scan(string code, string suffix = "\r") => Send(Encoding.Latin1.GetBytes(code + suffix));

    /// <summary>Any bytes at all, as a broken cable sends them.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => ScannerWire.Send(_master, bytes);

    public override void Plug()
    {
        if (_master < 0)
        {
            (_master, var name) = ScannerWire.OpenTerminal();
            File.CreateSymbolicLink(Path, name);
        }
    }

    public override void Unplug()
    {
        if (_master >= 0)
        {
            File.Delete(Path);
            ScannerWire.Shut(_master);
            _master = -1;
        }
    }
}
