using SkiaSharp;

namespace Firmware.Screens;

/// <summary>The shapes of menus and lists, and the pattern that shows what a panel can do wrong.</summary>
internal sealed partial class ScreenLayout
{
    static readonly Style?[] RowValues = [new(Face.Bold, 24) { IsTight = true }, new(Face.Bold, 20), new(Face.Bold, 16)];

    static readonly Style[] RowNames = AsName([new(Face.Bold, 32, IsMain: true), new(Face.Bold, 28), new(Face.Bold, 24), new(Face.Bold, 20), new(Face.Bold, 16)]);

    void PlaceMenu(Body.Menu menu, int top, int bottom)
    {
        const int TextGap = 16, SecondGap = 12, Pill = 34, PillPad = 12, Icon = 30, IconGap = 6;
        var pitch = (bottom - top) / menu.Rows.Length;
        var cap = Math.Min(46, pitch - 8);
        var left = Margin + cap + TextGap;
        var style = _styles.Choices.FirstOrDefault(style => menu.Rows.All(row => Fits(row, style)), _styles.Choices[^1]);
        var readings = menu.Rows.Any(row => Column.HasReadings(row.Key.Text.Main)) ? style.ReadingSize + 1 : 0;
        var y = top + (bottom - top - pitch * menu.Rows.Length) / 2;
        foreach (var row in menu.Rows)
        {
            PutKey(row.Key.Key, SKRectI.Create(Margin, y + (pitch - cap) / 2, cap, cap), new(Face.Bold, 32));
            var body = y + (pitch - style.Size - readings) / 2 + readings;   // the same for all, with readings or without
            var x = _column.Put(row.Key.Text.Main, style, left, Column.HasReadings(row.Key.Text.Main) ? body - readings : body, Width - Margin);
            if (row.Key.Text.Second is { } said && SecondOf(said, x + SecondGap, row.Badge) is { } second)
            {
                _column.Put(said, second, x + SecondGap, body + style.Ascent - second.Ascent, Width - Margin);
            }
            if (row.Badge is { } badge)
            {
                PlacePill(badge, y + (pitch - Pill) / 2);
            }
            y += pitch;
        }

        Style? SecondOf(string text, int x, Badge? badge)
        {
            foreach (var second in SecondOrSmall)
            {
                if (x + _column.Measure(text, second) + (badge is null ? 0 : SecondGap + PillWidth(badge)) <= Width - Margin)
                {
                    return second;
                }
            }
            return null;
        }

        bool Fits(MenuRow row, Style style) =>
            left + _column.Measure(row.Key.Text.Main, style) + (row.Badge is { } badge ? SecondGap + PillWidth(badge) : 0) <= Width - Margin
            && _column.Tallness(row.Key.Text.Main, style) <= pitch - 2;

        int PillWidth(Badge badge) => _column.Measure($"{badge.Count}", Title) + 2 * PillPad + (badge.IsWarning ? Icon + IconGap : 0);

        void PlacePill(Badge badge, int y)
        {
            var text = $"{badge.Count}";
            var width = _column.Measure(text, Title) + 2 * PillPad;
            var x = Width - Margin - width;
            _marks.Add(new Mark.Box(SKRectI.Create(x, y, width, Pill), Pill / 2));
            _column.Put(text, Title, x + PillPad, y + (Pill - Title.Size) / 2, x + width, isWhite: true);
            if (badge.IsWarning)
            {
                _marks.Add(new Mark.Picture(Pictogram.Warning, x - IconGap - Icon, y + (Pill - Icon) / 2, Icon));
            }
        }
    }

    void PlaceList(Body.List list, int top, int bottom)
    {
        const int MostPitch = 60, Cap = 38, CapGap = 14, NumberGap = 12, Icon = 30, IconGap = 10, ValueGap = 12, LeastName = 190, TwoLines = 46;
        var rows = list.Rows;
        var pitch = Math.Min(MostPitch, (bottom - top) / rows.Length);
        var number = new Style(Face.Bold, 24);
        var names = pitch < TwoLines ? RowNames : RowNames.AsSpan(0, RowNames.Length - 1).ToArray();   // two lines at 20 px want 46
        var numberX = Margin + (rows.Any(row => row.Key is not null) ? Cap + CapGap : 0);
        var signX = numberX + rows.Max(row => row.Number is { } n ? _column.Measure($"{n}", number) + NumberGap : 0);
        var left = signX + (rows.Any(row => row.Sign is not null) ? Icon + IconGap : 0);
        var y = top + (bottom - top - pitch * rows.Length) / 2;
        foreach (var row in rows)
        {
            if (row != rows[0])
            {
                _marks.Add(new Mark.Box(SKRectI.Create(Margin, y, Width - 2 * Margin, 1), 0));
            }
            if (row.Key is { } key)
            {
                PutKey(key, SKRectI.Create(Margin, y + (pitch - Cap) / 2, Cap, Cap), Title);
            }
            if (row.Number is { } n)
            {
                _column.Put($"{n}", number, numberX, y + (pitch - number.Size) / 2, left);
            }
            if (row.Sign is { } sign)
            {
                _marks.Add(new Mark.Picture(sign, signX, y + (pitch - Icon) / 2, Icon));
            }
            var (main, value, lines) = StylesOf(row);
            var end = Put(row.Main, main, left, Width - Margin, isRight: false);
            if (row.Value is { } said && (value is not null || said.IsName))
            {
                Put(said, value ?? Strong, end + ValueGap, Width - Margin, isRight: !said.IsName);
            }
            y += pitch;

            int Put(Line text, Style style, int from, int to, bool isRight)
            {
                _column.Begin(from, to, isCentred: false, isRight: isRight);
                (text.IsName ? _column.AddName(text.Main, names, 2, 2) : _column.Add(text.Main, [style], 0, lines)).End(y + 1, y + pitch);
                return from + _column.Measure(text.Main, style);
            }
        }

        // The value gives way before the main line is no main line any more, if a sign says the same.
        (Style Main, Style? Value, int Lines) StylesOf(Row row)
        {
            foreach (var isMain in new[] { true, false })
            {
                foreach (var value in row.Sign is not null && isMain ? [.. RowValues, null] : RowValues)
                {
                    foreach (var main in _styles.Values.Where(style => style.IsMain == isMain))
                    {
                        if (Fits(row, main with { IsTight = true }, value))
                        {
                            return (main with { IsTight = true }, value, 1);
                        }
                    }
                }
            }
            return (_styles.Values[^1], null, 2);
        }

        bool Fits(Row row, Style main, Style? value) => row.Main.IsName
            || left + _column.Measure(row.Main.Main, main) + RoomFor(row.Value, value) <= Width - Margin
            && _column.Tallness(row.Main.Main, main) <= pitch - 2;

        int RoomFor(Line? said, Style? value) => said switch
        {
            { IsName: true } => ValueGap + LeastName,
            { } told when value is { } style => ValueGap + _column.Measure(told.Main, style),
            _ => 0,
        };
    }

    /// <summary>A border of one pixel, lines of one to eight, a checkerboard, half-tones, and the sizes of texts.</summary>
    void PlacePattern(Body.Pattern pattern, int bottom)
    {
        const int Left = 8, Top = 8, Field = 56, Gap = 8, Square = 8;
        _marks.Add(new Mark.Box(SKRectI.Create(0, 0, Width, bottom), 0, Pen: 1));
        var x = Left;
        foreach (var width in new[] { 1, 2, 4, 8 })
        {
            for (var line = 0; line < Field; line += 2 * width)
            {
                _marks.Add(new Mark.Box(SKRectI.Create(x + line, Top, width, Field), 0));
                _marks.Add(new Mark.Box(SKRectI.Create(x, Top + Field + Gap + line, Field, width), 0));
            }
            x += Field + Gap;
        }
        for (var row = 0; row * Square < 2 * Field + Gap; row++)
        {
            for (var column = row % 2; x + (column + 1) * Square < Width - Left; column += 2)
            {
                _marks.Add(new Mark.Box(SKRectI.Create(x + column * Square, Top + row * Square, Square, Square), 0));
            }
        }
        _column.Begin(Margin, Width - Margin)
            .Add(pattern.Name.Main, _styles.Head, 0, 1)
            .Add("0123456789", [Title with { Script = Script.Japanese }], 6, 1)
            .Add("永国書 Aa 123", [Small with { Face = Face.Bold }], 5, 1)
            .End(Top + 2 * Field + 2 * Gap, bottom - 2);
    }
}
