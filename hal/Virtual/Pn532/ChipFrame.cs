namespace Virtual.Pn532;

/// <summary>The frames the chip sends (UM0701-02 6.2.1); the shapes are drawn in <see cref="HostFrameReader"/>.</summary>
static class ChipFrame
{
    const byte FromChip = 0xD5;

    public static byte[] Ack => [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    /// <summary>Syntax error at application level: length 1 and no command code.</summary>
    public static byte[] Error => [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00];

    /// <summary>An answer; the extended form only where one byte cannot hold the length.</summary>
    /// <param name="content">Answer code (command + 1) and its data, at most 264 bytes.</param>
    /// <param name="isBare">SetParameters b6: without preamble and postamble.</param>
    public static byte[] Encode(ReadOnlySpan<byte> content, bool isBare = false)
    {
        var length = content.Length + 1;
        byte sum = FromChip;
        foreach (var value in content)
        {
            sum += value;
        }
        ReadOnlySpan<byte> header = length <= 0xFF
            ? [0x00, 0x00, 0xFF, (byte)length, (byte)-length, FromChip]
            : [0x00, 0x00, 0xFF, 0xFF, 0xFF, (byte)(length >> 8), (byte)length, (byte)-((length >> 8) + length), FromChip];
        byte[] frame = [.. header, .. content, (byte)-sum, 0x00];
        return isBare ? frame[1..^1] : frame;
    }
}
