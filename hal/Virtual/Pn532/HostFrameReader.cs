namespace Virtual.Pn532;

/// <summary>
/// Finds frames in the bytes a host sends (UM0701-02 6.2.1), as the chip does: it searches for <c>00 FF</c>, counts no preamble,
/// and passes over what has a wrong checksum without a word.
/// </summary>
/// <remarks>
/// <code>
/// normal    00 00 FF LEN LCS                 TFI PD0..PDn DCS 00     LEN + LCS = 0
/// extended  00 00 FF FF FF LENm LENl LCS     TFI PD0..PDn DCS 00     LENm + LENl + LCS = 0
/// ACK       00 00 FF 00 FF 00      NACK  00 00 FF FF 00 00
/// </code>
/// </remarks>
sealed class HostFrameReader
{
    const byte FromHost = 0xD4;

    /// <summary>TFI and 264 bytes (UM0701-02 6.2.1.2); a longer length is noise, or the chip would wait for ever.</summary>
    public const int MaxLength = 265;

    readonly List<byte> _bytes = [];

    public void Append(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>A new transaction of a bus with a chip select starts a new frame.</summary>
    public void Clear() => _bytes.Clear();

    /// <summary>The next thing said, or false until more bytes come.</summary>
    public bool TryRead(out HostInput input)
    {
        while (true)
        {
            var bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
            var start = bytes.IndexOf((ReadOnlySpan<byte>)[0x00, 0xFF]);
            if (start < 0)
            {
                Drop(bytes is [.., 0x00] ? bytes.Length - 1 : bytes.Length);
                input = null!;
                return false;
            }
            var state = Parse(bytes[(start + 2)..], out var used, out input);
            if (state == Parsed.NeedsMore)
            {
                Drop(start);
                return false;
            }
            Drop(start + 2 + used);   // of a broken frame only its start: the next frame may lie inside what looked like its length
            if (state == Parsed.Sound)
            {
                return true;
            }
        }
    }

    enum Parsed
    {
        NeedsMore,
        Broken,
        Sound,
    }

    static Parsed Parse(ReadOnlySpan<byte> bytes, out int used, out HostInput input)
    {
        used = 0;
        input = null!;
        switch (bytes)
        {
            case [0x00, 0xFF, ..]:
                (used, input) = (2, new HostInput.Ack());
                return Parsed.Sound;
            case [0xFF, 0x00, ..]:
                (used, input) = (2, new HostInput.Nack());
                return Parsed.Sound;
            case [0xFF, 0xFF, var high, var low, var check, .. var rest]:
                return (byte)(high + low + check) == 0 ? Body(rest, high << 8 | low, 5, out used, out input) : Parsed.Broken;
            case [0xFF, 0xFF, ..] or [_] or []:
                return Parsed.NeedsMore;
            case [var length, var check, .. var rest]:
                return (byte)(length + check) == 0 ? Body(rest, length, 2, out used, out input) : Parsed.Broken;
        }
    }

    static Parsed Body(ReadOnlySpan<byte> rest, int length, int header, out int used, out HostInput input)
    {
        used = 0;
        input = null!;
        if (length is 0 or > MaxLength)
        {
            return Parsed.Broken;
        }
        if (rest.Length < length + 1)
        {
            return Parsed.NeedsMore;
        }
        byte sum = 0;
        foreach (var value in rest[..(length + 1)])
        {
            sum += value;
        }
        if (sum != 0)
        {
            return Parsed.Broken;
        }
        used = header + length + 1;
        input = rest[..length] is [FromHost, .. { Length: > 0 } content] ? new HostInput.Command(content.ToArray()) : new HostInput.Nonsense();
        return Parsed.Sound;
    }

    void Drop(int count) => _bytes.RemoveRange(0, count);
}
