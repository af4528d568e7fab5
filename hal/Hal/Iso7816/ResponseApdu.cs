namespace Hal.Iso7816;

/// <summary>A response APDU viewed in the buffer it arrived in; it lives no longer than that buffer.</summary>
public readonly ref struct ResponseApdu
{
    public ReadOnlySpan<byte> Data { get; private init; }
    public StatusWord Status { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out ResponseApdu response)
    {
        if (bytes is not [.. var data, var sw1, var sw2])
        {
            response = default;
            return false;
        }
        response = new() { Data = data, Status = new((ushort)(sw1 << 8 | sw2)) };
        return true;
    }
}
