using Microsoft.Extensions.Hosting;

namespace Firmware;

/// <summary>Ends this life of the appliance's program, and says what the next one begins with.</summary>
sealed class Lifetime(IHostApplicationLifetime host, bool isPaired)
{
    /// <summary>Whether the appliance was paired when this life began.</summary>
    public bool IsPaired => isPaired;

    /// <summary>Completes when it is to end.</summary>
    public Task WhenEnding { get; } = EndingOf(host);

    /// <summary>Why it ended; <see cref="LifeEnd.Stop"/> unless somebody here ended it.</summary>
    public LifeEnd Reason { get; private set; }

    public void End(LifeEnd reason)
    {
        Reason = reason;
        host.StopApplication();
    }

    static Task EndingOf(IHostApplicationLifetime host)
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.ApplicationStopping.Register(ending.SetResult);
        return ending.Task;
    }
}

enum LifeEnd
{
    /// <summary>The system wants it.</summary>
    Stop,

    /// <summary>Begin anew with what is on the disk.</summary>
    Restart,

    /// <summary>Begin anew as a box with nothing on it.</summary>
    Erase,

    /// <summary>Begin anew on the setup screen.</summary>
    SetUp,
}
