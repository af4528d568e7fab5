namespace Virtual.Scanner;

/// <summary>A bar-code scanner at its cable: reads a label and sends it, can be pulled out and put back under the same path.</summary>
public abstract class VirtualScanner : IDisposable
{
    /// <param name="path">Where the host finds it.</param>
    protected VirtualScanner(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    /// <summary>A host has it open and set up; what is sent before is lost, as with a real one.</summary>
    public abstract bool IsListenedTo { get; }

    /// <summary>Reads a label: sends its text and the suffix the scanner is set to.</summary>
    public abstract void Scan(string code, string suffix = "\r");

    public abstract void Plug();

    /// <summary>Pulls the cable: the path is gone, and who has it open reads an error.</summary>
    public abstract void Unplug();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Unplug();
}
