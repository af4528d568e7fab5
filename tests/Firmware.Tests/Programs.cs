using System.Diagnostics;

namespace Firmware.Tests;

/// <summary>Programs of this machine, run to their end.</summary>
static class Programs
{
    /// <returns>What it printed; a program that fails ends the test.</returns>
    public static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = Start(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}{error}");
        return output.Trim();
    }

    /// <returns>All that it printed, however it ended.</returns>
    public static string Said(string program, params string[] arguments)
    {
        var (_, output, error) = Start(program, arguments);
        return output + error;
    }

    static (int Code, string Output, string Error) Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
