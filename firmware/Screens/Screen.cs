using System.Collections.Immutable;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What one screen says, before it has a shape: words, counts and pictograms, chosen for one language. Titles only on demand, and of a person only what is masked.</summary>
/// <param name="Id">Its number in the list of screens, "S20".</param>
/// <param name="Body">The one message between header and footer.</param>
/// <param name="IsPersonal">Whether it says something of one patron, so that it must be wiped by a full refresh.</param>
public sealed record Screen(string Id, Language Language, Body Body, bool IsPersonal)
{
    /// <summary>A title stands on it: whatever follows, within the session too, wipes it by a full refresh.</summary>
    public bool ShowsTitles { get; init; }

    /// <summary>It is to be drawn by the slow waveform, however little it changes.</summary>
    public bool WantsFullRefresh { get; init; }

    /// <summary>Larger and fewer lines; see <see cref="ScreenSettings.HasLargeText"/>.</summary>
    public bool IsLarge { get; init; }

    /// <summary>In the black band on top; null for the screens that say one thing only.</summary>
    public Line? Header { get; init; }

    /// <summary>In a black band above the footer: what is true whoever stands there.</summary>
    public Line? Banner { get; init; }

    /// <summary>Footer, what the left key does.</summary>
    public KeyHint? Left { get; init; }

    /// <summary>Footer, between them.</summary>
    public ImmutableArray<KeyHint> Keys { get; init; } = [];

    /// <summary>Footer, what the right key does.</summary>
    public KeyHint? Right { get; init; }

    /// <summary>All that can be read, in reading order, without furigana: for screen readers and tests.</summary>
    public ImmutableArray<string> Texts =>
        [.. new[] { Header }.Concat(Body.Lines).Concat([Banner, Left?.Text, .. Keys.Select(key => (Line?)key.Text), Right?.Text])
            .SelectMany(line => new[] { line?.Main, line?.Second })
            .OfType<string>()
            .Select(text => Furigana.Strip(text).Replace('\n', ' '))];
}

/// <summary>One saying, in the language of the screen and beneath it in the second one. May carry furigana, as <see cref="Furigana"/> writes it.</summary>
public readonly record struct Line(string Main, string? Second)
{
    /// <summary>A name or a title: written as in Japan, whatever the language of the screen.</summary>
    public bool IsName { get; init; }
}

/// <summary>A key of the pad and what it does now.</summary>
public sealed record KeyHint(char Key, Line Text, Pictogram? Pictogram = null);

/// <summary>A count that wants to be seen.</summary>
/// <param name="Text">As it is said.</param>
public sealed record Badge(Line Text, bool IsWarning, int Count);

/// <summary>One of a menu.</summary>
public sealed record MenuRow(KeyHint Key, Badge? Badge = null);

/// <summary>One of a list.</summary>
/// <param name="Main">What tells it apart.</param>
/// <param name="Value">What is so of it, at the right.</param>
public sealed record Row(Line Main, Line? Value)
{
    /// <summary>Of the pad, that does something with it.</summary>
    public char? Key { get; init; }

    /// <summary>In the whole list, where the key does not say it.</summary>
    public int? Number { get; init; }

    public Pictogram? Sign { get; init; }
}

/// <summary>One thing that is so.</summary>
public readonly record struct Fact(Line Label, string Value);

/// <summary>The shapes a screen can have.</summary>
public abstract record Body
{
    Body() { }   // the shapes below are all there are

    /// <summary>Every line, in reading order.</summary>
    public abstract IEnumerable<Line?> Lines { get; }

    /// <summary>One sentence under its pictograms, perhaps what to do about it, perhaps a remark.</summary>
    public sealed record Message(ImmutableArray<Pictogram> Pictograms, Line Main, Line? Detail = null, Line? Note = null) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, Detail, Note];
    }

    /// <summary>What a recognised patron can do.</summary>
    /// <param name="Borrow">The key that begins; null when the pad does not work, then scanning alone begins.</param>
    /// <param name="Scan">That scanning alone begins, too; null when there is no room to say so, or this card cannot borrow.</param>
    /// <param name="Card">The key that shows which card this is.</param>
    public sealed record Offer(KeyHint? Borrow, Line? Scan, KeyHint? Card, ImmutableArray<Badge> Badges) : Body
    {
        public override IEnumerable<Line?> Lines => [Borrow?.Text, Scan, Card?.Text, .. Badges.Select(badge => (Line?)badge.Text)];
    }

    /// <summary>What a recognised patron can do, where that is more than two things.</summary>
    public sealed record Menu(ImmutableArray<MenuRow> Rows) : Body
    {
        public override IEnumerable<Line?> Lines => Rows.SelectMany(row => new[] { row.Key.Text, row.Badge?.Text });
    }

    /// <summary>A page of a list.</summary>
    public sealed record List(ImmutableArray<Row> Rows) : Body
    {
        public override IEnumerable<Line?> Lines => Rows.SelectMany(row => new[] { row.Number is { } number ? new Line($"{number}", null) : null, row.Main, row.Value });
    }

    /// <summary>What a panel can do wrong: lines, dots, fields and sizes, under its name.</summary>
    public sealed record Pattern(Line Name) : Body
    {
        public override IEnumerable<Line?> Lines => [Name];
    }

    /// <summary>Keys to choose from, perhaps under a sentence.</summary>
    public sealed record Choices(Line? Main, ImmutableArray<KeyHint> Keys) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, .. Keys.Select(key => (Line?)key.Text)];
    }

    /// <summary>Something to read before one agrees.</summary>
    /// <param name="More">The key that shows the rest; null on its last page.</param>
    public sealed record Statement(Line Main, ImmutableArray<Line> Points, KeyHint? More) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, .. Points.Select(point => (Line?)point), More?.Text];
    }

    /// <summary>Something is typed.</summary>
    /// <param name="Field">What there is of it; of a PIN only how much.</param>
    public sealed record Entry(Line Main, string Field, Pictogram? Pictogram, Line? Note) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, Field == "" ? null : new Line(Field, null), Note];
    }

    /// <summary>What the card says, under each other.</summary>
    public sealed record Facts(ImmutableArray<Fact> Rows) : Body
    {
        public override IEnumerable<Line?> Lines => Rows.SelectMany(row => new Line?[] { row.Label, new Line(row.Value, null) });
    }

    /// <summary>The way to a page on the patron's own phone.</summary>
    /// <param name="Url">Drawn as a QR code, never read aloud.</param>
    /// <param name="Code">Four digits that the page shows, too.</param>
    public sealed record PhonePage(string Url, Line Label, string Code, Line Note) : Body
    {
        public override IEnumerable<Line?> Lines => [Label, new Line(Code, null), Note];
    }

    /// <summary>The way to the console's page that takes this appliance in.</summary>
    /// <param name="Url">Drawn as a QR code, never read aloud.</param>
    /// <param name="Code">What staff type there.</param>
    /// <param name="Comparison">Three groups of four digits that the page shows, too.</param>
    public sealed record PairingPage(string Url, Line Label, string Code, Line ComparisonLabel, string Comparison) : Body
    {
        public override IEnumerable<Line?> Lines => [Label, new Line(Code, null), ComparisonLabel, new Line(Comparison, null)];
    }

    /// <summary>A running count of what was lent.</summary>
    /// <param name="HasLent">Whether the check mark of the last item shows.</param>
    /// <param name="Rest">How many more; null when nobody could say.</param>
    public sealed record Count(Pictogram Pictogram, Line Main, int Lent, Line Unit, bool HasLent, Line? Rest) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, new(char.IsAscii(Unit.Main[0]) ? $"{Lent} {Unit.Main}" : $"{Lent}{Unit.Main}", Unit.Second is { } unit ? $"{Lent} {unit}" : null), Rest];
    }

    /// <summary>What was lent and until when.</summary>
    /// <param name="Year">Beside the date, small, where the language writes it there.</param>
    public sealed record Receipt(Line Main, Line Label, string Date, string? Year, string? SecondDate, Line? Note) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, Label with { Second = null }, new(Year is null ? Date : $"{Date} {Year}", SecondDate), Note];
    }
}
