namespace Bench;

/// <summary>Numbers the pictures of one panel, so that a page fetches a picture once, and only when it is another one.</summary>
sealed class PanelPicture(BenchAppliance appliance)
{
    public const int Width = 400;
    public const int Height = 300;

    readonly Lock _lock = new();
    byte[] _last = [];
    int _number;

    public int CurrentNumber()
    {
        lock (_lock)
        {
            var pixels = appliance.VisiblePixels;
            if (!pixels.AsSpan().SequenceEqual(_last))
            {
                (_last, _number) = (pixels, _number + 1);
            }
            return _number;
        }
    }
}
