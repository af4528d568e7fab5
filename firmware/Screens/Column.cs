using System.Buffers;
using System.Globalization;
using SkiaSharp;

namespace Firmware.Screens;

/// <summary>Lines of text under each other, broken between phrases, as large as they fit; and single texts with furigana over their kanji.</summary>
internal sealed class Column(Typesetter type, List<Mark> marks, Script script, bool prefersSize)
{
    readonly record struct Row(string Text, Style Style, int Gap);

    /// <summary>Japanese begins no line with these.</summary>
    static readonly SearchValues<char> NeverFirst = SearchValues.Create("、。，．・：；？！」』）】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)");

    readonly List<Row> _rows = [];
    int _left, _right;
    bool _isCentred, _isRight, _isWhite;

    /// <summary>Of all lines with the gaps between them.</summary>
    public int Height { get; private set; }

    public Column Begin(int left, int right, bool isCentred = true, bool isRight = false, bool isWhite = false)
    {
        (_left, _right, _isCentred, _isRight, _isWhite, Height) = (left, right, isCentred, isRight, isWhite, 0);
        _rows.Clear();
        return this;
    }

    /// <summary>Adds a text in the first of the styles in which it fits; nothing when there is no text.</summary>
    public Column Add(string? text, ReadOnlySpan<Style> styles, int gap, int mostLines)
    {
        if (text is null)
        {
            return this;
        }
        foreach (var (line, style, isFirst) in Fit(text, styles, mostLines))
        {
            var row = new Row(line, Resolved(style), isFirst ? (_rows.Count == 0 ? 0 : gap) : style.Size / 6);
            _rows.Add(row);
            Height += row.Gap + RowHeight(row);
        }
        return this;
    }

    /// <summary>Adds a name or a title, of which nothing is known: in the first of the styles in which it fits on one line, else broken anywhere at the smallest, and cut.</summary>
    public Column AddName(string? name, ReadOnlySpan<Style> styles, int gap, int mostLines)
    {
        if (name is null)
        {
            return this;
        }
        var shown = Plain(name);
        var style = First(styles, shown, _right - _left);
        foreach (var line in Wrapped(shown, style, mostLines))
        {
            var row = new Row(line, Resolved(style), _rows.Count == 0 ? 0 : gap);
            _rows.Add(row);
            Height += row.Gap + RowHeight(row);
        }
        return this;
    }

    /// <summary>Places the lines in the middle between top and bottom.</summary>
    public void End(int top, int bottom)
    {
        var y = top + (bottom - top - Height) / 2;
        foreach (var row in _rows)
        {
            y += row.Gap;
            var width = Measure(row.Text, row.Style);
            var x = _isRight ? _right - width : _isCentred ? (_left + _right - width) / 2 : _left;
            Put(row.Text, row.Style, x, y + row.Style.Headroom, _right, _isWhite, _left);
            y += RowHeight(row);
        }
    }

    /// <summary>Places one text, the top of its body (or of its readings) at y, and returns where it ends.</summary>
    public int Put(string text, Style style, int x, int y, int right, bool isWhite = false, int? left = null)
    {
        style = Resolved(style);
        var start = left ?? x;
        var baseline = y + style.Ascent + (HasReadings(text) ? style.ReadingSize + 1 : 0);
        var rest = text.AsSpan();
        while (Furigana.TryTake(ref rest, out var run, out var reading))
        {
            var width = type.Set(run.ToString(), style).Width;
            var cell = width;
            if (!reading.IsEmpty)
            {
                var ruby = new Style(Face.Regular, style.ReadingSize) { Script = style.Script };
                var above = type.Set(reading.ToString(), ruby);
                cell = Math.Max(width, above.Width);
                marks.Add(new Mark.Text(reading.ToString(), ruby, x + (cell - above.Width) / 2, baseline - style.Ascent - 2, start, right, isWhite));
            }
            marks.Add(new Mark.Text(run.ToString(), style, x + (cell - width) / 2, baseline, start, right, isWhite));
            x += cell;
        }
        return x;
    }

    /// <summary>Places one text so that it ends at right, and returns where it begins.</summary>
    public int PutRight(string text, Style style, int right, int y, bool isWhite = false)
    {
        var x = right - Measure(text, style);
        Put(text, style, x, y, right, isWhite);
        return x;
    }

    public int Measure(string text, Style style)
    {
        style = Resolved(style);
        var width = 0;
        var rest = text.AsSpan();
        while (Furigana.TryTake(ref rest, out var run, out var reading))
        {
            var @base = type.Set(run.ToString(), style).Width;
            width += reading.IsEmpty ? @base : Math.Max(@base, type.Set(reading.ToString(), new Style(Face.Regular, style.ReadingSize) { Script = style.Script }).Width);
        }
        return width;
    }

    /// <summary>The first of the styles in which the text is no wider, else the last.</summary>
    public Style First(ReadOnlySpan<Style> styles, string text, int width)
    {
        foreach (var style in styles)
        {
            if (Measure(text, style) <= width)
            {
                return style;
            }
        }
        return styles[^1];
    }

    public SKRectI Ink(string text, Style style) => type.Set(text, Resolved(style)).Ink;

    /// <summary>With readings above, and what else stands over or hangs under the body.</summary>
    public int Tallness(string text, Style style) => HeightOf(text, Resolved(style));

    public static bool HasReadings(string text) => text.Contains('{', StringComparison.Ordinal);

    Style Resolved(Style style) => style with { Script = style.Script ?? script };

    static int RowHeight(Row row) => HeightOf(row.Text, row.Style);

    static int HeightOf(string text, Style style) => style.Headroom + style.Size + style.Footroom + (HasReadings(text) ? style.ReadingSize + 1 : 0);

    List<(string Line, Style Style, bool IsFirst)> Fit(string text, ReadOnlySpan<Style> styles, int mostLines)
    {
        for (var lines = prefersSize ? mostLines : 1; lines <= mostLines; lines++)   // one line a size smaller reads better than two, to most
        {
            foreach (var style in styles)
            {
                if (Break(text, style, lines) is { } broken)
                {
                    return Styled(broken, style);
                }
            }
        }
        return Styled(text.Split('\n'), styles[^1]);   // too long, which the tests of the texts say
    }

    /// <summary>No line breaks, and nothing that would be taken for a reading.</summary>
    static string Plain(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c switch { '{' => '(', '}' => ')', _ => c }));

    IEnumerable<string> Wrapped(string text, Style style, int mostLines)
    {
        var width = _right - _left;
        for (var line = 1; line < mostLines && Measure(text, style) > width; line++)
        {
            var end = Longest(text, style, width);
            yield return text[..end];
            text = text[end..].TrimStart();
        }
        yield return Measure(text, style) <= width ? text : $"{text[..Longest(text, style, width - Measure("…", style))].TrimEnd()}…";
    }

    /// <summary>How much of a text fits, never within a word of Latin letters if it can be helped.</summary>
    int Longest(string text, Style style, int width)
    {
        var end = 0;
        for (var next = StringInfo.GetNextTextElementLength(text); next > 0 && Measure(text[..(end + next)], style) <= width; next = StringInfo.GetNextTextElementLength(text.AsSpan(end)))
        {
            end += next;
        }
        while (end > 1 && end < text.Length && NeverFirst.Contains(text[end]))
        {
            end--;
        }
        var isInWord = end > 0 && end < text.Length && char.IsAsciiLetterOrDigit(text[end - 1]) && char.IsAsciiLetterOrDigit(text[end]);
        return isInWord && text.LastIndexOf(' ', end - 1) is > 0 and var space ? space : Math.Max(end, 1);
    }

    static List<(string, Style, bool)> Styled(string[] lines, Style style) => [.. lines.Select((line, i) => (line, style, i == 0))];

    /// <summary>The text in the fewest lines that fit, the two of a pair as even as the phrases allow; null when it does not fit.</summary>
    string[]? Break(string text, Style style, int mostLines)
    {
        bool Fits(string line) => Measure(line, style) <= _right - _left;
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            return text.Split('\n') is var written && written.Length <= mostLines && written.All(Fits) ? written : null;
        }
        if (Fits(text))
        {
            return [text];
        }
        if (mostLines < 2)
        {
            return null;
        }
        string[]? best = null;
        for (var at = text.IndexOf(' ', StringComparison.Ordinal); at >= 0; at = text.IndexOf(' ', at + 1))
        {
            string[] pair = [text[..at], text[(at + 1)..]];
            if (pair.All(Fits) && (best is null || Widest(pair) < Widest(best)))
            {
                best = pair;
            }
        }
        return best;

        int Widest(string[] pair) => Math.Max(Measure(pair[0], style), Measure(pair[1], style));
    }
}
