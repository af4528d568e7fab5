namespace Firmware.Journal;

/// <summary>A small file that is replaced whole: after a power cut there is the old one or the new one.</summary>
static class SmallFile
{
    const string Next = ".next";

    /// <summary>Null when there is none.</summary>
    public static byte[]? Read(IDisk disk, string name)
    {
        if (disk.Exists(name + Next))
        {
            disk.Erase(name + Next);   // the power went while it was written: it may be half a key
        }
        if (!disk.Exists(name))
        {
            return null;
        }
        using var file = disk.Open(name);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    public static void Replace(IDisk disk, string name, ReadOnlySpan<byte> bytes)
    {
        disk.Delete(name + Next);
        using (var file = disk.Open(name + Next))
        {
            file.Write(0, bytes);
            file.Sync();
        }
        disk.Replace(name + Next, name);
    }
}
