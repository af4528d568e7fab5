using Contract;

namespace Image;

/// <summary>The images of <c>deploy/image</c> in virtual machines: what library staff would do with a box just unpacked, then a patron, then a maintainer, and somebody who pulls the plug.</summary>
public sealed class ImageTests : ImageTest
{
    /// <summary>Newer than the next image.</summary>
    const string BadVersion = "99.0.0";

    /// <summary>Newer than the program that comes without an image, older than the next image.</summary>
    const string BadProgram = "0.8.9";

    /// <summary>Where in an update the power is cut before the restart, each time a little later.</summary>
    static readonly (UpdatePhase Phase, int Percent)[] CutsBeforeTheRestart =
    [
        (UpdatePhase.Downloading, 0), (UpdatePhase.Downloading, 20), (UpdatePhase.Downloading, 60), (UpdatePhase.Downloading, 95),
        (UpdatePhase.Installing, 0), (UpdatePhase.Installing, 20), (UpdatePhase.Installing, 40), (UpdatePhase.Installing, 60), (UpdatePhase.Installing, 75), (UpdatePhase.Installing, 90), (UpdatePhase.Installing, 99),
        AtTheRestart,
    ];

    [Fact]
    public async Task A_pc_is_paired_on_its_setup_screen_lends_a_book_is_updated_whenever_its_power_is_cut_and_leaves_an_update_that_does_not_start()
    {
        Limit.CancelAfter(TimeSpan.FromHours(3));   // only something that hangs gets this far
        var (next, version) = (Made("KAZASHI_NEXT_IMAGE"), Made("KAZASHI_NEXT_VERSION"));
        await using var box = await Box.UnpackAsync(Machine.Pc, "pc", Limit.Token);
        await box.Machine.PowerOnAsync(Limit.Token);
        await box.PairAsync();
        await box.BorrowAsync();

        await UpdateProgramAsync(box);

        await box.RollOutAsync(version, "--content", next);
        foreach (var (phase, percent) in Some(CutsBeforeTheRestart))
        {
            await CutAtAsync(box, version, phase, percent);
            await box.Machine.PowerOnAsync(Limit.Token);
        }
        await IsGoodAsync(box, version);
        await box.BorrowAsync();

        await box.RollOutAsync(BadVersion, "--content", box.BadSystem());
        var bad = await box.OutcomeAsync(BadVersion);
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotStarted, version), (bad.Update!.Phase, bad.Update.Refusal, bad.Version));
        box.Tell($"{BadVersion} does not start: {version} runs again by itself");
    }

    [Fact]
    public async Task A_computer_with_an_arm64_processor_is_paired_on_its_setup_screen_and_lends_a_book()
    {
        Limit.CancelAfter(TimeSpan.FromHours(1));
        await using var box = await Box.UnpackAsync(Machine.Arm64, "arm64", Limit.Token);
        await box.Machine.PowerOnAsync(Limit.Token);
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
}
