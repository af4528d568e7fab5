using FsCheck.Xunit;

namespace Firmware.Tests.Updates;

/// <summary>The script that chooses which program of an appliance runs.</summary>
public sealed class ProgramTests
{
    [Fact]
    public void Without_an_update_the_images_own_program_runs()
    {
        using var board = new ProgramBoard();
        Assert.Equal(("0.1.0", false), (board.Running, board.IsOnTrial));
    }

    [Fact]
    public void Whoever_is_not_root_may_run_it_and_see_that_it_is_on_trial()
    {
        using var board = new ProgramBoard();
        board.Try("0.2.0");
        Assert.All((string[])[board.ProgramRun, Path.Combine(board.ProgramRun, "0.2.0")], folder => Assert.True(File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute), folder));
        Assert.True(File.GetUnixFileMode(Path.Combine(board.ProgramRun, "trial")).HasFlag(UnixFileMode.OtherRead));
    }

    [Fact]
    public void A_program_that_says_that_it_works_stays()
    {
        using var board = new ProgramBoard();
        board.Install("0.2.0");
        Assert.Equal("0.1.0", board.Running);
        Assert.True(board.Ask("try"));
        Assert.Equal(("0.2.0", true), (board.Running, board.IsOnTrial));
        Assert.True(board.Ask("keep"));
        board.CutPower();
        Assert.Equal(("0.2.0", false), (board.Running, board.IsOnTrial));
        Assert.Equal(["--no-block restart kazashi-device.service", "--no-block restart kazashi-program-trial.timer"], board.Asked);
    }

    [Fact]
    public void A_program_that_ends_before_it_says_so_is_left()
    {
        using var board = new ProgramBoard();
        board.Try("0.2.0");
        board.Restart();
        Assert.Equal(("0.1.0", "returned from 0.2.0"), (board.Running, board.Said));
    }

    [Fact]
    public void A_power_cut_in_a_trial_leads_back_and_the_next_trial_is_one()
    {
        using var board = new ProgramBoard();
        board.Try("0.2.0");
        board.CutPower();
        Assert.Equal("0.1.0", board.Running);
        board.Try("0.2.0");
        Assert.Equal("0.2.0", board.Running);
    }

    [Fact]
    public void A_trial_that_nobody_ends_is_ended_by_its_timer()
    {
        using var board = new ProgramBoard();
        board.Try("0.2.0");
        board.EndTrial();
        Assert.Equal(("0.2.0 was not found good", "--no-block restart kazashi-device.service"), (board.Said, board.Asked.Last()));
        board.Restart();
        board.EndTrial();
        Assert.Equal(("0.1.0", ""), (board.Running, board.Said));
    }

    [Fact]
    public void A_file_that_cannot_be_mounted_is_never_led_to()
    {
        using var board = new ProgramBoard();
        board.Update("0.2.0");
        board.Install("0.3.0");
        board.CanMount = false;
        board.Ask("try");
        Assert.Equal(("0.1.0", false), (board.Running, board.IsOnTrial));
        board.CanMount = true;
        board.Restart();
        Assert.Equal(("0.2.0", false), (board.Running, board.IsOnTrial));
    }

    [Fact]
    public void A_program_is_taken_once()
    {
        using var board = new ProgramBoard();
        board.Try("0.2.0");
        Assert.False(board.Ask("try"));
        Assert.Equal(("0.2.0", true, "program: RAUC has not written a program"), (board.Running, board.IsOnTrial, board.Said));
    }

    [Theory]
    [InlineData("0.1.9"), InlineData("0.2.0")]
    public void A_program_that_is_not_newer_is_refused(string version)
    {
        using var board = new ProgramBoard();
        board.Update("0.2.0");
        board.Install(version);
        Assert.False(board.Ask("try"));
        Assert.Equal(("0.2.0", $"program: {version} is not newer than 0.2.0, which is here"), (board.Running, board.Said));
    }

    [Fact]
    public void What_RAUC_did_not_finish_is_not_tried()
    {
        using var board = new ProgramBoard();
        board.Install("0.2.0", isCut: true);
        Assert.False(board.Ask("try"));
        Assert.Equal(("0.1.0", "program: RAUC has not written a program"), (board.Running, board.Said));
    }

    [Fact]
    public void Whatever_else_is_asked_for_is_refused()
    {
        using var board = new ProgramBoard();
        Assert.False(board.Ask("rm -rf"));
        Assert.Equal("program: it asks for something else than try, keep and restart", board.Said);
        Assert.False(board.Ask("keep"));
        Assert.Equal("program: no trial runs", board.Said);
    }

    [Fact]
    public void A_newer_image_begins_with_its_own_program_and_an_image_that_is_gone_back_to_has_the_one_it_had()
    {
        using var board = new ProgramBoard();
        board.Update("0.2.0");
        board.SetImage("1.0.0");
        board.CutPower();
        Assert.Equal("1.0.0", board.Running);
        board.SetImage("0.1.0");
        board.CutPower();
        Assert.Equal("0.2.0", board.Running);
    }

    [Fact]
    public void What_nobody_runs_any_more_is_deleted()
    {
        using var board = new ProgramBoard();
        foreach (var version in new[] { "0.2.0", "0.10.0" })
        {
            board.Update(version);
        }
        Assert.Equal(["0.10.0.img", "good"], Names(Path.Combine(board.Programs, "0.1.0")));
        foreach (var image in new[] { "1.0.0", "2.0.0" })
        {
            board.SetImage(image);
            board.CutPower();
        }
        Assert.Equal(["1.0.0", "2.0.0", "next.img"], Names(board.Programs));

        static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Property(MaxTest = 6)]
    public void Whatever_happens_a_program_that_was_found_good_runs_or_one_on_trial(byte[] steps)
    {
        using var board = new ProgramBoard();
        var (good, newest) = (board.Image, 1);
        foreach (var step in steps.Take(24))
        {
            board.WritesLeft = step / 8 is < 12 and var writes ? writes : null;
            switch (step % 8)
            {
                case 0 or 1: board.Install($"0.{++newest}.0", isCut: board.WritesLeft is 0); break;
                case 2: board.CanMount = step < 200; board.Restart(); break;
                case 3: board.Ask("restart"); break;
                case 4: board.CutPower(); break;
                case 5 or 6 when board.IsOnTrial:
                    var tried = board.Running;
                    if (board.Ask("keep"))
                    {
                        Assert.Equal(tried, board.Running);
                    }
                    good = board.Running == tried ? tried : good;   // cut before it was kept, or after
                    break;
                default: board.Ask("try"); break;
            }
            if (!board.IsOnTrial)
            {
                Assert.Equal(board.CanMount ? good : board.Image, board.Running);
            }
        }
        board.CanMount = true;
        board.CutPower();
        Assert.Equal((good, false), (board.Running, board.IsOnTrial));
    }
}
