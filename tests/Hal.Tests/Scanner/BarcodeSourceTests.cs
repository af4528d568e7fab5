using Hal.Scanner;
using Microsoft.Extensions.Time.Testing;
using Virtual.Scanner;

namespace Hal.Tests.Scanner;

/// <summary>The real drivers at a virtual scanner's cable: a pseudo-terminal, and a pipe of input events.</summary>
public sealed class BarcodeSourceTests : IDisposable
{
    readonly FakeTimeProvider _time = new();
    bool _isOpen;
    readonly string _folder = Directory.CreateTempSubdirectory("scanner").FullName;
    readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public BarcodeSourceTests() => _patience.CancelAfter(TimeSpan.FromSeconds(20));

    public enum Cable
    {
        Serial,
        Keyboard,
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task Scans_arrive_whole_whatever_the_suffix(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);

        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);
        scanner.Scan("a12345678B", "\r");
        Assert.True(await first);
        Assert.Equal("a12345678B", scans.Current.Text);

        scanner.Scan("]E09784004160045", "\t");
        Assert.Equal("]E09784004160045", await NextAsync(scans));
        scanner.Scan("$-:/.+~", "\r");
        Assert.Equal("$-:/.+~", await NextAsync(scans));
    }

    [Theory]
    [InlineData(Cable.Serial, "\r")]
    [InlineData(Cable.Serial, "\n")]
    [InlineData(Cable.Serial, "\r\n")]
    [InlineData(Cable.Serial, "\t")]
    [InlineData(Cable.Keyboard, "\r")]
    [InlineData(Cable.Keyboard, "\r\r")]   // a keyboard's carriage return and line feed: Enter twice
    [InlineData(Cable.Keyboard, "\t")]
    public async Task One_label_is_one_scan_however_it_ends(Cable cable, string suffix)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);
        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        scanner.Scan("111", suffix);
        scanner.Scan("222", suffix);
        scanner.Scan("333", suffix);

        Assert.True(await first);
        Assert.Equal("111", scans.Current.Text);
        Assert.Equal("222", await NextAsync(scans));
        Assert.Equal("333", await NextAsync(scans));
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task A_scan_that_comes_in_two_reads_is_one(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);
        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        scanner.Scan("111", "\r22");
        Assert.True(await first);   // so what came with it has been read too
        scanner.Scan("2");

        Assert.Equal("222", await NextAsync(scans));
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task A_scan_longer_than_any_label_is_none_and_the_next_is_whole(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);
        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        scanner.Scan(new string('7', 129));
        scanner.Scan(new string('8', 128));

        Assert.True(await first);
        Assert.Equal(new string('8', 128), scans.Current.Text);
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task Noise_before_a_scan_is_forgotten_after_a_pause_and_spoils_it_without_one(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);
        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        Noise(scanner);
        scanner.Scan("111");
        scanner.Scan("222", "\r9");
        Assert.True(await first);
        Assert.Equal("222", scans.Current.Text);

        _time.Advance(TimeSpan.FromMilliseconds(300));
        scanner.Scan("333");
        Assert.Equal("333", await NextAsync(scans));
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task Half_a_scan_before_the_cable_was_pulled_is_not_put_before_the_next(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using (var scans = Listen(source))
        {
            var first = scans.MoveNextAsync();
            await ListenedToAsync(scanner);
            scanner.Scan("111", "\r22");
            Assert.True(await first);
            scanner.Unplug();
            await Assert.ThrowsAsync<DeviceException>(async () => await scans.MoveNextAsync());
        }
        scanner.Plug();
        await using (var scans = Listen(source))
        {
            var next = scans.MoveNextAsync();
            await ListenedToAsync(scanner);
            scanner.Scan("333");
            Assert.True(await next);
            Assert.Equal("333", scans.Current.Text);
        }
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task A_label_held_before_the_scanner_is_one_scan(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using var scans = Listen(source);

        var first = scans.MoveNextAsync();
        await ListenedToAsync(scanner);
        scanner.Scan("111");
        scanner.Scan("111");
        scanner.Scan("222");
        Assert.True(await first);
        Assert.Equal("111", scans.Current.Text);
        Assert.Equal("222", await NextAsync(scans));

        _time.Advance(TimeSpan.FromSeconds(3));
        scanner.Scan("222");
        Assert.Equal("222", await NextAsync(scans));
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task A_pulled_scanner_is_a_DeviceException_and_works_again_when_it_is_back(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        await using (var scans = Listen(source))
        {
            var next = scans.MoveNextAsync();
            await ListenedToAsync(scanner);
            scanner.Unplug();
            var failure = await Assert.ThrowsAsync<DeviceException>(async () => await next);
            Assert.Equal("scanner", failure.Device);
            Assert.True(_isOpen);
        }
        _isOpen = false;
        await using (var scans = Listen(source))
        {
            await Assert.ThrowsAsync<DeviceException>(async () => await scans.MoveNextAsync());   // still gone
            Assert.False(_isOpen);
        }

        scanner.Plug();
        await using (var scans = Listen(source))
        {
            var next = scans.MoveNextAsync();
            await ListenedToAsync(scanner);
            scanner.Scan("123");
            Assert.True(await next);
            Assert.Equal("123", scans.Current.Text);
        }
    }

    [Theory]
    [InlineData(Cable.Serial)]
    [InlineData(Cable.Keyboard)]
    public async Task Cancelling_ends_the_wait_at_once(Cable cable)
    {
        var (scanner, source) = Connect(cable);
        using var _ = scanner;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token);
        await using var scans = Listen(source, stop);
        var next = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.False(_patience.IsCancellationRequested);
    }

    [Fact]
    public async Task Garbage_on_the_line_is_no_scan()
    {
        using var scanner = new VirtualSerialScanner(Path.Combine(_folder, "tty"));
        await using var scans = Listen(new SerialBarcodeSource(scanner.Path, 9600, _time));
        var next = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        scanner.Send([0x00, 0xFF, .. "12"u8, 0x80, 0x0D, .. "345"u8, 0x0A]);

        Assert.True(await next);
        Assert.Equal("345", scans.Current.Text);
    }

    [Fact]
    public async Task A_serial_scanner_is_read_by_one_program_alone()
    {
        using var scanner = new VirtualSerialScanner(Path.Combine(_folder, "tty"));
        await using var scans = Listen(new SerialBarcodeSource(scanner.Path, 9600, _time));
        var next = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        await using var second = Listen(new SerialBarcodeSource(scanner.Path, 9600, _time));
        await Assert.ThrowsAsync<DeviceException>(async () => await second.MoveNextAsync());

        scanner.Scan("1");
        Assert.True(await next);
    }

    [Fact]
    public async Task What_somebody_types_on_a_keyboard_is_no_scan()
    {
        using var scanner = new VirtualKeyboardScanner(Path.Combine(_folder, "event"), _time);
        await using var scans = Listen(new EvdevBarcodeSource(scanner.Path, _time));
        var next = scans.MoveNextAsync();
        await ListenedToAsync(scanner);

        scanner.TypeByHand("1234567\r");
        scanner.Scan("89");

        Assert.True(await next);
        Assert.Equal("89", scans.Current.Text);
    }

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    (VirtualScanner, IBarcodeSource) Connect(Cable cable)
    {
        var path = Path.Combine(_folder, "scanner");
        return cable switch
        {
            Cable.Serial => (new VirtualSerialScanner(path), new SerialBarcodeSource(path, 9600, _time)),
            Cable.Keyboard => (new VirtualKeyboardScanner(path, _time), new EvdevBarcodeSource(path, _time)),
        };
    }

    /// <summary>What is in no label: a byte above ASCII, a key that types nothing.</summary>
    static void Noise(VirtualScanner scanner)
    {
        switch (scanner)
        {
            case VirtualSerialScanner serial:
                serial.Send([0xFF]);
                break;
            case VirtualKeyboardScanner keyboard:
                const ushort KeyEvent = 1, F1 = 59;
                keyboard.Send(KeyEvent, F1, 1);
                break;
        }
    }

    IAsyncEnumerator<Scan> Listen(IBarcodeSource source, CancellationTokenSource? stop = null) =>
        source.ScansAsync(() => _isOpen = true, (stop ?? _patience).Token).GetAsyncEnumerator();

    static async Task<string> NextAsync(IAsyncEnumerator<Scan> scans)
    {
        Assert.True(await scans.MoveNextAsync());
        return scans.Current.Text;
    }

    /// <summary>The kernel says when the driver has opened its end; nothing else can.</summary>
    async Task ListenedToAsync(VirtualScanner scanner)
    {
        while (!scanner.IsListenedTo)
        {
            _patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
