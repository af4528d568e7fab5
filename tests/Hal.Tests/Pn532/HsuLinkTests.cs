using System.Diagnostics;
using Hal.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>Tests that count bytes of memory run while no other does.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public static class Alone;

[Collection("alone")]
public class HsuLinkTests
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_speed_of_the_chip_can_be_set()
    {
        using var pty = new RawPty();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
        Assert.Equal(115200, pty.BaudRate);
        foreach (var baudRate in Pn532BaudRate.All)
        {
            link.ChangeBaudRate(baudRate);
            Assert.Equal(baudRate, pty.BaudRate);
        }
    }

    [Fact]
    public async Task A_line_in_use_is_not_opened_twice()
    {
        using var pty = new RawPty();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
        Assert.Throws<DeviceException>(() => new HsuLink(pty.Path, 115200, TimeProvider.System));
    }

    [Fact]
    public async Task A_line_that_was_closed_can_be_opened_again()
    {
        using var pty = new RawPty();
        await new HsuLink(pty.Path, 115200, TimeProvider.System).DisposeAsync();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
    }

    [Fact]
    public void A_missing_line_is_named()
    {
        var e = Assert.Throws<DeviceException>(() => new HsuLink("/dev/no-such-line", 115200, TimeProvider.System));
        Assert.Contains("/dev/no-such-line cannot be opened", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_line()
    {
        var e = Assert.Throws<DeviceException>(() => new HsuLink("/dev/null", 115200, TimeProvider.System));
        Assert.Contains("is no serial line", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_arrive_one_by_one_however_they_were_written()
    {
        using var pty = new RawPty();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
        var content = new byte[HostFrame.MaxContentLength];
        pty.Write([.. HostFrame.Acknowledge, .. ScriptedLink.Frame("D5 03 32 01 06 07")]);
        Assert.True((await link.ReceiveAsync(content, Long, Cancel)).Is(HostFrameKind.Acknowledge));
        Assert.Equal(6, (await link.ReceiveAsync(content, Long, Cancel)).Length);
        var receiving = link.ReceiveAsync(content, Long, Cancel).AsTask();
        foreach (var b in ScriptedLink.Frame("D5 03 32 01 06 07"))
        {
            pty.Write([b]);
        }
        Assert.True((await receiving).Is(HostFrameKind.Information));
    }

    [Fact]
    public async Task A_wait_ends_by_its_timeout_or_by_its_token()
    {
        using var pty = new RawPty();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
        var content = new byte[HostFrame.MaxContentLength];
        Assert.True((await link.ReceiveAsync(content, TimeSpan.FromMilliseconds(1), Cancel)).IsNothing);
        using var cancel = new CancellationTokenSource();
        var receiving = link.ReceiveAsync(content, Long, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        pty.Write(HostFrame.Acknowledge);   // and the next wait is not disturbed by the last
        Assert.True((await link.ReceiveAsync(content, Long, Cancel)).Is(HostFrameKind.Acknowledge));
    }

    [Fact]
    public async Task An_unplugged_line_ends_the_wait_and_everything_after()
    {
        var pty = new RawPty();
        await using var link = new HsuLink(pty.Path, 115200, TimeProvider.System);
        var content = new byte[HostFrame.MaxContentLength];
        var receiving = link.ReceiveAsync(content, Long, Cancel).AsTask();
        pty.Dispose();
        await Assert.ThrowsAsync<DeviceException>(() => receiving);
        await Assert.ThrowsAsync<DeviceException>(async () => await link.ReceiveAsync(content, Long, Cancel));
    }

    [Fact]
    public async Task A_caller_never_runs_on_the_reading_thread()
    {
        using var pty = new RawPty();
        using var peer = new Peer(pty);
        await using var chip = new Pn532Chip(new HsuLink(pty.Path, 115200, TimeProvider.System), new(), TimeProvider.System);
        await Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await chip.GetFirmwareVersionAsync(Cancel);
                    Assert.NotEqual($"PN532 {pty.Path}", Thread.CurrentThread.Name);
                }
            },
            Cancel);
    }

    [Fact]
    public async Task Exchanges_over_a_line_allocate_nothing_and_the_host_costs_little()
    {
        using var pty = new RawPty();
        using var peer = new Peer(pty);
        await using var chip = new Pn532Chip(new HsuLink(pty.Path, 115200, TimeProvider.System), new(), TimeProvider.System);
        var command = new byte[] { 0x02, 0x00, 0xB0, 0x00, 0x00, 0xFB };
        var answer = new byte[263];
        var times = new double[3000];
        await Task.Run(() => Repeat(500).AsTask(), Cancel);   // away from the runner's synchronization context
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await Task.Run(() => Repeat(times.Length).AsTask(), Cancel);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Array.Sort(times);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{allocated} bytes in {times.Length} exchanges; p50 {times[times.Length / 2]:0.000} ms, p99 {times[^(times.Length / 100)]:0.000} ms");
        Assert.InRange(allocated / times.Length, 0, 8);   // the runner's own housekeeping comes and goes; one object an exchange would be 24 and more

        async ValueTask Repeat(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var result = await chip.InCommunicateThruAsync(command, answer, TimeSpan.FromSeconds(5), CancellationToken.None);
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                Assert.True(result.Error == Pn532Error.None);
            }
        }
    }

    /// <summary>The least chip: acknowledges and answers every frame, without a byte of memory.</summary>
    sealed class Peer : IDisposable
    {
        readonly RawPty _pty;
        readonly Thread _thread;

        public Peer(RawPty pty)
        {
            _pty = pty;
            _thread = new(Run) { IsBackground = true };
            _thread.Start();
        }

        void Run()
        {
            var version = (byte[])[.. HostFrame.Acknowledge, .. ScriptedLink.Frame("D5 03 32 01 06 07")];
            var block = (byte[])[.. HostFrame.Acknowledge, .. ScriptedLink.Frame("D5 43 00 02" + new string('0', 506) + "9000")];
            var stream = new HostFrameStream();
            var content = new byte[HostFrame.MaxContentLength];
            var bytes = new byte[512];
            while (_pty.Read(bytes) is > 0 and var count)
            {
                stream.Append(bytes.AsSpan(0, count));
                while (stream.TryTake(content, out var received))
                {
                    if (received.Is(HostFrameKind.Information))
                    {
                        _pty.Write(content[1] == 0x02 ? version : block);
                    }
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
