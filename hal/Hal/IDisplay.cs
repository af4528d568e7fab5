namespace Hal;

/// <summary>A black-and-white panel that keeps its picture without power.</summary>
public interface IDisplay : IAsyncDisposable
{
    /// <summary>Width in pixels; a multiple of 8.</summary>
    int Width { get; }

    /// <summary>Height in pixels.</summary>
    int Height { get; }

    /// <summary>Shows a frame and returns when the panel is no longer busy.</summary>
    /// <exception cref="DeviceException">The panel does not answer; the next call starts it anew with a full refresh.</exception>
    ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel);

    /// <summary>Takes the drive voltage away; the picture stays. The next <see cref="ShowAsync"/> wakes the panel.</summary>
    ValueTask SleepAsync(CancellationToken cancel);
}

/// <summary>How the panel changes from one frame to the next (SSD1683; times of a 4.2-inch panel at room temperature).</summary>
public enum Refresh
{
    /// <summary>Only what differs moves, 0.4 s; leaves ghosts.</summary>
    Partial,

    /// <summary>Every pixel flashes, 1.2 s; no ghosts. Ends every personal screen.</summary>
    Fast,

    /// <summary>The slow waveform, 3 to 4 s; after power-up, after an error, every night.</summary>
    Full,
}

/// <summary>The pixels of one screen: rows × (width / 8) bytes, most significant bit leftmost, 1 = white.</summary>
public sealed class Frame
{
    readonly byte[] _pixels;

    public Frame(int width, int height)
    {
        if (width % 8 != 0)
        {
            throw new ArgumentException($"width {width} is no multiple of 8", nameof(width));
        }
        (Width, Height, _pixels) = (width, height, new byte[width / 8 * height]);
        _pixels.AsSpan().Fill(0xFF);
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Bytes of one row.</summary>
    public int Stride => Width / 8;

    public ReadOnlyMemory<byte> Pixels => _pixels;
    public Span<byte> Row(int y) => _pixels.AsSpan(y * Stride, Stride);
    public bool IsBlack(int x, int y) => (_pixels[y * Stride + x / 8] & (0x80 >> (x % 8))) == 0;
    public bool HasSamePixelsAs(Frame other) => Width == other.Width && _pixels.AsSpan().SequenceEqual(other._pixels);
}
