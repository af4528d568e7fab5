namespace Image;

/// <summary>A file that qemu still writes.</summary>
static class GrowingFile
{
    /// <summary>What is in it so far; nothing while it is not there.</summary>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
