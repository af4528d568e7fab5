using System.Globalization;
using System.Text;

namespace Bridge.Library.Marc;

/// <summary>Reads MARC as it is exchanged in files (ISO 2709:2008), in UTF-8. Pure, and calm with garbage.</summary>
/// <remarks>
/// Leader 24 bytes (0–4 length, 12–16 base address of the data), directory of 12 bytes each (tag 3, length 4, start 5), 1E, fields each ended by 1E, 1D.
/// Records are found by 1D and fields by the directory; a record whose lengths do not fit is told, and the next one is read.
/// </remarks>
static class Iso2709
{
    const byte RecordEnd = 0x1D, FieldEnd = 0x1E;
    const char Subfield = '\u001F';
    const int LeaderLength = 24, EntryLength = 12;

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Five digits of length, and an end of record somewhere.</summary>
    public static bool IsLike(ReadOnlySpan<byte> file) => file.Length > LeaderLength && !file[..5].ContainsAnyExceptInRange((byte)'0', (byte)'9') && file.Contains(RecordEnd);

    /// <param name="take">Gets the record's place in the file, from 1, and the record; null when it could not be read.</param>
    public static void Read(ReadOnlySpan<byte> file, Action<int, MarcRecord?> take)
    {
        for (var place = 1; file.IndexOf(RecordEnd) is var end && end >= 0; place++)
        {
            var record = file[..end].TrimStart("\r\n"u8);
            file = file[(end + 1)..];
            take(place, TryRead(record, out var read) ? read : null);
        }
        if (file.Trim("\r\n \0"u8).Length > 0)
        {
            take(0, null);   // what follows the last end of record is part of one
        }
    }

    public static bool TryRead(ReadOnlySpan<byte> record, out MarcRecord? read)
    {
        read = null;
        if (record.Length < LeaderLength + 1 || !TryNumber(record[12..17], out var start) || start <= LeaderLength || start > record.Length || record[start - 1] != FieldEnd
            || (start - 1 - LeaderLength) % EntryLength != 0)
        {
            return false;
        }
        var fields = new List<MarcField>();
        for (var directory = record[LeaderLength..(start - 1)]; directory.Length > 0; directory = directory[EntryLength..])
        {
            if (!TryNumber(directory[3..7], out var length) || !TryNumber(directory[7..12], out var at) || length == 0 || start + at + length > record.Length
                || !TryText(record.Slice(start + at, length), out var text) || !TryText(directory[..3], out var tag))
            {
                return false;
            }
            fields.Add(Field(tag, text.TrimEnd('\u001E')));
        }
        read = TryText(record[..LeaderLength], out var leader) ? new(leader, fields) : null;
        return read is not null;
    }

    // Data fields have two indicators, then subfields that each begin with 1F and a code.
    static MarcField Field(string tag, string text)
    {
        var parts = text.Split(Subfield);
        return parts.Length == 1 ? new(tag, text.Trim(), []) : new(tag, "", [.. parts[1..].Where(part => part.Length > 0).Select(part => (part[0], part[1..].Trim()))]);
    }

    static bool TryNumber(ReadOnlySpan<byte> digits, out int number) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    static bool TryText(ReadOnlySpan<byte> bytes, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(bytes);
            return !text.Contains('\0', StringComparison.Ordinal);   // not every database keeps one
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
