using System.Runtime.InteropServices;

namespace Virtual;

/// <summary>SIGINT and SIGTERM as one token: the commands end by themselves and take their links and connections along.</summary>
sealed partial class EndSignal : IDisposable
{
    const int Interrupt = 2;      // SIGINT
    const nint ByDefault = 0;     // SIG_DFL

    readonly CancellationTokenSource _end = new();
    readonly PosixSignalRegistration _interrupt;
    readonly PosixSignalRegistration _terminate;

    public EndSignal()
    {
        // A script starts what it puts into the background with SIGINT ignored (POSIX shell 2.11), and .NET leaves an ignored signal alone: kill -INT would do nothing.
        _ = signal(Interrupt, ByDefault);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    }

    public CancellationToken Token => _end.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _end.Dispose();
    }

    void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _end.Cancel();
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}
