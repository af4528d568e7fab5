using System.Buffers;
using System.Text;

namespace Bridge.Web;

/// <summary>Tables as files (RFC 4180), in UTF-8 with the mark by which a spreadsheet knows it.</summary>
static class Csv
{
    static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789-.");

    /// <summary>One field. What a spreadsheet would take for a formula gets an apostrophe in front.</summary>
    public static string Field(string? text) => text switch
    {
        null or "" => "",
        ['=' or '+' or '-' or '@' or '\t', ..] when !text.AsSpan(1).ContainsAnyExcept(OfNumbers) => text,   // a number, as of a telephone
        ['=' or '+' or '-' or '@' or '\t', ..] => Quoted($"'{text}"),
        _ => text.AsSpan().ContainsAny(",\"\r\n") ? Quoted(text) : text,
    };

    public static IResult File(StringBuilder content, string name) =>
        Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(content.ToString())], "text/csv; charset=utf-8", name);

    static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
