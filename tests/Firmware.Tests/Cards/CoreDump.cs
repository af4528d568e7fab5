using System.Diagnostics;

namespace Firmware.Tests.Cards;

/// <summary>All memory of a living process, as a debugger sees it, in a file that is gone with this object.</summary>
sealed class CoreDump : IDisposable
{
    const int Window = 1 << 20;

    readonly string _path;

    CoreDump(string path) => _path = path;

    public static async Task<CoreDump> TakeAsync(Process process, CancellationToken cancel)
    {
        var prefix = Path.Combine(Path.GetTempPath(), $"core-{Guid.CreateVersion7():N}");
        var program = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "gcore")).FirstOrDefault(File.Exists);
        Assert.True(program is not null, "gcore is missing; install it: apt-get install -y gdb");
        using var gcore = Process.Start(new ProcessStartInfo(program, ["-o", prefix, $"{process.Id}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(gcore.StandardOutput.ReadToEndAsync(cancel), gcore.StandardError.ReadToEndAsync(cancel));
        await gcore.WaitForExitAsync(cancel);
        var path = $"{prefix}.{process.Id}";
        Assert.True(gcore.ExitCode == 0 && File.Exists(path), string.Join('\n', said));
        return new(path);
    }

    public int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        Scan(bytes.Length - 1, bytes, (window, sought) =>
        {
            for (int at; (at = window.IndexOf(sought)) >= 0; window = window[(at + 1)..])
            {
                count++;
            }
        });
        return count;
    }

    /// <summary>Every four digits that stand anywhere, as ASCII or as UTF-16: what would be found by chance.</summary>
    public bool[] FourDigits()
    {
        var found = new bool[10_000];
        Scan(7, default, (window, _) =>
        {
            for (var at = 0; at + 4 <= window.Length; at++)
            {
                Note(window[at..], 1);
                Note(window[at..], 2);
            }
        });
        return found;

        void Note(ReadOnlySpan<byte> bytes, int stride)
        {
            var number = 0;
            for (var digit = 0; digit < 4; digit++)
            {
                if (digit * stride >= bytes.Length || bytes[digit * stride] is not (>= (byte)'0' and <= (byte)'9' and var character))
                {
                    return;
                }
                number = number * 10 + (character - '0');
            }
            found[number] = true;
        }
    }

    public void Dispose() => File.Delete(_path);

    delegate void Look(ReadOnlySpan<byte> window, ReadOnlySpan<byte> sought);

    /// <summary>Shows the file in windows that share <paramref name="overlap"/> bytes, so that nothing is missed and nothing of that length counted twice.</summary>
    void Scan(int overlap, ReadOnlySpan<byte> sought, Look look)
    {
        using var file = File.OpenRead(_path);
        var window = new byte[overlap + Window];
        for (var kept = 0; file.ReadAtLeast(window.AsSpan(kept), Window, throwOnEndOfStream: false) is > 0 and var count;)
        {
            var length = kept + count;
            look(window.AsSpan(0, length), sought);
            kept = Math.Min(overlap, length);
            window.AsSpan(length - kept, kept).CopyTo(window);
        }
    }
}
