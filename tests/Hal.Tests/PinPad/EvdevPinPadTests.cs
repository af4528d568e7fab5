using Hal.PinPad;
using Hal.Tests.Input;
using Microsoft.Extensions.Time.Testing;
using Virtual.Scanner;

namespace Hal.Tests.PinPad;

/// <summary>The driver at a named pipe, or a file, of input events. What neither can do is be grabbed (EVIOCGRAB) and have a name: that needs a real input device.</summary>
public sealed class EvdevPinPadTests : IDisposable
{
    const ushort KeyEvent = 1, Keypad1 = 79, Keypad2 = 80;

    readonly FakeTimeProvider _time = new();
    readonly string _folder = Directory.CreateTempSubdirectory("keypad").FullName;
    readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    bool _isOpen;

    public EvdevPinPadTests() => _patience.CancelAfter(TimeSpan.FromSeconds(20));

    [Fact]
    public async Task Keys_go_down_and_come_up_with_the_time_they_were_read()
    {
        using var keyboard = Plug();
        await using var keys = Listen(keyboard.Path);
        var next = keys.MoveNextAsync();
        await ListenedToAsync(keyboard);
        _time.Advance(TimeSpan.FromSeconds(1));
        var pressed = _time.GetTimestamp();

        keyboard.Send(KeyEvent, Keypad1, 1);
        Assert.True(await next);
        Assert.Equal(new(Key.Digit1, KeyMotion.Down, pressed), keys.Current);

        _time.Advance(TimeSpan.FromSeconds(1));
        keyboard.Send(KeyEvent, Keypad1, 2);
        keyboard.Send(KeyEvent, Keypad1, 0);
        Assert.True(await keys.MoveNextAsync());
        Assert.Equal(new(Key.Digit1, KeyMotion.Up, _time.GetTimestamp()), keys.Current);
    }

    [Fact]
    public async Task A_pulled_keypad_is_a_DeviceException_and_works_again_when_it_is_back()
    {
        using var keyboard = Plug();
        await using (var keys = Listen(keyboard.Path))
        {
            var next = keys.MoveNextAsync();
            await ListenedToAsync(keyboard);
            keyboard.Unplug();
            Assert.Equal("pin pad", (await Assert.ThrowsAsync<DeviceException>(async () => await next)).Device);
            Assert.True(_isOpen);
        }
        _isOpen = false;
        await using (var keys = Listen(keyboard.Path))
        {
            await Assert.ThrowsAsync<DeviceException>(async () => await keys.MoveNextAsync());   // still gone
            Assert.False(_isOpen);
        }
        keyboard.Plug();
        await using (var keys = Listen(keyboard.Path))
        {
            var next = keys.MoveNextAsync();
            await ListenedToAsync(keyboard);
            keyboard.Send(KeyEvent, Keypad2, 1);
            Assert.True(await next);
            Assert.Equal(Key.Digit2, keys.Current.Key);
        }
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once()
    {
        using var keyboard = Plug();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token);
        await using var keys = new EvdevPinPad(keyboard.Path, _time).KeysAsync(() => _isOpen = true, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = keys.MoveNextAsync();
        await ListenedToAsync(keyboard);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.False(_patience.IsCancellationRequested);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(23)]
    public async Task An_event_that_is_cut_off_is_none_and_the_end_of_the_file_is_the_devices(int length)
    {
        var path = Path.Combine(_folder, "recorded");
        byte[] bytes = [.. Events.Bytes([.. Events.Press(Keypad1), (4, 4, 0x70059), (KeyEvent, 255, 1), (9, 9, 9)]), .. Events.Bytes((KeyEvent, Keypad2, 1))[..length]];
        await File.WriteAllBytesAsync(path, bytes, _patience.Token);
        await using var keys = Listen(path);

        Assert.True(await keys.MoveNextAsync());
        Assert.Equal((Key.Digit1, KeyMotion.Down), (keys.Current.Key, keys.Current.Motion));
        Assert.True(await keys.MoveNextAsync());
        Assert.Equal((Key.Digit1, KeyMotion.Up), (keys.Current.Key, keys.Current.Motion));
        Assert.Equal($"pin pad: {path} is gone", (await Assert.ThrowsAsync<DeviceException>(async () => await keys.MoveNextAsync())).Message);
    }

    [Fact]
    public async Task A_name_that_no_device_has_is_a_DeviceException()
    {
        await using var keys = Listen("A keypad that nobody makes");

        Assert.Contains("no input device is called \"A keypad that nobody makes\"", (await Assert.ThrowsAsync<DeviceException>(async () => await keys.MoveNextAsync())).Message, StringComparison.Ordinal);
        Assert.False(_isOpen);
    }

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    VirtualKeyboardScanner Plug() => new(Path.Combine(_folder, "event"), _time);   // of a scanner it has the keyboard

    IAsyncEnumerator<KeyStroke> Listen(string path) => new EvdevPinPad(path, _time).KeysAsync(() => _isOpen = true, _patience.Token).GetAsyncEnumerator(CancellationToken.None);

    async Task ListenedToAsync(VirtualScanner keyboard)
    {
        while (!keyboard.IsListenedTo)
        {
            _patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
