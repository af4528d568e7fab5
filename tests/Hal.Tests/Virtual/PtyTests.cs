using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.VirtualChip;

/// <summary>The chip's UART as a device file.</summary>
public sealed class PtyTests : IDisposable
{
    readonly string _path = Path.Combine(Path.GetTempPath(), $"kazashi-pty-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}");
    readonly VirtualPn532 _chip = new(HostInterface.Hsu);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _chip.Dispose();

    [Fact]
    public async Task A_client_may_close_it_and_the_next_one_finds_the_chip_as_it_was()
    {
        using var pty = new Pty(_chip, _path);
        for (var client = 0; client < 3; client++)
        {
            await using var port = Open();
            await port.WriteAsync((byte[])[0x55, 0x55, 0, 0, 0, .. ChipHost.Frame("02")], Cancel);

            Assert.Equal(ChipHost.AckFrame + "0000FF06FAD50332010607E800", await ReadAsync(port, 19));
        }
    }

    [Fact]
    public async Task At_another_speed_neither_understands_the_other()
    {
        using var pty = new Pty(_chip, _path);
        await using var port = Open();
        await port.WriteAsync((byte[])[0x55, 0x55, 0, 0, 0, .. ChipHost.Frame("10 08")], Cancel);
        await ReadAsync(port, 15);
        await port.WriteAsync(ChipHost.Bytes(ChipHost.AckFrame), Cancel);
        await UntilAsync(() => _chip.BaudRate == 1288000);

        await port.WriteAsync(ChipHost.Frame("02"), Cancel);   // the host still at 115 200
        await UntilAsync(() => pty.Misheard == 9);
        Assert.False(_chip.IsReady);

        Terminal.SetBaudRate((int)port.SafeFileHandle.DangerousGetHandle(), 1288000);
        await port.WriteAsync(ChipHost.Frame("02"), Cancel);
        Assert.Equal(ChipHost.AckFrame + "0000FF06FAD50332010607E800", await ReadAsync(port, 19));
    }

    [Fact]
    public async Task A_host_that_leaves_the_chips_speed_reads_garbage()
    {
        using var pty = new Pty(_chip, _path);
        await using var port = Open();
        await port.WriteAsync((byte[])[0x55, 0x55, 0, 0, 0, .. ChipHost.Frame("14 01")], Cancel);
        await ReadAsync(port, 6 + 9);
        await port.WriteAsync(ChipHost.Frame("4A 01 03 00"), Cancel);
        await ReadAsync(port, 6);

        Terminal.SetBaudRate((int)port.SafeFileHandle.DangerousGetHandle(), 9600);
        _chip.Field.Put(new EchoCard().OnAir());

        Assert.DoesNotContain("00FF", await ReadAsync(port, 10), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unplugged_the_path_is_gone_and_plugged_again_the_chip_has_just_got_its_power()
    {
        using var pty = new Pty(_chip, _path);
        await using (var port = Open())
        {
            await port.WriteAsync((byte[])[0x55, 0x55, 0, 0, 0, .. ChipHost.Frame("14 01")], Cancel);
            await ReadAsync(port, 6);

            pty.Unplug();

            Assert.False(File.Exists(_path));
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                while (true)
                {
                    await port.WriteAsync(ChipHost.Frame("02"), Cancel);
                }
            });
        }

        pty.Plug();
        Assert.True(_chip.IsAsleep);
        await using var again = Open();
        await again.WriteAsync((byte[])[0x55, 0x55, 0, 0, 0, .. ChipHost.Frame("02")], Cancel);
        Assert.StartsWith(ChipHost.AckFrame, await ReadAsync(again, 19), StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_link_is_replaced_and_the_link_goes_with_the_terminal()
    {
        File.CreateSymbolicLink(_path, "/nowhere");

        using (new Pty(_chip, _path))
        {
            Assert.StartsWith("/dev/pts/", new FileInfo(_path).LinkTarget, StringComparison.Ordinal);
        }

        Assert.Null(new FileInfo(_path).LinkTarget);
    }

    [Fact]
    public void A_file_that_is_no_link_is_left_alone()
    {
        File.WriteAllText(_path, "mine");
        try
        {
            var refused = Assert.Throws<IOException>(() => new Pty(_chip, _path));
            Assert.Contains(_path, refused.Message, StringComparison.Ordinal);
            Assert.Equal("mine", File.ReadAllText(_path));
        }
        finally
        {
            File.Delete(_path);
        }
    }

    /// <summary>Another thread is at it; a wait in vain ends after 20 s.</summary>
    static async Task UntilAsync(Func<bool> isSo)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (!isSo())
        {
            end.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    FileStream Open() => new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>A read from a terminal cannot be cancelled, so it is left behind when the time is over.</summary>
    static async Task<string> ReadAsync(FileStream port, int count)
    {
        var bytes = new byte[count];
        await Task.Run(() => port.ReadExactly(bytes), Cancel).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
        return Convert.ToHexString(bytes);
    }
}
