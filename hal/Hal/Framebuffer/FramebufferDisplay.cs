using System.Globalization;
using Hal.EInk;
using Microsoft.Extensions.Logging;

namespace Hal.Framebuffer;

/// <summary>A screen that the kernel has as a framebuffer (<c>/dev/fb0</c>): a small LCD, a monitor, a virtual machine's window. It shows what the e-ink panel would.</summary>
/// <remarks>How a frame follows another makes no difference here: nothing flashes, and no ghosts stay. Nor does sleep: without light there is no picture.
/// Calls never run on the caller's thread, so a key or a card does not wait for the pixels.</remarks>
public sealed partial class FramebufferDisplay : IDisplay
{
    readonly string _path;
    readonly string? _console;
    readonly FramebufferLayout? _told;
    readonly ILogger<FramebufferDisplay> _log;
    readonly Lock _turn = new();
    FramebufferFile? _file;
    FramebufferLayout? _layout;
    TextConsole? _silenced;
    bool _consoleWasTried;
    byte[] _picture = [];

    /// <param name="path">The framebuffer's device file.</param>
    /// <param name="console">The terminal whose text must not be drawn over the picture, for example <c>/dev/tty0</c>; null where there is none.</param>
    /// <param name="log">Says when the console could not be silenced.</param>
    public FramebufferDisplay(string path, string? console, ILogger<FramebufferDisplay> log) : this(path, console, null, log)
    {
    }

    /// <param name="path">Of the device, or of a file that stands for one.</param>
    /// <param name="console">As above.</param>
    /// <param name="layout">Where the file cannot be asked for it.</param>
    /// <param name="log">As above.</param>
    internal FramebufferDisplay(string path, string? console, FramebufferLayout? layout, ILogger<FramebufferDisplay> log) =>
        (_path, _console, _told, _log) = (path, console, layout, log);

    public int Width => Ssd1683Chip.Width;   // screens are laid out for that panel
    public int Height => Ssd1683Chip.Height;

    /// <summary>How the picture lies on the screen: <c>/dev/fb0: 1024×600, 32 bits a pixel, 2 times as large</c>; null while nothing has been shown.</summary>
    public string? Fit { get; private set; }

    public async ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel)
    {
        if (frame.Width != Width || frame.Height != Height)
        {
            throw new ArgumentException($"a frame of {frame.Width}×{frame.Height} on a panel of {Width}×{Height}", nameof(frame));
        }
        await Task.Run(() => Show(frame), cancel);
    }

    public ValueTask SleepAsync(CancellationToken cancel) => ValueTask.CompletedTask;   // the picture stays

    public ValueTask DisposeAsync()
    {
        lock (_turn)
        {
            Close();
            _silenced?.Dispose();
            _silenced = null;
        }
        return ValueTask.CompletedTask;
    }

    void Show(Frame frame)
    {
        lock (_turn)
        {
            try
            {
                var layout = _layout ??= Open();
                FramebufferImage.Draw(frame, layout, _picture);
                _file!.Write(_picture, layout.Start);
            }
            catch (DeviceException)
            {
                Close();   // the next frame opens it anew
                throw;
            }
        }
    }

    FramebufferLayout Open()
    {
        _file = new(_path);
        var layout = _told ?? _file.ReadLayout();
        var scale = FramebufferImage.ScaleFor(Width, Height, layout);
        if (scale == 0)
        {
            throw _file.Refused($"has {layout.Width}×{layout.Height} pixels, and a screen takes {Width}×{Height}; set a larger mode (video=… on the kernel's command line), turn it, or take a larger one");
        }
        SilenceConsole();   // only now: without a picture of ours, its text is all there is to see
        _picture = new byte[layout.PictureLength];
        Fit = string.Create(CultureInfo.InvariantCulture, $"{_path}: {layout.Width}×{layout.Height}, {layout.BytesPerPixel * 8} bits a pixel, {(scale == 1 ? "pixel for pixel" : $"{scale} times as large")}");
        return layout;
    }

    void Close()
    {
        _file?.Dispose();
        (_file, _layout) = (null, null);
    }

    void SilenceConsole()
    {
        if (_console is null || _consoleWasTried)
        {
            return;
        }
        _consoleWasTried = true;
        if (!TextConsole.TrySilence(_console, out _silenced, out var problem))
        {
            LogConsole(problem);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The text console may draw over the picture ({Problem}); fbcon=map:9 on the kernel's command line keeps it away")]
    partial void LogConsole(string problem);
}
