namespace Hal.PinPad;

/// <summary>Takes samples of twelve contacts and says which are settled down: a contact changes when four samples in a row say so.</summary>
internal sealed class KeyDebouncer
{
    /// <summary>4 × 5 ms = 20 ms; contacts of a membrane chatter for less than 10.</summary>
    public const int EqualSamples = 4;

    readonly int[] _against = new int[MatrixPins.KeyCount];   // samples in a row that contradict the settled state
    ushort _settled;

    /// <param name="sample">One bit a key, 1 = closed.</param>
    public ushort Take(ushort sample)
    {
        for (var key = 0; key < _against.Length; key++)
        {
            var bit = 1 << key;
            _against[key] = ((sample ^ _settled) & bit) == 0 ? 0 : _against[key] + 1;
            if (_against[key] == EqualSamples)
            {
                _settled ^= (ushort)bit;
                _against[key] = 0;
            }
        }
        return _settled;
    }
}
