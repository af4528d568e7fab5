namespace Virtual.Cards;

/// <summary>A C-APDU as the card takes it apart (ISO 7816-3 12.1, all cases, short and extended).</summary>
/// <remarks>The driver has its own encoder; the card reads for itself, so that a mistake in one is not forgiven by the other.</remarks>
internal readonly ref struct ReceivedCommand
{
    public byte Cla { get; private init; }
    public byte Ins { get; private init; }
    public byte P1 { get; private init; }
    public byte P2 { get; private init; }
    public ReadOnlySpan<byte> Data { get; private init; }

    /// <summary>Greatest number of bytes wanted back; 0 when there is no Le field.</summary>
    public int Ne { get; private init; }

    public bool IsExtended { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out ReceivedCommand command)
    {
        command = default;
        if (bytes.Length < 4 || !TryBody(bytes[4..], out var data, out var ne, out var extended))
        {
            return false;
        }
        command = new() { Cla = bytes[0], Ins = bytes[1], P1 = bytes[2], P2 = bytes[3], Data = data, Ne = ne, IsExtended = extended };
        return true;
    }

    static bool TryBody(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> data, out int ne, out bool extended)
    {
        data = [];
        ne = 0;
        extended = body is [0, _, _, ..];
        switch (body)
        {
            case []:
                return true;
            case [var le]:
                ne = le == 0 ? 256 : le;
                return true;
            case [0, var high, var low]:
                ne = Wide(high, low);
                return true;
            case [0, var high, var low, .. var rest]:
                var length = high << 8 | low;
                if (length == 0 || rest.Length != length && rest.Length != length + 2)
                {
                    return false;
                }
                data = rest[..length];
                ne = rest.Length == length ? 0 : Wide(rest[^2], rest[^1]);
                return true;
            case [var lc, .. var rest] when lc != 0 && (rest.Length == lc || rest.Length == lc + 1):
                data = rest[..lc];
                ne = rest.Length == lc ? 0 : rest[^1] == 0 ? 256 : rest[^1];
                return true;
            default:
                return false;
        }
    }

    static int Wide(byte high, byte low) => (high, low) is (0, 0) ? 65536 : high << 8 | low;
}
