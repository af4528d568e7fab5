using System.Runtime.CompilerServices;

namespace Firmware.Tests;

/// <summary>Files of the repository that are no code.</summary>
static class Repository
{
    public static string File(string path) => Path.Combine(Root(), path);

    static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
