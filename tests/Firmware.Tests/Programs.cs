using System.Diagnostics;

namespace Firmware.Tests;

/// <summary>Programs of this machine, run to their end.</summary>
static class Programs
{
    /// <returns>What it printed; a program that fails ends the test.</returns>
    public static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = Try(program, null, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}{error}");
        return output.Trim();
    }

    /// <returns>All that it printed, however it ended.</returns>
    public static string Said(string program, params string[] arguments)
    {
        var (_, output, error) = Try(program, null, arguments);
        return output + error;
    }

    /// <param name="environment">Beside the tests' own.</param>
    /// <returns>How it ended, and what it printed.</returns>
    public static (int Code, string Output, string Error) Try(string program, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
