using System.Collections.Immutable;
using SkiaSharp;

namespace Firmware.Screens;

/// <summary>Gives every part of a screen its place on 400 × 300: header to y 44, body, rule at 250, footer. Only measures; draws nothing.</summary>
internal sealed partial class ScreenLayout
{
    public const int Width = 400, Height = 300;

    const int Margin = 16, HeaderHeight = 44, RuleY = 250, BannerHeight = 52, KeyWidth = 38, CrowdedKeyWidth = 31, HintGap = 6, HintPicture = 24, FooterGap = 10;

    static readonly Style Title = new(Face.Bold, 24);
    static readonly Style Second = new(Face.Regular, 20) { Script = Script.Japanese };   // English under Japanese, Japanese under all others
    static readonly Style Small = new(Face.Regular, 16) { Script = Script.Japanese };
    static readonly Style Strong = new(Face.Bold, 20);
    static readonly Style Figure = new(Face.Bold, 48);
    static readonly Style[] SecondOrSmall = [Second, Small];
    static readonly Style[] Notes = [new(Face.Regular, 20), new(Face.Regular, 16)];
    static readonly Style[] Years = [Title, new(Face.Bold, 20), new(Face.Regular, 16)];
    static readonly Style[] BadgeStyles = [new(Face.Bold, 20), new(Face.Bold, 16)];
    static readonly int[] PictureSizes = [96, 88, 80, 72, 64, 56, 48, 40];

    readonly Column _column;
    readonly List<Mark> _marks = [];
    readonly Styles _styles;
    bool _isCrowded;   // the footer: more hints than fit beside each other otherwise

    ScreenLayout(Screen screen, Typesetter type)
    {
        _styles = screen.IsLarge ? Styles.Large : Styles.Normal;
        _column = new(type, _marks, Scripts.Of(screen.Language), _styles.PrefersSize);
    }

    public static List<Mark> Of(Screen screen, Typesetter type)
    {
        var layout = new ScreenLayout(screen, type);
        layout.Place(screen);
        return layout._marks;
    }

    void Place(Screen screen)
    {
        var (top, bottom) = (0, Height);
        if (screen.Header is { } header)
        {
            PlaceHeader(header);
            top = HeaderHeight;
        }
        if (screen.Left is not null || screen.Right is not null || !screen.Keys.IsEmpty)
        {
            bottom = RuleY;
            PlaceFooter(screen, hasRule: screen.Banner is null);
        }
        if (screen.Banner is { } banner)
        {
            bottom -= BannerHeight;
            PlaceBanner(banner, bottom);
        }
        switch (screen.Body)
        {
            case Body.Message message: PlaceMessage(message, top, bottom); break;
            case Body.Offer offer: PlaceOffer(offer, top, bottom); break;
            case Body.Menu menu: PlaceMenu(menu, top, bottom); break;
            case Body.List list: PlaceList(list, top, bottom); break;
            case Body.Pattern pattern: PlacePattern(pattern, bottom); break;
            case Body.Count count: PlaceCount(count, top, bottom); break;
            case Body.Choices choices: PlaceChoices(choices, top, bottom); break;
            case Body.Statement statement: PlaceStatement(statement, top, bottom); break;
            case Body.Entry entry: PlaceEntry(entry, top, bottom); break;
            case Body.Facts facts: PlaceFacts(facts, top, bottom); break;
            case Body.PhonePage page: PlacePhonePage(page, top, bottom); break;
            case Body.PairingPage page: PlacePairingPage(page, top, bottom); break;
            case Body.Receipt receipt: PlaceReceipt(receipt, top, bottom); break;
        }
    }

    void PlaceHeader(Line header)
    {
        _marks.Add(new Mark.Box(SKRectI.Create(0, 0, Width, HeaderHeight), 0));
        var end = header.Second is { } second ? _column.PutRight(second, Second, Width - Margin, 13, isWhite: true) - 12 : Width - Margin;
        _column.Begin(Margin, end, isCentred: false, isWhite: true).Add(header.Main, header.IsName ? AsName(_styles.Titles) : _styles.Titles, 0, 1).End(0, HeaderHeight);
    }

    static Style[] AsName(ReadOnlySpan<Style> styles)
    {
        var names = styles.ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = names[i] with { Script = Script.Japanese };
        }
        return names;
    }

    void PlaceBanner(Line banner, int top)
    {
        _marks.Add(new Mark.Box(SKRectI.Create(0, top, Width, BannerHeight), 0));
        _column.Begin(Margin, Width - Margin, isWhite: true)
            .Add(banner.Main, _styles.Hints, gap: 0, mostLines: 1)
            .Add(banner.Second, [Small], gap: 5, mostLines: 1)
            .End(top, top + BannerHeight);
    }

    void PlaceFooter(Screen screen, bool hasRule)
    {
        if (hasRule)
        {
            _marks.Add(new Mark.Box(SKRectI.Create(0, RuleY, Width, 2), 0));
        }
        KeyHint[] hints = [.. new[] { screen.Left }.Concat(screen.Keys).Append(screen.Right).OfType<KeyHint>()];
        var (style, hasSecond) = FooterStyle(hints);
        var gap = hints.Length < 2 ? 0 : (Width - 2 * Margin - hints.Sum(hint => HintWidth(hint, style, hasSecond))) / (hints.Length - 1);
        var x = hints.Length == 1 && screen.Left is null ? Width - Margin - HintWidth(hints[0], style, hasSecond) : Margin;
        foreach (var hint in hints)
        {
            var isLast = hint == hints[^1] && hints.Length > 1;
            PutHint(hint, isLast ? Width - Margin - HintWidth(hint, style, hasSecond) : x, 261, style, hasSecond);
            x += HintWidth(hint, style, hasSecond) + gap;
        }
    }

    /// <summary>All hints side by side: first a size smaller, then without their second lines, then crowded.</summary>
    (Style Style, bool HasSecond) FooterStyle(KeyHint[] hints)
    {
        foreach (var (hasSecond, isCrowded) in new[] { (true, false), (false, false), (false, true) })
        {
            _isCrowded = isCrowded;
            foreach (var style in _styles.Hints)
            {
                if (hints.Sum(hint => HintWidth(hint, style, hasSecond) + FooterGap) - FooterGap <= Width - 2 * Margin)
                {
                    return (style, hasSecond);
                }
            }
        }
        return (_styles.Hints[^1], false);
    }

    int HintWidth(KeyHint hint, Style style, bool hasSecond) => (_isCrowded ? CrowdedKeyWidth : KeyWidth)
        + (hint.Pictogram is null ? 0 : HintPicture + HintGap)
        + _column.Measure(hint.Text.Main, style)
        + (hasSecond && hint.Text.Second is { } second ? HintGap + _column.Measure(second, Small) : 0);

    /// <summary>A key and what it does, on one line; returns where that ends.</summary>
    int PutHint(KeyHint hint, int x, int y, Style style, bool hasSecond = true)
    {
        var cap = _isCrowded ? 26 : 30;
        PutKey(hint.Key, SKRectI.Create(x, y + (30 - cap) / 2, cap, cap), Title);
        x += _isCrowded ? CrowdedKeyWidth : KeyWidth;
        if (hint.Pictogram is { } pictogram)
        {
            _marks.Add(new Mark.Picture(pictogram, x, y + (30 - HintPicture) / 2, HintPicture));
            x += HintPicture + HintGap;
        }
        var top = y + (30 - style.Size) / 2;
        x = _column.Put(hint.Text.Main, style, x, top - (Column.HasReadings(hint.Text.Main) ? style.ReadingSize / 2 : 0), Width - Margin);
        return hasSecond && hint.Text.Second is { } second ? _column.Put(second, Small, x + HintGap, top + style.Ascent - Small.Ascent, Width - Margin) : x;
    }

    /// <summary>A key as it looks on the pad, its sign in the middle of the cap by its ink: an asterisk hangs high.</summary>
    void PutKey(char key, SKRectI cap, Style style)
    {
        style = style with { Script = Script.Japanese };
        _marks.Add(new Mark.Box(cap, 6));
        var ink = _column.Ink(key.ToString(), style);
        var (x, baseline) = (cap.Left + (cap.Width - ink.Width + 1) / 2 - ink.Left, cap.Top + (cap.Height - ink.Height + 1) / 2 - ink.Top);
        _marks.Add(new Mark.Text(key.ToString(), style, x, baseline, cap.Left, cap.Right, IsWhite: true));
    }

    void PlaceMessage(Body.Message message, int top, int bottom)
    {
        const int Pad = 10, PictureGap = 14;
        var least = _styles.PrefersSize ? 56 : PictureSizes[^1];
        var text = FirstThatFits(bottom - top - Pad - PictureGap - least, Text);
        var room = bottom - top - 2 * Pad - text.Height - PictureGap;
        var size = PictureSizes.FirstOrDefault(size => size <= room, PictureSizes[^1]);
        var y = top + (bottom - top - (size + PictureGap + text.Height)) / 2;
        PlacePictures(message.Pictograms, y, size);
        text.End(y + size + PictureGap, y + size + PictureGap + text.Height);

        Column Text(int step) => _column.Begin(Margin, Width - Margin)
            .Add(message.Main.Main, From(_styles.Main, step), gap: 0, mostLines: 2)
            .Add(message.Main.Second, [Second], gap: 8, mostLines: 2)
            .Add(message.Detail?.Main, From(_styles.Detail, step), gap: 16, mostLines: 2)
            .Add(message.Detail?.Second, [Second], gap: 7, mostLines: 2)
            .Add(message.Note is { IsName: false } note ? note.Main : null, Notes, gap: 12, mostLines: 1)
            .AddName(message.Note is { IsName: true } name ? name.Main : null, AsName(Notes.AsSpan(0, 1)), gap: 12, mostLines: 2);
    }

    /// <summary>The texts with the largest styles, else with a step smaller ones, until they are no higher than the room.</summary>
    static Column FirstThatFits(int room, Func<int, Column> text)
    {
        const int Steps = 6;
        for (var step = 0; step < Steps; step++)
        {
            if (text(step) is var column && column.Height <= room)
            {
                return column;
            }
        }
        return text(Steps);
    }

    /// <summary>Without the largest so many of them, but never none.</summary>
    static ReadOnlySpan<Style> From(Style[] styles, int step) => styles.AsSpan(Math.Min(step, styles.Length - 1));

    void PlacePictures(ImmutableArray<Pictogram> pictograms, int y, int size)
    {
        const int Gap = 16;
        int Size(Pictogram pictogram) => pictogram is Pictogram.Arrow ? size / 2 : size;
        var x = (Width - pictograms.Sum(Size) - Gap * (pictograms.Length - 1)) / 2;
        foreach (var pictogram in pictograms)
        {
            _marks.Add(new Mark.Picture(pictogram, x, y + (size - Size(pictogram)) / 2, Size(pictogram)));
            x += Size(pictogram) + Gap;
        }
    }

    void PlaceOffer(Body.Offer offer, int top, int bottom)
    {
        const int RowHeight = 56, CardHeight = 44, Text = Margin + RowHeight + 20;
        var badges = offer.Badges.IsEmpty ? 0 : BadgeHeight;
        int[] heights = [offer.Borrow is null ? 0 : RowHeight, offer.Scan is null ? 0 : RowHeight, offer.Card is null ? 0 : CardHeight, badges];
        var gap = (bottom - top - heights.Sum()) / (heights.Count(height => height > 0) + 1);
        var y = top + gap;
        if (offer.Borrow is { } borrow)
        {
            PlaceChoice(borrow, Margin, y, RowHeight, Text, _styles.Main);
            y += RowHeight + gap;
        }
        if (offer.Scan is { } scan)
        {
            _marks.Add(new Mark.Picture(Pictogram.ScanBook, Margin, y, RowHeight));
            FirstThatFits(offer.Borrow is null ? bottom - top : RowHeight + 6, step => _column.Begin(Text, Width - Margin, isCentred: false)
                .Add(scan.Main, offer.Borrow is null ? _styles.Main : From(_styles.Detail, step), gap: 0, mostLines: 2)
                .Add(scan.Second, [Second], gap: 6, mostLines: 2)).End(y, y + RowHeight);
            y += RowHeight + gap;
        }
        if (offer.Card is { } card)
        {
            PlaceChoice(card, Margin + (RowHeight - CardHeight) / 2, y, CardHeight, Text, offer.Scan is null ? _styles.Choices : _styles.Detail);
            y += CardHeight + gap;
        }
        PlaceBadges(offer.Badges, y);
    }

    /// <summary>A key and, in one line, what it does.</summary>
    void PlaceChoice(KeyHint choice, int left, int y, int height, int text, ReadOnlySpan<Style> styles)
    {
        const int Gap = 14;
        PutKey(choice.Key, SKRectI.Create(left, y, height, height), new(Face.Bold, height > 50 ? 40 : 24));
        var (style, under) = Both(styles);
        var readings = Column.HasReadings(choice.Text.Main) ? style.ReadingSize + 1 : 0;
        var main = y + (height - style.Size - readings) / 2 - 1;
        var x = _column.Put(choice.Text.Main, style, text, main, Width - Margin);
        if (choice.Text.Second is { } said)
        {
            _column.Put(said, under, x + Gap, main + readings + style.Ascent - under.Ascent, Width - Margin);
        }

        (Style Main, Style Second) Both(ReadOnlySpan<Style> styles)
        {
            foreach (var main in styles)
            {
                foreach (var second in SecondOrSmall)
                {
                    var width = _column.Measure(choice.Text.Main, main) + (choice.Text.Second is { } said ? Gap + _column.Measure(said, second) : 0);
                    if (text + width <= Width - Margin && _column.Tallness(choice.Text.Main, main) + 2 <= height)
                    {
                        return (main, second);
                    }
                }
            }
            return (styles[^1], Small);
        }
    }

    const int BadgeHeight = 54;

    void PlaceBadges(ImmutableArray<Badge> badges, int top)
    {
        const int Pad = 10, Gap = 10, Icon = 28, IconGap = 8;
        var around = badges.Sum(badge => 2 * Pad + (badge.IsWarning ? Icon + IconGap : 0)) + Gap * (badges.Length - 1);
        var style = BadgeStyles.FirstOrDefault(style => around + badges.Sum(badge => TextWidth(badge, style)) <= Width - 2 * Margin, BadgeStyles[^1]);
        var left = Margin;
        foreach (var badge in badges)
        {
            var x = left + Pad;
            if (badge.IsWarning)
            {
                _marks.Add(new Mark.Picture(Pictogram.Warning, x, top + (BadgeHeight - Icon) / 2, Icon));
                x += Icon + IconGap;
            }
            var right = x + TextWidth(badge, style);
            _column.Begin(x, right, isCentred: false).Add(badge.Text.Main, [style], 0, 1).Add(badge.Text.Second, [Small], 5, 1).End(top, top + BadgeHeight);
            _marks.Add(new Mark.Box(SKRectI.Create(left, top, right + Pad - left, BadgeHeight), 10, Pen: 2));
            left = right + Pad + Gap;
        }

        int TextWidth(Badge badge, Style style) =>
            Math.Max(_column.Measure(badge.Text.Main, style), badge.Text.Second is { } second ? _column.Measure(second, Small) : 0);
    }

    void PlaceCount(Body.Count count, int top, int bottom)
    {
        const int PictureSize = 72, TallyHeight = 76, Check = 44;
        var tally = bottom - TallyHeight;
        _marks.Add(new Mark.Picture(count.Pictogram, Margin, top + (tally - top - PictureSize) / 2, PictureSize));
        FirstThatFits(tally - top - 4, step => _column.Begin(Margin + PictureSize + 20, Width - Margin, isCentred: false)
            .Add(count.Main.Main, From(_styles.Beside, step), 0, 2).Add(count.Main.Second, SecondOrSmall, 7, 1)).End(top, tally);
        _marks.Add(new Mark.Box(SKRectI.Create(Margin, tally, Width - 2 * Margin, 1), 0));

        var x = Margin;
        if (count.HasLent)
        {
            _marks.Add(new Mark.Picture(Pictogram.Check, x, tally + (TallyHeight - Check) / 2, Check));
            x += Check + 12;
        }
        var baseline = tally + (TallyHeight + Figure.Ascent) / 2 - 3;
        x = _column.Put(count.Lent.ToString(System.Globalization.CultureInfo.InvariantCulture), Figure, x, baseline - Figure.Ascent, Width - Margin);
        x = _column.Put(count.Unit.Main, Title, x + 4, baseline - Title.Ascent, Width - Margin);
        if (count.Unit.Second is { } unit)
        {
            x = _column.Put(unit, Small, x + 8, baseline - Small.Ascent, Width - Margin);
        }
        if (count.Rest is { } rest)
        {
            _column.Begin(x + 12, Width - Margin, isRight: true).Add(rest.Main, _styles.Titles, 0, 1).Add(rest.Second, SecondOrSmall, 5, 1).End(tally, bottom);
        }
    }

    void PlaceReceipt(Body.Receipt receipt, int top, int bottom)
    {
        const int PictureSize = 64, YearGap = 10;
        var text = Margin + PictureSize + 18;
        var head = _column.Begin(text, Width - Margin, isCentred: false).Add(receipt.Main.Main, _styles.Main, 0, 1).Add(receipt.Main.Second, [Second], 5, 1).Height;
        var headTop = top + 14;
        var headBottom = headTop + Math.Max(head, PictureSize);
        _marks.Add(new Mark.Picture(Pictogram.Check, Margin, headTop + (headBottom - headTop - PictureSize) / 2, PictureSize));
        _column.End(headTop, headBottom);

        _column.Begin(Margin, Width - Margin, isCentred: false).Add(receipt.Label.Main, _styles.Label, 0, 1);
        var noteHeight = receipt.Note is null ? 0 : 24;
        var rest = bottom - 8 - noteHeight;
        var room = Width - 2 * Margin - (receipt.Year is { } ? YearGap + _column.Measure(receipt.Year, Years[^1]) : 0);
        var figure = _column.First(_styles.Figures, receipt.Date, room);
        var line = Math.Max(figure.Size, Figure.Size);
        var readings = Column.HasReadings(receipt.Date) ? figure.ReadingSize + 1 : 0;
        var block = _column.Height + 8 + readings + line + (receipt.SecondDate is null ? 0 : 8 + Second.Size);
        var y = headBottom + Math.Max(6, (rest - headBottom - block) / 2);
        _column.End(y, y + _column.Height);
        y += _column.Height + 8;
        var ascent = Math.Max(figure.Ascent, Figure.Ascent);
        var x = _column.Put(receipt.Date, figure, Margin, y + ascent - figure.Ascent, Width - Margin);
        y += readings;
        if (receipt.Year is { } year)
        {
            var style = _column.First(Years, year, Width - Margin - x - YearGap);
            _column.Put(year, style, x + YearGap, y + ascent - style.Ascent, Width - Margin);
        }
        if (receipt.SecondDate is { } second)
        {
            _column.Put(second, Second, Margin, y + line + 8, Width - Margin);
        }
        if (receipt.Note is { } note)
        {
            var end = _column.Put(note.Main, Strong, Margin, rest + 2, Width - Margin);
            if (note.Second is { } noteSecond)
            {
                _column.Put(noteSecond, Small, end + 10, rest + 6, Width - Margin);
            }
        }
    }
}
