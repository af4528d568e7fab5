namespace Virtual.Cards;

/// <summary>BER-TLV as the card's files use it: tags of one or two bytes (90, FF20, DF22, 5F4E), lengths in the shortest form.</summary>
internal readonly ref struct BerTlv
{
    public int Tag { get; private init; }
    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>Bytes of tag, length and value together.</summary>
    public int Length { get; private init; }

    public static byte[] Encode(int tag, params ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> tagBytes = tag > 0xFF ? [(byte)(tag >> 8), (byte)tag] : [(byte)tag];
        ReadOnlySpan<byte> length = value.Length switch
        {
            < 0x80 => [(byte)value.Length],
            <= 0xFF => [0x81, (byte)value.Length],
            <= 0xFFFF => [0x82, (byte)(value.Length >> 8), (byte)value.Length],
            _ => throw new ArgumentException($"a card file of {value.Length} bytes cannot be", nameof(value)),
        };
        return [.. tagBytes, .. length, .. value];
    }

    /// <summary>The first object of <paramref name="bytes"/>; what follows it is left alone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out BerTlv tlv)
    {
        tlv = default;
        if (bytes.Length < 2)
        {
            return false;
        }
        var tagLength = (bytes[0] & 0x1F) == 0x1F ? 2 : 1;
        if (!TryLength(bytes[tagLength..], out var length, out var lengthOfLength))
        {
            return false;
        }
        var start = tagLength + lengthOfLength;
        if (bytes.Length - start < length)
        {
            return false;
        }
        tlv = new()
        {
            Tag = tagLength == 2 ? bytes[0] << 8 | bytes[1] : bytes[0],
            Value = bytes.Slice(start, length),
            Length = start + length,
        };
        return true;
    }

    static bool TryLength(ReadOnlySpan<byte> bytes, out int length, out int lengthOfLength)
    {
        (length, lengthOfLength) = bytes switch
        {
            [< 0x80 and var one, ..] => (one, 1),
            [0x81, var one, ..] => (one, 2),
            [0x82, var high, var low, ..] => (high << 8 | low, 3),
            _ => (0, 0),
        };
        return lengthOfLength > 0;
    }
}
