using System.Collections.Immutable;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What one screen says, before it has a shape: words, counts and pictograms, chosen for one language. Never a name, never a title.</summary>
/// <param name="Id">Its number in the list of screens, "S20".</param>
/// <param name="Body">The one message between header and footer.</param>
/// <param name="IsPersonal">Whether it says something of one patron, so that it must be wiped by a full refresh.</param>
public sealed record Screen(string Id, Language Language, Body Body, bool IsPersonal)
{
    /// <summary>In the black band on top; null for the screens that say one thing only.</summary>
    public Line? Header { get; init; }

    /// <summary>In a black band above the footer: what is true whoever stands there.</summary>
    public Line? Banner { get; init; }

    /// <summary>Footer, what the left key does.</summary>
    public KeyHint? Left { get; init; }

    /// <summary>Footer, what the right key does.</summary>
    public KeyHint? Right { get; init; }

    /// <summary>All that can be read, in reading order, without furigana: for screen readers and tests.</summary>
    public ImmutableArray<string> Texts =>
        [.. new[] { Header }.Concat(Body.Lines).Concat([Banner, Left?.Text, Right?.Text])
            .SelectMany(line => new[] { line?.Main, line?.Second })
            .OfType<string>()
            .Select(text => Furigana.Strip(text).Replace('\n', ' '))];
}

/// <summary>One saying, in the language of the screen and beneath it in the second one. May carry furigana, as <see cref="Furigana"/> writes it.</summary>
public readonly record struct Line(string Main, string? Second);

/// <summary>A key of the pad and what it does now.</summary>
public sealed record KeyHint(char Key, Line Text);

/// <summary>A count that wants to be seen, in a frame of its own.</summary>
public sealed record Badge(Line Text, bool IsWarning);

/// <summary>The four shapes a screen can have.</summary>
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
    public sealed record Offer(KeyHint? Borrow, Line Scan, ImmutableArray<Badge> Badges) : Body
    {
        public override IEnumerable<Line?> Lines => [Borrow?.Text, Scan, .. Badges.Select(badge => (Line?)badge.Text)];
    }

    /// <summary>A running count of what was lent.</summary>
    /// <param name="HasLent">Whether the check mark of the last item shows.</param>
    /// <param name="Rest">How many more; null when nobody could say.</param>
    public sealed record Count(Pictogram Pictogram, Line Main, int Lent, Line Unit, bool HasLent, Line? Rest) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, new(Lent + Unit.Main, Unit.Second is { } unit ? $"{Lent} {unit}" : null), Rest];
    }

    /// <summary>What was lent and until when.</summary>
    /// <param name="Year">Beside the date, small, where the language writes it there.</param>
    public sealed record Receipt(Line Main, Line Label, string Date, string? Year, string? SecondDate, Line? Note) : Body
    {
        public override IEnumerable<Line?> Lines => [Main, Label with { Second = null }, new(Year is null ? Date : $"{Date} {Year}", SecondDate), Note];
    }
}
