using Hal;

namespace Virtual.EInk;

/// <summary>What the eye sees on the panel: a grey level a pixel, ghosts included.</summary>
/// <remarks>A partial update drives only pixels that differ between the two banks, and leaves a twentieth of what was there; the flashing ones leave nothing.</remarks>
internal sealed class ElectronicInk(int width, int height)
{
    const int Residue = 20;   // 1/20 = 5 % of the old level stays after a partial update

    readonly byte[] _grey = Filled(width * height);

    /// <summary>Rows × width, 0 black to 255 white.</summary>
    public ReadOnlySpan<byte> Grey => _grey;

    public void Apply(Refresh mode, ReadOnlySpan<byte> picture, ReadOnlySpan<byte> previous)
    {
        for (var i = 0; i < _grey.Length; i++)
        {
            var mask = 0x80 >> (i % 8);
            var isWhite = (picture[i / 8] & mask) != 0;
            var target = isWhite ? 255 : 0;
            if (mode != Refresh.Partial)
            {
                _grey[i] = (byte)target;
            }
            else if (isWhite != ((previous[i / 8] & mask) != 0))
            {
                _grey[i] = (byte)(target + (_grey[i] - target) / Residue);
            }
        }
    }

    static byte[] Filled(int length)
    {
        var grey = new byte[length];
        grey.AsSpan().Fill(0x80);   // as it came: nobody knows
        return grey;
    }
}
