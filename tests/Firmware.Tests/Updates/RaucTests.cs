using Contract;
using Firmware.Updates;

namespace Firmware.Tests.Updates;

/// <summary>What the real RAUC installs and what it refuses, through the program that drives it on the appliance.</summary>
public sealed class RaucTests(BundleKeys keys) : IClassFixture<BundleKeys>
{
    [Fact]
    public async Task A_good_bundle_is_in_the_other_slot_byte_for_byte_and_is_booted_next()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var seen = new List<int>();

        Assert.Null(await board.InstallAsync(keys.Bundle(), progressed: (percent, _) => { seen.Add(percent); return ValueTask.CompletedTask; }));

        Assert.True(board.Holds("B", keys.Image));
        Assert.True(board.IsUntouched("A"));
        Assert.Equal(100, seen.Last());
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(new SlotStatus(BundleKeys.Compatible, IsArmed: true), await board.Updater.StatusAsync(TestContext.Current.CancellationToken));
        board.Boot.Slots["B"] = SlotContent.Healthy;
        board.Boot.Restart();
        Assert.Equal("B", board.Boot.Running);
    }

    [Fact]
    public async Task The_slot_that_runs_is_marked_good_or_given_up()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        await board.InstallAsync(keys.Bundle());
        Assert.Null(await board.Updater.MarkGoodAsync(TestContext.Current.CancellationToken));
        Assert.Equal("B", board.Boot.Ask("get-primary"));   // that A is good takes no trial away
        Assert.Contains("rauc status mark-bad", await board.Updater.MarkBadAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);   // and A is its way back
    }

    [Fact]
    public async Task A_program_alone_is_tried_by_a_restart_of_the_program_and_kept()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var (own, cancel) = (keys.Program("0.1.0"), TestContext.Current.CancellationToken);
        Assert.Equal("0.1.0", board.Program("start", own));
        var updater = board.Updater;
        var bundle = keys.ProgramBundle("0.2.0");
        Assert.Null(await updater.InstallAsync(bundle, RaucBoard.OfferOf(bundle), RaucBoard.Running, (_, _) => ValueTask.CompletedTask, cancel));
        Assert.True(board.IsUntouched("A") && board.IsUntouched("B"));
        Assert.Equal(new SlotStatus(BundleKeys.Compatible, IsArmed: false), await updater.StatusAsync(cancel));

        await updater.RestartAsync(cancel);
        board.Program("asked", own);
        Assert.Equal("0.2.0", board.Program("start", own));
        Assert.False(Directory.Exists(Path.Combine(board.Programs, "update")));

        var kept = board.Updater.MarkGoodAsync(cancel);
        while (!File.Exists(board.ProgramFile))
        {
            Assert.False(kept.IsCompleted, "it asks nobody to keep the program");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);
        }
        board.Program("asked", own);
        Assert.Null(await kept);
        Assert.Equal("0.2.0", board.Program("start", own));
        Assert.False(File.Exists(board.RestartFile));
    }

    [Fact]
    public async Task A_program_that_does_not_do_is_left_by_a_restart_of_the_program_and_its_slot_stays_good()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var (own, cancel) = (keys.Program("0.1.0"), TestContext.Current.CancellationToken);
        board.Program("start", own);
        var updater = board.Updater;
        var bundle = keys.ProgramBundle("0.2.0");
        Assert.Null(await updater.InstallAsync(bundle, RaucBoard.OfferOf(bundle), RaucBoard.Running, (_, _) => ValueTask.CompletedTask, cancel));
        await updater.RestartAsync(cancel);
        board.Program("asked", own);
        Assert.Equal("0.2.0", board.Program("start", own));

        var onTrial = board.Updater;
        Assert.Null(await onTrial.MarkBadAsync(cancel));
        await onTrial.RestartAsync(cancel);
        board.Program("asked", own);
        Assert.Equal("0.1.0", board.Program("start", own));
        Assert.Equal("good", board.Boot.Ask("get-state", "A"));
        Assert.False(File.Exists(board.RestartFile));
    }

    [Fact]
    public async Task A_program_by_another_key_is_refused()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var failure = await board.InstallAsync(keys.ProgramBundle("0.2.0", keys.Foreign));
        Assert.Equal(UpdateRefusal.WrongKey, failure?.Refusal);
        Assert.All(await File.ReadAllBytesAsync(Path.Combine(board.Programs, "next.img"), TestContext.Current.CancellationToken), each => Assert.Equal(0, each));
    }

    [Fact]
    public async Task A_bundle_without_a_signature_is_refused() => await RefusedAsync(keys.Unsigned(), UpdateRefusal.NotSigned);

    [Fact]
    public async Task Whatever_is_no_bundle_at_all_is_refused() => await RefusedAsync(Changed(keys.Bundle(), bytes => Random(bytes.Length)), UpdateRefusal.Truncated);

    [Fact]
    public async Task A_bundle_whose_signature_was_cut_off_is_refused() =>
        await RefusedAsync(Changed(keys.Bundle(), bytes => [.. bytes[..^2000], 0, 0, 0, 0, 0, 0, 0, 0]), UpdateRefusal.NotSigned);

    [Fact]
    public async Task A_bundle_by_another_key_is_refused() => await RefusedAsync(keys.Bundle(keys: keys.Foreign), UpdateRefusal.WrongKey);

    [Fact]
    public async Task A_bundle_by_a_key_of_ours_that_is_not_for_updates_is_refused() => await RefusedAsync(keys.BundleOfWrongPurpose(), UpdateRefusal.WrongPurpose);

    [Fact]
    public async Task A_bundle_for_another_board_is_refused() => await RefusedAsync(keys.Bundle(compatible: "kazashi-rpi-arm64"), UpdateRefusal.WrongBoard);

    [Fact]
    public async Task An_older_bundle_is_refused() => await RefusedAsync(keys.Bundle(version: "0.0.9"), UpdateRefusal.Older, "0.0.9");

    [Fact]
    public async Task A_bundle_that_is_not_what_was_offered_is_refused() => await RefusedAsync(keys.Bundle(version: "0.3.0"), UpdateRefusal.WrongOffer);

    [Fact]
    public async Task A_truncated_bundle_is_refused() => await RefusedAsync(Changed(keys.Bundle(), bytes => bytes[..(bytes.Length / 2)]), UpdateRefusal.NotSigned, UpdateRefusal.Truncated);

    [Theory]
    [InlineData(0.01), InlineData(0.3), InlineData(0.6), InlineData(0.9)]
    public async Task A_bundle_changed_by_one_bit_is_refused(double where) =>
        await RefusedAsync(Changed(keys.Bundle(), bytes => { bytes[(int)(bytes.Length * where)] ^= 4; return bytes; }), UpdateRefusal.Damaged);

    [Fact]
    public async Task A_bundle_that_does_not_fit_the_slot_is_refused()
    {
        await using var board = await RaucBoard.StartAsync(keys, slotSize: 64 << 10, isDevice: true);
        var failure = await board.InstallAsync(keys.Bundle());
        Assert.Equal(UpdateRefusal.DiskFull, failure?.Refusal);
        Assert.Equal("A", board.Boot.Ask("get-primary"));
    }

    [Fact]
    public async Task A_service_killed_while_it_writes_leaves_the_running_slot_and_writes_all_of_it_the_next_time()
    {
        var image = Path.Combine(keys.Folder, "large.img");
        await File.WriteAllBytesAsync(image, Random(48 << 20), TestContext.Current.CancellationToken);
        var bundle = keys.Bundle(image: image);
        await using var board = await RaucBoard.StartAsync(keys, slotSize: 64 << 20);

        var killed = false;
        await board.InstallAsync(bundle, progressed: async (percent, _) =>
        {
            if (percent >= 40 && !killed)   // RAUC's own scale: from 40 on it copies
            {
                killed = true;
                await board.KillServiceAsync();
            }
        });
        Assert.True(killed);
        Assert.False(board.Holds("B", image));
        Assert.Equal(("A", "bad"), (board.Boot.Ask("get-primary"), board.Boot.Ask("get-state", "B")));

        Assert.Null(await board.InstallAsync(bundle));
        Assert.True(board.Holds("B", image));
        Assert.Equal("B", board.Boot.Ask("get-primary"));
    }

    async Task RefusedAsync(string bundle, params UpdateRefusal[] reasons)
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var failure = await board.InstallAsync(bundle);
        Assert.True(failure is not null && reasons.Contains(failure.Refusal), failure?.ToString() ?? "it was installed");
        Assert.True(board.IsUntouched("B"));
        Assert.Equal("A", board.Boot.Ask("get-primary"));
    }

    async Task RefusedAsync(string bundle, UpdateRefusal reason, string version)
    {
        await using var board = await RaucBoard.StartAsync(keys);
        var failure = await board.InstallAsync(bundle, version);
        Assert.Equal(reason, failure?.Refusal);
        Assert.True(board.IsUntouched("B"));
    }

    static string Changed(string bundle, Func<byte[], byte[]> change)
    {
        File.WriteAllBytes(bundle, change(File.ReadAllBytes(bundle)));
        return bundle;
    }

    static byte[] Random(int length) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(length);
}
