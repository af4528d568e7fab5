using System.Globalization;
using System.Text;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Messages to lines of bytes and back. The line end is not part of a line.</summary>
/// <remarks>
/// <code>
/// 11 YN20261206    120000…  AO main| AA 1001| AB 10000017| AC|  AY 3 AZ F1D4
/// code, fixed part           fields, each ended by the delimiter  sequence, checksum of all bytes through "AZ"
/// </code>
/// A line is decoded before it is split: 36 characters of CP932, ポ and 竹 among them, have 7C as their second byte.
/// </remarks>
sealed class Sip2Codec(Sip2Encoding encoding, char delimiter = '|')
{
    readonly string escaped = $"&#{(int)delimiter};";

    /// <param name="sequence">0 to 9: error detection is on; null: without AY and AZ.</param>
    public byte[] Encode(Sip2Message message, int? sequence)
    {
        var text = new StringBuilder(message.Code).Append(message.Fixed);
        foreach (var (id, value) in message.Fields)
        {
            text.Append(id).Append(Clean(value)).Append(delimiter);
        }
        if (sequence is not { } number)
        {
            return encoding.Encode(text.ToString());
        }
        var line = encoding.Encode(text.Append(CultureInfo.InvariantCulture, $"AY{number}AZ").ToString());
        return [.. line, .. Encoding.ASCII.GetBytes(Checksum(line).ToString("X4", CultureInfo.InvariantCulture))];
    }

    /// <summary>Never throws, whatever came.</summary>
    public Sip2Fault TryDecode(ReadOnlySpan<byte> line, out Sip2Frame frame)
    {
        frame = default;
        var detection = ErrorDetection.Of(line);
        if (detection is { IsPresent: true } && !detection.Holds(line))
        {
            return Sip2Fault.Checksum;
        }
        var text = encoding.Decode(line[..detection.Start]).Replace('\0', ' ');   // not every database keeps a NUL
        if (text is not [>= '0' and <= '9', >= '0' and <= '9', ..])
        {
            return Sip2Fault.NoMessage;
        }
        var code = text[..2];
        Sip2Layout.TryFixedWidth(code, out var width);
        var fixedEnd = Math.Min(text.Length, 2 + width);
        frame = new(new(code, text[2..fixedEnd], [.. Fields(text[fixedEnd..])]), detection.Sequence);
        return Sip2Fault.None;
    }

    /// <summary>Two's complement of the sum of all bytes, in 16 bits (3M SIP 2.00, appendix).</summary>
    public static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var b in bytes)
        {
            sum += b;
        }
        return (ushort)-sum;
    }

    IEnumerable<Sip2Field> Fields(string text) =>
        from part in text.Split(delimiter)
        where part.Length >= 2
        select new Sip2Field(part[..2], Unescaped(part[2..]));

    // Perl servers write &#124; for the | in a title.
    string Unescaped(string value) => value.Contains("&#", StringComparison.Ordinal)
        ? value.Replace(escaped, delimiter.ToString(), StringComparison.Ordinal).Replace("&#124;", "|", StringComparison.Ordinal)
        : value;

    string Clean(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength > Sip2Field.Longest)
            {
                break;
            }
            text.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return text.Replace(delimiter.ToString(), escaped).ToString();
    }

    /// <summary>AY and AZ at the end of a line: <c>AYn</c> may be missing (answers to 97), and some servers write the checksum without its leading zero.</summary>
    readonly record struct ErrorDetection(int Start, int? Sequence, int Stated, int DigitsAt)
    {
        public bool IsPresent => DigitsAt > 0;

        public bool Holds(ReadOnlySpan<byte> line) => Checksum(line[..DigitsAt]) == Stated;

        public static ErrorDetection Of(ReadOnlySpan<byte> line)
        {
            foreach (var digits in (ReadOnlySpan<int>)[4, 3])
            {
                if (line.Length >= digits + 2 && line[..^digits].EndsWith("AZ"u8) && TryHex(line[^digits..], out var stated))
                {
                    var at = line.Length - digits;
                    return line[..(at - 2)] is [.. var before, (byte)'A', (byte)'Y', >= (byte)'0' and <= (byte)'9' and var sequence]
                        ? new(before.Length, sequence - '0', stated, at)
                        : new(at - 2, null, stated, at);
                }
            }
            return new(line.Length, null, 0, 0);
        }

        static bool TryHex(ReadOnlySpan<byte> digits, out int value) => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}

/// <summary>A message and the sequence number it came with.</summary>
readonly record struct Sip2Frame(Sip2Message Message, int? Sequence);

/// <summary>Why a line is no message.</summary>
enum Sip2Fault
{
    None,

    /// <summary>It does not start with two digits.</summary>
    NoMessage,

    /// <summary>AZ does not fit the bytes: ask for it again.</summary>
    Checksum,
}
