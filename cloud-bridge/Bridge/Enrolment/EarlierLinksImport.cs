using Bridge.Library;
using CsvHelper;

namespace Bridge.Enrolment;

/// <summary>A link by an older method: the serial number of a certificate (シリアル連携方式) or a MyKey ID (旧MKID方式). It finds a patron and proves nothing.</summary>
/// <param name="Serial">Upper-case hex; null with a MyKey ID.</param>
sealed record EarlierLink(int Line, string Number, string? Serial, string? MyKeyId)
{
    public override string ToString() => $"EarlierLink(line {Line})";
}

/// <summary>Reads such links from CSV. Pure, and calm with garbage; a bad row is told with its line, what is wrong and what to do.</summary>
static class EarlierLinksImport
{
    const int LongestMyKeyId = 64;

    public static EarlierLinkRows Read(ReadOnlySpan<byte> file, CsvEncoding encoding)
    {
        var rows = new EarlierLinkRows();
        using var csv = CsvReader.FromText(encoding.Decode(file), new CsvReaderOptions
        {
            HasHeader = false,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => rows.Problems.Add(new((int)record.LineNumber, "the quotation marks are not balanced", "write \"…\" around the whole field, or no quotation marks")),
        });
        var header = csv.Read() ? csv.Current.ToArray() : [];
        int? Find(params string[] names) => Array.FindIndex(header, cell => names.Contains(cell.Trim(), StringComparer.OrdinalIgnoreCase)) is >= 0 and var at ? at : null;

        var (number, serial, myKeyId) = (Find("number", "利用者番号"), Find("serial", "発行番号", "シリアル番号"), Find("mkid", "マイキーID"));
        if (number is not { } numberAt || serial is null && myKeyId is null)
        {
            rows.Problems.Add(new(1, "no column number, or neither serial nor mkid", "the first line must name the columns: 利用者番号 (number) and 発行番号 (serial) or マイキーID (mkid); is it the right encoding?"));
            return rows;
        }
        while (csv.Read())
        {
            var fields = csv.Current.ToArray();
            string? Field(int? column) => column is { } at && at < fields.Length && fields[at].Trim() is { Length: > 0 } text ? text : null;
            rows.Add((int)csv.LineNumber, numberAt < fields.Length ? fields[numberAt].Trim() : "", Field(serial), Field(myKeyId));
        }
        return rows;
    }

    static void Add(this EarlierLinkRows rows, int line, string number, string? serial, string? myKeyId)
    {
        (string What, string Todo)? problem =
            number.Length is 0 or > Label.MaximumLength ? ("the patron's number is empty or too long", $"write 1 to {Label.MaximumLength} characters")
            : (serial is null) == (myKeyId is null) ? ("neither serial nor mkid, or both", "write one of them")
            : serial is not null && !IsSerial(serial) ? ("the serial is none", "write the certificate's serial number in hexadecimal digits, at most 40, without blanks")
            : myKeyId is not null && (myKeyId.Length > LongestMyKeyId || !myKeyId.All(char.IsAsciiLetterOrDigit)) ? ("the MyKey ID is none", $"write 1 to {LongestMyKeyId} letters and digits")
            : null;
        if (problem is var (what, todo))
        {
            rows.Problems.Add(new(line, what, todo));
            return;
        }
        rows.Links.Add(new(line, Label.KeyOf(number), serial?.ToUpperInvariant().TrimStart('0'), myKeyId));
    }

    static bool IsSerial(string serial) => serial.Length <= 40 && serial.All(char.IsAsciiHexDigit) && serial.AsSpan().ContainsAnyExcept('0');
}

/// <summary>What a file of links came to.</summary>
sealed class EarlierLinkRows
{
    public List<EarlierLink> Links { get; } = [];
    public List<ImportProblem> Problems { get; } = [];
}
