using Hal.Framebuffer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hal.Tests.Framebuffer;

/// <summary>The display at a file of pixels that stands for the device; its layout is told, since a file cannot be asked for it. The ioctls that ask,
/// and the one that silences a console, need a real framebuffer and a real terminal.</summary>
public sealed class FramebufferDisplayTests : IDisposable
{
    readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("framebuffer").FullName, "fb0");

    public FramebufferDisplayTests() => File.WriteAllBytes(_path, []);

    [Theory]
    [InlineData(Refresh.Partial)]
    [InlineData(Refresh.Fast)]
    [InlineData(Refresh.Full)]
    public async Task A_frame_is_in_the_devices_memory_whatever_the_refresh(Refresh refresh)
    {
        var layout = Screens.Layout(Screens.Formats[0], 800, 480, padding: 3, top: 2);
        await using var display = Open(layout);

        await display.ShowAsync(Checks(0xF0), refresh, TestContext.Current.CancellationToken);
        await display.ShowAsync(Checks(0x0F), refresh, TestContext.Current.CancellationToken);

        byte[] expected = [.. new byte[layout.Start], .. Drawn(Checks(0x0F), layout)];
        Assert.Equal(expected, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.Equal($"{_path}: 800×480, 16 bits a pixel, pixel for pixel", display.Fit);
    }

    [Fact]
    public async Task The_picture_stays_while_the_panel_would_sleep()
    {
        var layout = Screens.Layout(Screens.Formats[5], 800, 600);
        await using var display = Open(layout);
        await display.ShowAsync(Checks(0xF0), Refresh.Full, TestContext.Current.CancellationToken);

        await display.SleepAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Drawn(Checks(0xF0), layout), await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.EndsWith("32 bits a pixel, 2 times as large", display.Fit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_smaller_than_the_panel_is_refused_with_what_to_do()
    {
        await using var display = Open(Screens.Layout(Screens.Formats[0], 320, 240));

        var failure = await ShowFailsAsync(display);

        Assert.Equal($"panel: {_path} has 320×240 pixels, and a screen takes 400×300; set a larger mode (video=… on the kernel's command line), turn it, or take a larger one", failure.Message);
        Assert.Empty(await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.Null(display.Fit);
    }

    [Fact]
    public async Task A_device_that_is_no_framebuffer_says_so()
    {
        await using var display = new FramebufferDisplay(_path, null, NullLogger<FramebufferDisplay>.Instance);

        Assert.StartsWith($"panel: {_path} is no framebuffer: ", (await ShowFailsAsync(display)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_is_not_there_fails_and_is_opened_by_the_next_frame_when_it_is()
    {
        var layout = Screens.Layout(Screens.Formats[3], 480, 320);
        await using var display = Open(layout);
        File.Delete(_path);
        Assert.StartsWith($"panel: {_path} cannot be opened: ", (await ShowFailsAsync(display)).Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(_path, [], TestContext.Current.CancellationToken);
        await display.ShowAsync(Checks(0xF0), Refresh.Full, TestContext.Current.CancellationToken);

        Assert.Equal(Drawn(Checks(0xF0), layout), await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_device_that_takes_no_more_fails()
    {
        await using var display = new FramebufferDisplay("/dev/full", null, Screens.Layout(Screens.Formats[0], 400, 300), NullLogger<FramebufferDisplay>.Instance);

        Assert.StartsWith("panel: /dev/full cannot be written to: ", (await ShowFailsAsync(display)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/null")]   // no terminal
    [InlineData("/dev/tty-of-nothing")]
    public async Task A_console_that_cannot_be_silenced_is_no_failure(string console)
    {
        Assert.False(TextConsole.TrySilence(console, out _, out var problem));
        Assert.StartsWith($"{console}: ", problem, StringComparison.Ordinal);

        await using var display = new FramebufferDisplay(_path, console, Screens.Layout(Screens.Formats[0], 400, 300), NullLogger<FramebufferDisplay>.Instance);
        await display.ShowAsync(Checks(0xF0), Refresh.Full, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_frame_of_another_size_is_a_mistake_of_ours()
    {
        await using var display = Open(Screens.Layout(Screens.Formats[0], 800, 480));

        await Assert.ThrowsAsync<ArgumentException>(async () => await display.ShowAsync(new(8, 8), Refresh.Full, TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    FramebufferDisplay Open(FramebufferLayout layout) => new(_path, null, layout, NullLogger<FramebufferDisplay>.Instance);

    static async Task<DeviceException> ShowFailsAsync(FramebufferDisplay display) =>
        await Assert.ThrowsAsync<DeviceException>(async () => await display.ShowAsync(Checks(0xF0), Refresh.Full, TestContext.Current.CancellationToken));

    static Frame Checks(byte pattern)
    {
        var frame = new Frame(400, 300);
        for (var y = 0; y < frame.Height; y++)
        {
            frame.Row(y).Fill(y / 4 % 2 == 0 ? pattern : (byte)~pattern);
        }
        return frame;
    }

    static byte[] Drawn(Frame frame, FramebufferLayout layout)
    {
        var picture = new byte[layout.PictureLength];
        FramebufferImage.Draw(frame, layout, picture);
        return picture;
    }
}
