using FsCheck.Xunit;
using Xunit.Sdk;

namespace Firmware.Tests.Updates;

/// <summary>The scripts that tell a board which slot to boot, run as RAUC runs them.</summary>
public sealed class BootSlotsTests
{
    public static TheoryData<string> Mechanisms => ["tryboot", "u-boot", "grub"];

    static readonly (string Name, Action<BootBoard> Do)[] Events =
    [
        ("a version that works", board => board.Install(SlotContent.Healthy)),
        ("one that finds something missing", board => board.Install(SlotContent.Sick)),
        ("one that does not start", board => board.Install(SlotContent.Dead)),
        ("an installation that fails", board => board.Install(SlotContent.Half)),
        ("restart", board => board.Restart()),
        ("power cut", board => board.Start(isOrderly: false)),
        ("self-check", board => board.Conclude()),
        ("end of the trial", board => board.EndTrial()),
    ];

    static BootBoard Board(string mechanism) => mechanism switch { "tryboot" => new TryBootBoard(), "u-boot" => new UBootBoard(), _ => new GrubBoard() };

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_slot_that_was_written_is_booted_once_and_stays_when_it_is_found_good(string mechanism)
    {
        using var board = Board(mechanism);
        Assert.True(board.Install(SlotContent.Healthy));
        Assert.Equal("B", board.Ask("get-primary"));
        board.Restart();
        Assert.Equal("B", board.Running);
        board.Conclude();
        board.Start(isOrderly: false);
        Assert.Equal("B", board.Running);
        Assert.Equal("good", board.Ask("get-state", "A"));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_trial_that_power_ends_returns_and_says_so(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Healthy);
        board.Restart();
        board.Start(isOrderly: false);
        Assert.Equal("A", board.Running);
        Assert.Equal("returned from B", board.Said);
        Assert.Equal(("bad", "A"), (board.Ask("get-state", "B"), board.Ask("get-primary")));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_slot_that_does_not_start_is_left_by_itself(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Dead);
        board.Restart();
        Assert.Equal(["A", "B", "A"], board.Starts);
        Assert.Equal("bad", board.Ask("get-state", "B"));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_slot_that_is_found_wanting_is_left_at_once(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Sick);
        board.Restart();
        Assert.Equal("B", board.Running);
        board.Conclude();
        Assert.Equal(("A", "bad"), (board.Running, board.Ask("get-state", "B")));
    }

    [Fact]
    public void A_power_cut_before_the_restart_does_not_spend_the_trial()
    {
        using var board = new TryBootBoard();
        board.Install(SlotContent.Healthy);
        board.Start(isOrderly: false);
        Assert.Equal("A", board.Running);
        Assert.Equal("B", board.Ask("get-primary"));
        board.Conclude();   // that A is good says nothing of B
        board.Restart();
        Assert.Equal("B", board.Running);
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_second_installation_that_fails_takes_back_what_the_first_one_announced(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Healthy);
        Assert.Equal("B", board.Ask("get-primary"));
        Assert.Equal("", board.Ask("set-state", "B", "bad"));   // and then the copy broke
        Assert.Equal(("A", "A"), (board.Ask("get-primary"), board.WouldBoot()));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void The_way_back_is_not_given_up_during_a_trial(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Healthy);
        board.Restart();
        Assert.StartsWith("refused:", board.Ask("set-state", "A", "bad"), StringComparison.Ordinal);
        Assert.Equal("good", board.Ask("get-state", "A"));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void The_last_slot_stays_good(string mechanism)
    {
        using var board = Board(mechanism);
        Assert.StartsWith("refused:", board.Ask("set-state", "A", "bad"), StringComparison.Ordinal);
        Assert.Equal(("good", "A"), (board.Ask("get-state", "A"), board.Ask("get-primary")));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void A_trial_that_nobody_found_good_is_ended_and_one_that_stays_is_left_alone(string mechanism)
    {
        using var board = Board(mechanism);
        board.Install(SlotContent.Healthy);
        board.Restart();
        Assert.Equal("B was not found good", board.Ask("end-trial"));
        board.Start(isOrderly: true);
        Assert.Equal("A", board.Running);

        board.Install(SlotContent.Healthy);
        board.Restart();
        board.Conclude();
        Assert.Equal("", board.Ask("end-trial"));
    }

    [Fact]
    public void A_torn_autoboot_is_read_from_its_copy()
    {
        using var board = new TryBootBoard();
        board.Install(SlotContent.Healthy);
        File.WriteAllText(board.AutoBoot, "# A=good B=go");
        Assert.Equal("B", board.Ask("get-primary"));
        Assert.Equal("B", board.WouldBoot());
    }

    /// <summary>A Raspberry Pi's boot image is installed into either slot as it is.</summary>
    [Theory, InlineData(2, "cmdline-A.txt"), InlineData(3, "cmdline-B.txt")]
    public void A_boot_image_takes_the_command_line_of_the_slot_it_lies_in(int partition, string wanted)
    {
        var text = File.ReadAllText(Repository.File("deploy/system/rpi/config.txt"));
        Assert.Equal(wanted, PiFirmware.Read(text, isTry: false, partition)["cmdline"]);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, PiFirmware.LongestLine));
    }

    [Theory, InlineData("# GRUB Environment Block\nBOOT_"), InlineData("")]
    public void A_torn_block_of_grub_is_read_from_its_copy(string torn)
    {
        using var board = new GrubBoard();
        board.Install(SlotContent.Healthy);
        File.WriteAllText(board.Block, torn);
        Assert.Equal("B", board.Ask("get-primary"));
        Assert.Equal("B", board.WouldBoot());
        board.Restart();
        board.Conclude();
        File.Delete(board.Copy);   // and the block is whole again
        board.Start(isOrderly: false);
        Assert.Equal(["A", "B", "B"], board.Starts);
    }

    [Fact]
    public void What_else_grub_remembers_stays()
    {
        using var board = new GrubBoard();
        var text = File.ReadAllText(board.Block);
        File.WriteAllText(board.Block, text.Insert(text.IndexOf("##", StringComparison.Ordinal), "kazashi_args=quiet x\n")[..1024]);
        board.Install(SlotContent.Healthy);
        Assert.Contains("kazashi_args=quiet x\n", File.ReadAllText(board.Copy), StringComparison.Ordinal);
        Assert.Equal(1024, new FileInfo(board.Block).Length);
    }

    /// <summary>Every event in every situation that any of them can lead to, with the power cut before each write of it.</summary>
    [Theory, InlineData("tryboot"), InlineData("u-boot")]
    public void No_order_of_updates_and_power_cuts_leaves_a_board_without_a_slot_that_works(string mechanism)
    {
        using var board = Board(mechanism);
        var stories = new Dictionary<BootSituation, string> { [board.Situation] = "new" };
        var open = new Queue<BootSituation>(stories.Keys);
        while (open.TryDequeue(out var before))
        {
            foreach (var (name, happens) in Events)
            {
                var isCut = true;
                for (var writes = 0; isCut; writes++)
                {
                    (board.Situation, board.WritesLeft) = (before, writes);
                    try
                    {
                        happens(board);
                        isCut = board.WritesLeft is null;
                        board.WritesLeft = null;
                        if (stories.TryAdd(board.Situation, Story()))
                        {
                            open.Enqueue(board.Situation);
                            IsWhole(board);
                        }
                    }
                    catch (XunitException e)
                    {
                        Assert.Fail($"{Story()}: {e.Message}");
                    }

                    string Story() => $"{stories[before]}, {name}{(isCut ? $" (cut before write {writes})" : "")}";
                }
            }
        }
    }

    /// <remarks>GRUB's block and its copy, each of which can be torn, have too many situations for all of them.</remarks>
    [Property(MaxTest = 4)]
    public void Whatever_happens_a_pc_has_a_slot_that_works(byte[] steps)
    {
        using var board = new GrubBoard();
        foreach (var step in steps.Take(20))
        {
            board.WritesLeft = step / Events.Length is < 14 and var writes ? writes : null;
            Events[step % Events.Length].Do(board);
            board.WritesLeft = null;
            IsWhole(board);
        }
    }

    /// <summary>The board says what would boot, that is whole, and at the latest the self-check of it finds a slot that works.</summary>
    static void IsWhole(BootBoard board)
    {
        var primary = board.Ask("get-primary");
        Assert.Equal("good", board.Ask("get-state", primary));
        Assert.NotEqual(SlotContent.Half, board.Slots[primary]);
        Assert.Equal(primary, board.WouldBoot());
        var situation = board.Situation;
        board.Conclude();
        Assert.Equal(SlotContent.Healthy, board.Slots[board.Running]);
        board.Situation = situation;
    }
}
