using Contract.Pairing;
using Firmware.Dialogue;
using Firmware.Screens;
using Hal;
using SkiaSharp;

namespace Image;

/// <summary>What somebody in front of the machine sees: its screen, compared with what the appliance's own renderer draws for a step.</summary>
sealed class Panel(VirtualMachine machine, string pictures) : IDisposable
{
    const int Width = 400, Height = 300;

    /// <summary>Columns of the pairing screen left of its QR code.</summary>
    const int CodeWidth = 252;

    /// <summary>Columns of a letter that the next one may change, where the two are set closer.</summary>
    const int Overhang = 2;

    static readonly ScreenSettings Settings = new();

    readonly ScreenRenderer _renderer = new(Directory.Exists(Firmware.Tests.Repository.File(".fonts")) ? Firmware.Tests.Repository.File(".fonts") : null);

    public void Dispose() => _renderer.Dispose();

    /// <summary>Waits until the screen shows this step, pixel by pixel, and keeps the picture.</summary>
    public async Task SeesAsync(string name, Step step, CancellationToken cancel)
    {
        var wanted = Draw(step);
        await UntilAsync(name, shown => shown.HasSamePixelsAs(wanted), cancel);
    }

    /// <summary>Reads the code for the console off the pairing screen.</summary>
    /// <param name="bridge">As it was typed.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<string> ReadCodeAsync(Uri bridge, CancellationToken cancel)
    {
        var code = "";
        await UntilAsync("code", shown => TryRead(shown, bridge, out code), cancel);
        return code;
    }

    bool TryRead(Frame shown, Uri bridge, out string code)
    {
        var (narrow, wide) = (DrawCode("JJJJ-JJJJ"), DrawCode("WWWW-WWWW"));
        var rows = Enumerable.Range(0, Height).Where(y => Enumerable.Range(0, CodeWidth).Any(x => narrow.IsBlack(x, y) != wide.IsBlack(x, y))).ToList();
        var (top, bottom) = (rows[0], rows[^1]);
        code = ReadOn("") ?? "";
        return code.Length > 0;

        // Letter by letter, as far as its ink agrees with the picture; where one letter begins as another, the whole decides.
        string? ReadOn(string prefix)
        {
            if (prefix.Length == UserCodes.Length + 1)
            {
                return Agrees(DrawCode(prefix), CodeWidth - 1) ? prefix : null;
            }
            return (prefix.Length == UserCodes.Length / 2 ? "-" : UserCodes.Letters).Select(letter => (Text: prefix + letter, Frame: DrawCode(prefix + letter)))
                .Where(each => Agrees(each.Frame, End(each.Frame) - Overhang)).Select(each => ReadOn(each.Text)).FirstOrDefault(text => text is not null);
        }

        Frame DrawCode(string text) => Draw(new Step.ShowingPairingCode(bridge, new(text, "x", "0000-0000-0000")));
        bool Agrees(Frame frame, int end) => Enumerable.Range(top, bottom - top + 1).All(y => Enumerable.Range(0, end + 1).All(x => frame.IsBlack(x, y) == shown.IsBlack(x, y)));
        int End(Frame frame) => Enumerable.Range(0, CodeWidth).Last(x => Enumerable.Range(top, bottom - top + 1).Any(y => frame.IsBlack(x, y)));
    }

    async Task UntilAsync(string name, Func<Frame, bool> holds, CancellationToken cancel)
    {
        while (true)
        {
            var picture = await machine.PictureAsync(cancel);
            await File.WriteAllBytesAsync(Path.Combine(pictures, $"{name}.png"), picture, cancel);
            if (Read(picture) is { } shown && holds(shown))
            {
                return;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
        }
    }

    Frame Draw(Step step) => _renderer.Render(Screens.For(new(step, Language.Japanese, CardInField: false, Online: false, Faults.None), Settings));

    /// <summary>The frame on the screen, by the middle of each of its pixels; null while the screen is too small for one.</summary>
    static Frame? Read(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        var scale = Math.Min(bitmap.Width / Width, bitmap.Height / Height);
        if (scale == 0)
        {
            return null;
        }
        var (left, top) = ((bitmap.Width - Width * scale) / 2, (bitmap.Height - Height * scale) / 2);
        var frame = new Frame(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var row = frame.Row(y);
            for (var x = 0; x < Width; x++)
            {
                if (bitmap.GetPixel(left + x * scale + scale / 2, top + y * scale + scale / 2).Green < 128)
                {
                    row[x / 8] &= (byte)~(0x80 >> (x % 8));
                }
            }
        }
        return frame;
    }
}
