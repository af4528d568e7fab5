using Contract;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]   // a machine that gets no processor for half a minute is restarted by its watchdog

namespace Image;

/// <summary>A box in a virtual machine, and somebody who pulls the plug.</summary>
public abstract class ImageTest
{
    /// <summary>The new version is installed, and named for the next start.</summary>
    private protected static readonly (UpdatePhase Phase, int Percent) AtTheRestart = (UpdatePhase.Restarting, 0);

    private protected CancellationTokenSource Limit { get; } = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>All of them, or each so many-th and the last one, for a quicker look.</summary>
    private protected static IEnumerable<T> Some<T>(T[] cuts)
    {
        var every = int.TryParse(Environment.GetEnvironmentVariable("KAZASHI_CUT_EVERY"), out var number) ? number : 1;
        return cuts.Where((_, i) => (cuts.Length - 1 - i) % every == 0);
    }

    private protected static string Made(string what) => Environment.GetEnvironmentVariable(what) ?? throw new InvalidOperationException($"{what} is not set; make test-image makes it");

    private protected static async Task CutAtAsync(Box box, string version, UpdatePhase phase, int percent)
    {
        var update = (await box.UntilAsync(state => state is { Online: true, Update: { } at } && at.Version == version && (at.Phase > phase || at.Phase == phase && (at.Percent ?? 0) >= percent))).Update!;
        await box.CutPowerAsync($"{update.Phase} {update.Percent}");
        Assert.True(update.Phase <= UpdatePhase.Restarting, $"{update.Phase} came before the power was cut at {phase} {percent}");
    }

    private protected static async Task IsGoodAsync(Box box, string version)
    {
        var good = await box.OutcomeAsync(version);
        Assert.Equal((UpdatePhase.Good, version), (good.Update!.Phase, good.Version));
        box.Tell($"{version} runs and stays");
    }
}
