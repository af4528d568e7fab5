namespace Hal.Pn532;

/// <summary>What a host frame is.</summary>
internal enum HostFrameKind
{
    /// <summary>TFI and data.</summary>
    Information,

    /// <summary><c>00 FF 00 FF</c>: received. From the host it also aborts the running command.</summary>
    Acknowledge,

    /// <summary><c>00 FF FF 00</c>: send the last answer again.</summary>
    NotAcknowledge,

    /// <summary><c>00 FF 01 FF 7F 81</c>: the chip could not make sense of the command.</summary>
    SyntaxError,
}

/// <summary>Why bytes are no host frame.</summary>
internal enum HostFrameError
{
    None,

    /// <summary>A frame may have begun; more bytes will tell.</summary>
    Incomplete,

    /// <summary>LEN and LCS do not add up to 0, or LENm, LENl and LCS of the extended form.</summary>
    LengthChecksum,

    /// <summary>The bytes from TFI to DCS do not add up to 0.</summary>
    DataChecksum,

    /// <summary>A length of 0 with a valid checksum.</summary>
    Empty,

    /// <summary>More than <see cref="HostFrame.MaxContentLength"/>.</summary>
    TooLong,
}

/// <summary>A frame between host and PN532 (UM0701-02 6.2.1), viewed where it lies.</summary>
/// <remarks>
/// <code>
/// normal     00 00 FF LEN LCS          TFI PD0..PDn DCS 00      LEN counts TFI and PD, LEN + LCS = 0
/// extended   00 00 FF FF FF LENm LENl LCS   TFI PD0..PDn DCS 00      LENm + LENl + LCS = 0: the sum of the bytes, not of the 16-bit number
/// </code>
/// The number of 00 before and behind may be any: a frame begins at <c>00 FF</c>, wherever that is.
/// </remarks>
internal readonly ref struct HostFrame
{
    /// <summary>TFI and 264 bytes (UM0701-02 6.2.1.2).</summary>
    public const int MaxContentLength = 265;

    /// <summary>Longest frame with preamble and postamble.</summary>
    public const int MaxLength = 8 + MaxContentLength + 2;

    /// <summary>Longest content of a normal frame.</summary>
    const int MaxNormalLength = 255;

    /// <summary>First byte of the content, host to chip.</summary>
    public const byte ToChip = 0xD4;

    /// <summary>First byte of the content, chip to host.</summary>
    public const byte ToHost = 0xD5;

    public static ReadOnlySpan<byte> Acknowledge => [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];
    public static ReadOnlySpan<byte> NotAcknowledge => [0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00];

    static ReadOnlySpan<byte> StartCode => [0x00, 0xFF];

    public HostFrameKind Kind { get; private init; }

    /// <summary>TFI and data; empty unless <see cref="HostFrameKind.Information"/>.</summary>
    public ReadOnlySpan<byte> Content { get; private init; }

    /// <summary>Writes an information frame, in the extended form where the normal one is too short, and gives its length.</summary>
    /// <param name="content">TFI and data, 1 to 265 bytes.</param>
    /// <param name="destination">Room for content and 10 bytes more.</param>
    /// <param name="extended">The extended form although the normal one would do.</param>
    public static int Encode(ReadOnlySpan<byte> content, Span<byte> destination, bool extended = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(content.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, MaxContentLength);
        ReadOnlySpan<byte> header = extended || content.Length > MaxNormalLength
            ? [0x00, 0x00, 0xFF, 0xFF, 0xFF, (byte)(content.Length >> 8), (byte)content.Length, (byte)-((content.Length >> 8) + content.Length)]
            : [0x00, 0x00, 0xFF, (byte)content.Length, (byte)-content.Length];
        header.CopyTo(destination);
        content.CopyTo(destination[header.Length..]);
        var end = header.Length + content.Length;
        destination[end] = (byte)-Sum(content);
        destination[end + 1] = 0x00;
        return end + 2;
    }

    /// <summary>Looks for the first frame in a stream.</summary>
    /// <param name="bytes">What has arrived and was not consumed yet.</param>
    /// <param name="frame">The frame, where there is no error.</param>
    /// <param name="consumed">How many bytes are done with: junk, the frame, or the start of what proved to be none.</param>
    public static HostFrameError Parse(ReadOnlySpan<byte> bytes, out HostFrame frame, out int consumed)
    {
        frame = default;
        var start = bytes.IndexOf(StartCode);
        if (start < 0)
        {
            consumed = bytes is [.., 0x00] ? bytes.Length - 1 : bytes.Length;
            return HostFrameError.Incomplete;
        }
        consumed = start;
        var body = bytes[(start + 2)..];
        switch (body)
        {
            case [0x00, 0xFF, ..]:
                return Found(new() { Kind = HostFrameKind.Acknowledge }, 2, start, out frame, out consumed);
            case [0xFF, 0x00, ..]:
                return Found(new() { Kind = HostFrameKind.NotAcknowledge }, 2, start, out frame, out consumed);
            case [0x01, 0xFF, 0x7F, 0x81, ..]:
                return Found(new() { Kind = HostFrameKind.SyntaxError }, 4, start, out frame, out consumed);
            case [0xFF, 0xFF, var high, var low, var checksum, ..]:
                return Information(body, 5, high << 8 | low, (byte)(high + low + checksum), start, out frame, ref consumed);
            case { Length: < 2 } or [0xFF, 0xFF, ..]:
                return HostFrameError.Incomplete;
            case [var length, var checksum, ..]:
                return Information(body, 2, length, (byte)(length + checksum), start, out frame, ref consumed);
        }
    }

    static HostFrameError Information(
        ReadOnlySpan<byte> body, int header, int length, byte lengthSum, int start, out HostFrame frame, scoped ref int consumed)
    {
        frame = default;
        var error = lengthSum != 0 ? HostFrameError.LengthChecksum
            : length == 0 ? HostFrameError.Empty
            : length > MaxContentLength ? HostFrameError.TooLong
            : body.Length < header + length + 1 ? HostFrameError.Incomplete
            : Sum(body.Slice(header, length + 1)) != 0 ? HostFrameError.DataChecksum
            : HostFrameError.None;
        if (error == HostFrameError.None)
        {
            return Found(new() { Kind = HostFrameKind.Information, Content = body.Slice(header, length) }, header + length + 1, start, out frame, out consumed);
        }
        if (error != HostFrameError.Incomplete)
        {
            consumed = start + 1;   // only the first byte of the start code: a good frame may lie inside what looked like this one
        }
        return error;
    }

    static HostFrameError Found(HostFrame found, int length, int start, out HostFrame frame, out int consumed)
    {
        frame = found;
        consumed = start + 2 + length;   // the postamble is left to the next search, which ignores it
        return HostFrameError.None;
    }

    static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var b in bytes)
        {
            sum += b;
        }
        return sum;
    }
}
