namespace Firmware.Journal;

/// <summary>A small file that is replaced whole: after a power cut there is the old one or the new one.</summary>
static class SmallFile
{
    const string Next = ".next";

    /// <summary>Null when there is none.</summary>
    public static byte[]? Read(IDisk disk, string name)
    {
        if (!disk.Exists(name) && disk.Exists(name + Next))
        {
            disk.Rename(name + Next, name);   // the power went between the two
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
        _ = Read(disk, name);   // what an earlier cut left is the old one
        disk.Delete(name + Next);
        using (var file = disk.Open(name + Next))
        {
            file.Write(0, bytes);
            file.Sync();
        }
        disk.Delete(name);
        disk.Rename(name + Next, name);
    }
}
