using Contract;

namespace Image;

/// <summary>The images of <c>deploy/image</c> in virtual machines: what library staff would do with a box just unpacked, then a patron, then a maintainer, and somebody who pulls the plug.</summary>
public sealed class ImageTests
{
    /// <summary>Newer than the next image.</summary>
    const string BadVersion = "99.0.0";

    /// <summary>Newer than the program that comes without an image, older than the next image.</summary>
    const string BadProgram = "0.8.9";

    /// <summary>The new version is installed, and named for the next start.</summary>
    static readonly (UpdatePhase Phase, int Percent) AtTheRestart = (UpdatePhase.Restarting, 0);

    /// <summary>Where in an update the power is cut before the restart, each time a little later.</summary>
    static readonly (UpdatePhase Phase, int Percent)[] CutsBeforeTheRestart =
    [
        (UpdatePhase.Downloading, 0), (UpdatePhase.Downloading, 20), (UpdatePhase.Downloading, 60), (UpdatePhase.Downloading, 95),
        (UpdatePhase.Installing, 0), (UpdatePhase.Installing, 20), (UpdatePhase.Installing, 40), (UpdatePhase.Installing, 60), (UpdatePhase.Installing, 75), (UpdatePhase.Installing, 90), (UpdatePhase.Installing, 99),
        AtTheRestart,
    ];

    /// <summary>Where in a trial the power is cut: what the console has said by then, and seconds after that.</summary>
    static readonly (string Said, int Seconds)[] CutsInTheTrial =
    [
        ("", 1), ("", 4), ("", 8), ("systemd", 0), ("systemd", 3), ("Update at Starting", 0), ("Update at Confirming", 0), ("Update at Settled", 0),
    ];

    readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_pc_is_paired_on_its_setup_screen_lends_a_book_is_updated_whenever_its_power_is_cut_and_leaves_an_update_that_does_not_start()
    {
        _limit.CancelAfter(TimeSpan.FromHours(3));   // only something that hangs gets this far
        var (next, version) = (Made("KAZASHI_NEXT_IMAGE"), Made("KAZASHI_NEXT_VERSION"));
        await using var box = await Box.UnpackAsync(Machine.Pc, "pc", _limit.Token);
        await box.Machine.PowerOnAsync(_limit.Token);
        await box.PairAsync();
        await box.BorrowAsync();

        await UpdateProgramAsync(box);

        await box.RollOutAsync(version, "--content", next);
        foreach (var (phase, percent) in Some(CutsBeforeTheRestart))
        {
            await CutAtAsync(box, version, phase, percent);
            await box.Machine.PowerOnAsync(_limit.Token);
        }
        await IsGoodAsync(box, version);
        await box.BorrowAsync();

        await box.RollOutAsync(BadVersion, "--content", box.BadSystem());
        var bad = await box.OutcomeAsync(BadVersion);
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotStarted, version), (bad.Update!.Phase, bad.Update.Refusal, bad.Version));
        box.Tell($"{BadVersion} does not start: {version} runs again by itself");
    }

    /// <summary>The same trial again and again, from a copy of the disk, its power cut a little later each time; then it is left to finish.</summary>
    [Fact]
    public async Task A_pc_whose_power_is_cut_in_the_trial_of_an_update_finishes_it()
    {
        _limit.CancelAfter(TimeSpan.FromHours(3));
        var (next, version) = (Made("KAZASHI_NEXT_IMAGE"), Made("KAZASHI_NEXT_VERSION"));
        await using var box = await Box.UnpackAsync(Machine.Pc, "pc-trial", _limit.Token);
        await box.Machine.PowerOnAsync(_limit.Token);
        await box.PairAsync();
        await box.RollOutAsync(version, "--content", next);
        await CutAtAsync(box, version, AtTheRestart.Phase, AtTheRestart.Percent);

        var (installed, offer) = (box.Machine.Disk + ".installed", await box.OfferAsync());
        Box.Run("cp", "--sparse=always", box.Machine.Disk, installed);
        foreach (var (said, seconds) in Some(CutsInTheTrial))
        {
            Box.Run("cp", "--sparse=always", installed, box.Machine.Disk);
            await box.OfferAsync(offer);   // what was good has ended its rollout
            var before = box.Machine.Log.Length;
            await box.Machine.PowerOnAsync(_limit.Token);
            if (said.Length > 0)
            {
                await box.Machine.HearsAsync(said, _limit.Token, before);
            }
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, _limit.Token);
            await box.CutPowerAsync($"{seconds} s after the trial said \"{said}\"");

            await box.Machine.PowerOnAsync(_limit.Token);
            await IsGoodAsync(box, version);
            await box.CutPowerAsync("for the next trial");
        }
        await box.Machine.PowerOnAsync(_limit.Token);
        await box.BorrowAsync();
    }

    [Fact]
    public async Task A_computer_with_an_arm64_processor_is_paired_on_its_setup_screen_and_lends_a_book()
    {
        _limit.CancelAfter(TimeSpan.FromHours(1));
        await using var box = await Box.UnpackAsync(Machine.Arm64, "arm64", _limit.Token);
        await box.Machine.PowerOnAsync(_limit.Token);
        await box.PairAsync();
        await box.BorrowAsync();
    }

    /// <summary>A program without an image, and one that does not start; the machine does not restart for either.</summary>
    static async Task UpdateProgramAsync(Box box)
    {
        const string Restart = "Linux version";
        var (package, version) = (Made("KAZASHI_PROGRAM_PACKAGE"), Made("KAZASHI_PROGRAM_VERSION"));
        var restarts = box.Machine.Log.Split(Restart).Length;
        await box.RollOutAsync(version, "--program", package);
        var good = await box.OutcomeAsync(version);
        Assert.Equal((UpdatePhase.Good, version), (good.Update!.Phase, good.Version));
        box.Tell($"the program {version} runs and stays");

        await box.RollOutAsync(BadProgram, "--program", box.BadProgram(BadProgram));
        var bad = await box.OutcomeAsync(BadProgram);
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotStarted, version), (bad.Update!.Phase, bad.Update.Refusal, bad.Version));
        box.Tell($"the program {BadProgram} does not start: {version} runs again by itself");
        Assert.Equal(restarts, box.Machine.Log.Split(Restart).Length);
    }

    /// <summary>All of them, or each so many-th and the last one, for a quicker look.</summary>
    static IEnumerable<T> Some<T>(T[] cuts)
    {
        var every = int.TryParse(Environment.GetEnvironmentVariable("KAZASHI_CUT_EVERY"), out var number) ? number : 1;
        return cuts.Where((_, i) => (cuts.Length - 1 - i) % every == 0);
    }

    static string Made(string what) => Environment.GetEnvironmentVariable(what) ?? throw new InvalidOperationException($"{what} is not set; make test-image makes it");

    async Task CutAtAsync(Box box, string version, UpdatePhase phase, int percent)
    {
        var update = (await box.UntilAsync(state => state is { Online: true, Update: { } at } && at.Version == version && (at.Phase > phase || at.Phase == phase && (at.Percent ?? 0) >= percent))).Update!;
        await box.CutPowerAsync($"{update.Phase} {update.Percent}");
        Assert.True(update.Phase <= UpdatePhase.Restarting, $"{update.Phase} came before the power was cut at {phase} {percent}");
    }

    static async Task IsGoodAsync(Box box, string version)
    {
        var good = await box.OutcomeAsync(version);
        Assert.Equal((UpdatePhase.Good, version), (good.Update!.Phase, good.Version));
        box.Tell($"{version} runs and stays");
    }
}
