namespace Image;

/// <summary>The restart into a new version, for somebody who pulls the plug.</summary>
public sealed class TrialTests : ImageTest
{
    /// <summary>Where in a trial the power is cut: what the console has said by then, and seconds after that.</summary>
    static readonly (string Said, int Seconds)[] CutsInTheTrial =
    [
        ("", 1), ("", 4), ("", 8), ("systemd", 0), ("systemd", 3), ("Update at Starting", 0), ("Update at Confirming", 0), ("Update at Settled", 0),
    ];

    /// <summary>The same trial again and again, from a copy of the disk, its power cut a little later each time; then it is left to finish.</summary>
    [Fact]
    public async Task A_pc_whose_power_is_cut_in_the_trial_of_an_update_finishes_it()
    {
        Limit.CancelAfter(TimeSpan.FromHours(3));
        var (next, version) = (Made("KAZASHI_NEXT_IMAGE"), Made("KAZASHI_NEXT_VERSION"));
        await using var box = await Box.UnpackAsync(Machine.Pc, "pc-trial", Limit.Token);
        await box.Machine.PowerOnAsync(Limit.Token);
        await box.PairAsync();
        await box.RollOutAsync(version, "--content", next);
        await CutAtAsync(box, version, AtTheRestart.Phase, AtTheRestart.Percent);

        var (installed, offer) = (box.Machine.Disk + ".installed", await box.OfferedAsync());
        Box.Run("cp", "--sparse=always", box.Machine.Disk, installed);
        foreach (var (said, seconds) in Some(CutsInTheTrial))
        {
            Box.Run("cp", "--sparse=always", installed, box.Machine.Disk);
            await box.OfferAsync(offer);   // what was good has ended its rollout
            var before = box.Machine.Log.Length;
            await box.Machine.PowerOnAsync(Limit.Token);
            if (said.Length > 0)
            {
                await box.Machine.HearsAsync(said, Limit.Token, before);
            }
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, Limit.Token);
            await box.CutPowerAsync($"{seconds} s after the trial said \"{said}\"");

            await box.Machine.PowerOnAsync(Limit.Token);
            await IsGoodAsync(box, version);
            if ((said, seconds) != CutsInTheTrial[^1])
            {
                await box.CutPowerAsync("for the next trial");
            }
        }
        await box.BorrowAsync();
    }
}
