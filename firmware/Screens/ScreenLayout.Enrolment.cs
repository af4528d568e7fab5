using SkiaSharp;

namespace Firmware.Screens;

/// <summary>The shapes of screens on which somebody registers: to choose, to read, to type, to check.</summary>
internal sealed partial class ScreenLayout
{
    void PlaceChoices(Body.Choices choices, int top, int bottom)
    {
        const int Most = 56, Least = 8, TextGap = 18;
        if (choices.Main is { } main)
        {
            var rows = choices.Keys.Length * (Most + 2 * Least);
            FirstThatFits(bottom - rows - top, step => _column.Begin(Margin, Width - Margin).Add(main.Main, From(_styles.Main, step), 0, 2).Add(main.Second, [Second], 8, 1))
                .End(top, bottom - rows);
            top = bottom - rows;
        }
        if (choices.Keys.IsEmpty)
        {
            return;
        }
        var room = (bottom - top) / choices.Keys.Length;
        var height = Math.Min(Most, room - 2 * Least);
        var y = top + (room - height) / 2;
        foreach (var key in choices.Keys)
        {
            PutKey(key.Key, SKRectI.Create(Margin, y, height, height), new(Face.Bold, 40));
            _column.Begin(Margin + height + TextGap, Width - Margin, isCentred: false);
            (key.Text.IsName ? _column.AddName(key.Text.Main, AsName(_styles.Choices), 0, 1) : _column.Add(key.Text.Main, _styles.Choices, 0, 1))
                .Add(key.Text.Second, SecondOrSmall, 5, 1).End(y - Least, y + height + Least);
            y += room;
        }
    }

    void PlaceStatement(Body.Statement statement, int top, int bottom)
    {
        const int Pad = 8, MoreHeight = 34;
        var end = bottom - (statement.More is null ? 0 : MoreHeight + Pad);
        var isLong = statement.Points.Length > 2;
        FirstThatFits(end - top, Text).End(top, end);
        if (statement.More is { } more)
        {
            PutHint(more, Margin, end + 2, Strong);
        }

        Column Text(int step)
        {
            var column = _column.Begin(Margin, Width - Margin, isCentred: false)
                .Add(statement.Main.Main, From(_styles.Head, step), 0, 1).Add(step < 2 ? statement.Main.Second : null, SecondOrSmall, 4, 1);
            foreach (var point in statement.Points)
            {
                column.Add(point.Main, From(isLong ? _styles.Point : _styles.Detail, step), isLong ? 7 : 9, 2).Add(step < 3 ? point.Second : null, [Small], 3, 1);
            }
            return column;
        }
    }

    void PlaceEntry(Body.Entry entry, int top, int bottom)
    {
        const int FieldHeight = 64, PictureSize = 60, Pad = 6;
        _column.Begin(Margin, Width - Margin).Add(entry.Main.Main, _styles.Head, 0, 1).Add(entry.Main.Second, [Second], 4, 1);
        var head = _column.Height;
        var foot = entry.Note is { } measured ? Measured(measured) : 0;
        var gap = (bottom - top - head - FieldHeight - foot) / (foot > 0 ? 4 : 3);
        var y = top + gap;
        _column.Begin(Margin, Width - Margin).Add(entry.Main.Main, _styles.Head, 0, 1).Add(entry.Main.Second, [Second], 4, 1).End(y, y + head);
        y += head + gap;
        var left = entry.Pictogram is null ? Margin : Margin + PictureSize + 12;
        if (entry.Pictogram is { } pictogram)
        {
            _marks.Add(new Mark.Picture(pictogram, Margin, y + (FieldHeight - PictureSize) / 2, PictureSize));
        }
        _marks.Add(new Mark.Box(SKRectI.Create(left, y, Width - Margin - left, FieldHeight), 8, Pen: 3));
        if (entry.Field != "")
        {
            _column.Begin(left + Pad, Width - Margin - Pad).Add(entry.Field, _styles.Fields, 0, 1).End(y, y + FieldHeight);
        }
        y += FieldHeight + gap;
        if (entry.Note is { } note)
        {
            Noted(note).End(y, y + foot);
        }

        Column Noted(Line text) => _column.Begin(Margin, Width - Margin).Add(text.Main, _styles.Detail, 0, 1).Add(text.Second, SecondOrSmall, 4, 1);

        int Measured(Line text) => Noted(text).Height;
    }

    void PlaceFacts(Body.Facts facts, int top, int bottom)
    {
        const int LabelWidth = 104;
        var room = (bottom - top - 8) / facts.Rows.Length;
        var y = top + 4;
        foreach (var row in facts.Rows)
        {
            _column.Begin(Margin, Margin + LabelWidth, isCentred: false).Add(row.Label.Main, _styles.Names, 0, 1).Add(row.Label.Second, [Small], 4, 1).End(y, y + room);
            _column.Begin(Margin + LabelWidth, Width - Margin, isCentred: false).Add(row.Value, AsName(_styles.Values), 0, 1).End(y, y + room);
            y += room;
            if (y < bottom - room / 2)
            {
                _marks.Add(new Mark.Box(SKRectI.Create(Margin, y, Width - 2 * Margin, 1), 0));
            }
        }
    }

    void PlacePhonePage(Body.PhonePage page, int top, int bottom)
    {
        const int Column = 148;
        PlaceCode(page.Url, Column, top, bottom);
        _column.Begin(Margin, Margin + Column, isCentred: false)
            .Add(page.Label.Main, _styles.Detail, 0, 1).Add(page.Label.Second, [Second], 4, 1)
            .Add(page.Code, _styles.Fields, 8, 1)
            .Add(page.Note.Main, _styles.Point, 18, 1).Add(page.Note.Second, SecondOrSmall, 4, 1)
            .End(top, bottom);
    }

    void PlacePairingPage(Body.PairingPage page, int top, int bottom)
    {
        const int Column = 218;   // the code at 32 px; what is left takes 62 characters of address at four pixels a module
        PlaceCode(page.Url, Column, top, bottom);
        _column.Begin(Margin, Margin + Column, isCentred: false)
            .Add(page.Label.Main, _styles.Names, 0, 1)
            .Add(page.Code, _styles.Codes, 6, 1)
            .Add(page.ComparisonLabel.Main, _styles.Names, 20, 2)
            .Add(page.Comparison, _styles.Digits, 6, 1)
            .End(top, bottom);
    }

    void PlaceCode(string url, int column, int top, int bottom)
    {
        var modules = QrCode.ModulesOf(url);
        var scale = Math.Min(bottom - top, Width - Margin - column) / modules.Count;
        var size = scale * modules.Count;
        _marks.Add(new Mark.Code(modules, Width - (Width - Margin - column - size) / 2 - size, top + (bottom - top - size) / 2, scale));
    }
}
