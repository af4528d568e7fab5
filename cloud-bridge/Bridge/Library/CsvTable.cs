using System.Text;
using CsvHelper;

namespace Bridge.Library;

/// <summary>A table with named columns, as spreadsheets read and write it. Pure, and calm with garbage.</summary>
/// <param name="Rows">Each as long as <paramref name="Columns"/>; null is an empty cell.</param>
sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>RFC 4180, UTF-8 with a mark so that spreadsheets take it for what it is.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        Write(text, Columns);
        foreach (var row in Rows)
        {
            Write(text, row);
        }
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>Reads the rows of a file one by one; what cannot be read is told with its line.</summary>
    /// <param name="take">Gets the line's number and its cells by name; the first of the names that has a column and something in it.</param>
    /// <returns>The names of the columns, empty when there are none.</returns>
    public static IReadOnlyList<string> Read(ReadOnlySpan<byte> file, CsvEncoding encoding, List<ImportProblem> problems, Action<int, Func<string[], string?>> take)
    {
        using var csv = CsvReader.FromText(encoding.Decode(file), new CsvReaderOptions
        {
            HasHeader = false,
            AllowLineBreaksInQuotes = false,   // one line is one row: a quotation mark nobody closed costs its own row and not the rest of the file
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => problems.Add(new((int)record.LineNumber, "the quotation marks are not balanced",
                "write \"…\" around the whole field, \"\" for a mark inside it, and no line break")),
        });
        if (!csv.Read())
        {
            problems.Add(new(1, "no line with column names", "write a first line with the column names"));
            return [];
        }
        string[] columns = [.. csv.Current.ToArray().Select(name => name.Trim().ToUpperInvariant())];
        while (csv.Read())
        {
            var (line, cells) = ((int)csv.LineNumber, csv.Current.ToArray());
            if (cells.Any(cell => cell.Contains('\uFFFD', StringComparison.Ordinal) || cell.Any(char.IsControl)))
            {
                problems.Add(new(line, "characters that cannot be read", "save the file as UTF-8 or as Shift_JIS (CP932), or name its encoding"));
                continue;
            }
            take(line, names => Cell(columns, cells, names));
        }
        return columns;
    }

    static string? Cell(string[] columns, string[] cells, string[] names)
    {
        foreach (var name in names)
        {
            if (Array.IndexOf(columns, name.ToUpperInvariant()) is var at && at >= 0 && at < cells.Length && Unguarded(cells[at].Trim()) is { Length: > 0 } text)
            {
                return text;
            }
        }
        return null;
    }

    static void Write(StringBuilder text, IReadOnlyList<string?> cells) =>
        text.AppendJoin(',', cells.Select(cell => Quoted(Guarded(cell ?? "")))).Append("\r\n");

    static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A spreadsheet would take a name that begins like this for a formula and run it; a leading apostrophe makes it text.
    static string Guarded(string cell) => IsFormula(cell) || cell is ['\'', .. var rest] && IsFormula(rest) ? "'" + cell : cell;

    static string Unguarded(string cell) => cell is ['\'', .. var rest] && (IsFormula(rest) || rest is ['\'', .. var more] && IsFormula(more)) ? rest : cell;

    static bool IsFormula(string cell) => cell is ['=' or '@' or '+' or '-' or '\t', .. var rest] && !(rest.Length > 0 && rest.All(c => char.IsAsciiDigit(c) || c is '-' or '.' or ' '));
}
