using Hal.Framebuffer;
using Hal.PinPad;
using Hal.Plain;
using Hal.Pn532;
using Hal.Scanner;
using Hal.Tests.Framebuffer;
using Hal.Tests.Input;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hal.Tests.Plain;

/// <summary>The board on files that stand for a framebuffer and a keypad; its reader and scanner are those of the other board.</summary>
public sealed class PlainBoardTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plain");
    readonly PlainBoard _board;

    public PlainBoardTests()
    {
        File.WriteAllBytes(At("event0"), Events.Bytes(Events.Press(96)));
        File.WriteAllBytes(At("fb0"), []);
        _board = new(
            new Pn532Reader(new Pn532Address.Hsu(At("ttyUSB0")), new(), TimeProvider.System, NullLogger<Pn532Reader>.Instance),
            new SerialBarcodeSource(At("ttyACM0"), 9600, TimeProvider.System),
            new EvdevPinPad(At("event0"), TimeProvider.System),
            new FramebufferDisplay(At("fb0"), null, Screens.Layout(Screens.Formats[0], 640, 480), NullLogger<FramebufferDisplay>.Instance));
    }

    [Fact]
    public async Task Its_panel_and_keys_work()
    {
        await _board.Display.ShowAsync(new(_board.Display.Width, _board.Display.Height), Refresh.Full, TestContext.Current.CancellationToken);
        Assert.Equal(640 * 480 * 2, new FileInfo(At("fb0")).Length);

        await using var keys = _board.PinPad.KeysAsync(() => { }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await keys.MoveNextAsync());
        Assert.Equal((Key.Hash, KeyMotion.Down), (keys.Current.Key, keys.Current.Motion));
    }

    [Fact]
    public async Task What_it_has_not_says_so_or_is_silent()
    {
        foreach (var contact in new[] { _board.Door, _board.Lid, _board.SetupButton, _board.Supply })
        {
            Assert.EndsWith(": a plain board has none", Assert.Throws<DeviceException>(() => contact.StatesAsync(() => { }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        }
        foreach (var light in Enum.GetValues<Light>())
        {
            _board.Signals.Show(light);
        }
        foreach (var cue in Enum.GetValues<Cue>())
        {
            _board.Signals.Play(cue);
        }
        _board.Signals.PulseGate(TimeSpan.FromSeconds(1));
        await _board.DisposeAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string At(string name) => Path.Combine(_folder.FullName, name);
}
