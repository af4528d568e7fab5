namespace Hal.Iso7816;

/// <summary>Why there is no data object to read.</summary>
public enum TlvError
{
    None,

    /// <summary>Nothing is left, or only filler.</summary>
    End,

    /// <summary>Tag, length or value go beyond the bytes there are.</summary>
    Truncated,

    /// <summary>A tag of three bytes and more; no card we read has one.</summary>
    TagTooLong,

    /// <summary>A length that is indefinite or longer than two bytes.</summary>
    LengthForm,
}

/// <summary>One BER-TLV data object viewed where it lies (ISO 7816-4 6.3): tags of one and two bytes, lengths short, <c>81</c> and <c>82</c>.</summary>
/// <remarks>
/// Files of the My Number card carry filler <c>FF</c> behind the object, and their own tags begin with FF too (<c>FF 20</c>, <c>FF 30</c>):
/// FF is filler only when nothing else follows it up to the end. <c>00</c> between objects is filler as well (ISO 7816-4 6.1).
/// </remarks>
public readonly ref struct Tlv
{
    /// <summary>The tag's bytes as a number: <c>30</c> is 0x30, <c>DF 21</c> is 0xDF21.</summary>
    public int Tag { get; private init; }

    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>Tag, length and value as they lie there.</summary>
    public ReadOnlySpan<byte> Whole { get; private init; }

    /// <summary>Whether the value is itself a row of data objects (bit 6 of the tag's first byte).</summary>
    public bool IsConstructed => (Whole[0] & 0x20) != 0;

    /// <summary>Reads the first object; what lies behind it is <paramref name="rest"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Tlv tlv, out ReadOnlySpan<byte> rest) => Read(bytes, out tlv, out rest) == TlvError.None;

    /// <inheritdoc cref="TryRead"/>
    public static TlvError Read(ReadOnlySpan<byte> bytes, out Tlv tlv, out ReadOnlySpan<byte> rest)
    {
        tlv = default;
        rest = default;
        bytes = WithoutFiller(bytes);
        var error = ReadHeader(bytes, out var tag, out var headerLength, out var valueLength);
        if (error != TlvError.None)
        {
            return error;
        }
        if (bytes.Length - headerLength < valueLength)
        {
            return TlvError.Truncated;
        }
        tlv = new() { Tag = tag, Value = bytes.Slice(headerLength, valueLength), Whole = bytes[..(headerLength + valueLength)] };
        rest = bytes[tlv.Whole.Length..];
        return TlvError.None;
    }

    /// <summary>Reads tag and length alone: how long a file's object will be, from its first bytes.</summary>
    public static TlvError ReadHeader(ReadOnlySpan<byte> bytes, out int tag, out int headerLength, out int valueLength)
    {
        (tag, headerLength, valueLength) = (0, 0, 0);
        if (bytes.IsEmpty || bytes.IndexOfAnyExcept((byte)0xFF) < 0)
        {
            return TlvError.End;
        }
        var at = 1;
        int read = bytes[0];
        if ((bytes[0] & 0x1F) == 0x1F)
        {
            if (bytes.Length < 2)
            {
                return TlvError.Truncated;
            }
            if ((bytes[1] & 0x80) != 0)
            {
                return TlvError.TagTooLong;
            }
            (read, at) = (read << 8 | bytes[1], 2);
        }
        switch (bytes[at..])
        {
            case [var length and < 0x80, ..]:
                (tag, headerLength, valueLength) = (read, at + 1, length);
                return TlvError.None;
            case [0x81, var length, ..]:
                (tag, headerLength, valueLength) = (read, at + 2, length);
                return TlvError.None;
            case [0x82, var high, var low, ..]:
                (tag, headerLength, valueLength) = (read, at + 3, high << 8 | low);
                return TlvError.None;
            case [] or [0x81] or [0x82] or [0x82, _]:
                return TlvError.Truncated;
            default:
                return TlvError.LengthForm;
        }
    }

    /// <summary>Finds the first object with this tag in a row of objects; it does not look inside them.</summary>
    public static bool TryFind(ReadOnlySpan<byte> objects, int tag, out Tlv found)
    {
        while (TryRead(objects, out found, out objects))
        {
            if (found.Tag == tag)
            {
                return true;
            }
        }
        found = default;
        return false;
    }

    static ReadOnlySpan<byte> WithoutFiller(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOfAnyExcept((byte)0x00);
        return start < 0 ? default : bytes[start..];
    }
}
