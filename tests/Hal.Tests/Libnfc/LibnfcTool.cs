using System.Diagnostics;
using System.Text;

namespace Hal.Tests.Libnfc;

/// <summary>A program of libnfc at our chip: a driver nobody here wrote. It ends by itself, by the test, or by force after a while.</summary>
sealed class LibnfcTool : IDisposable
{
    /// <summary>nfc-poll can write without end while a card lies there.</summary>
    const int MostOutput = 1_000_000;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly TaskCompletionSource _sawCard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    LibnfcTool(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Completes when the program told of a card.</summary>
    public Task SawCard => _sawCard.Task.WaitAsync(Longest, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>The program does it in its own time; a wait in vain ends.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var end = new CancellationTokenSource(Longest, TimeProvider.System);
        while (!isSo())
        {
            end.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static LibnfcTool Start(string program, string link, params string[] arguments)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.True(path is not null, $"{program} is missing; install it: apt-get install -y libnfc-bin libnfc-examples");
        var tool = new LibnfcTool(new()
        {
            StartInfo = new(path, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LIBNFC_DEVICE"] = $"pn532_uart:{link}:115200" },
            },
        });
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Everything it wrote, once it ended.</summary>
    public async Task<string> EndAsync(int exitCode = 0)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Longest);
        try
        {
            await _process.WaitForExitAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"{_process.StartInfo.FileName} did not end within {Longest.TotalSeconds} s; it wrote:\n{Output}");
        }
        Assert.True(_process.ExitCode == exitCode, $"exit code {_process.ExitCode}:\n{Output}");
        return Output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Length < MostOutput)
            {
                _output.AppendLine(line);
            }
        }
        if (line?.Contains("Protocol Info", StringComparison.Ordinal) == true)
        {
            _sawCard.TrySetResult();
        }
    }
}
