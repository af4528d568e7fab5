using System.Globalization;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Takes a message apart: the fixed part from left to right, the fields by name. What is missing is blank, so nothing here fails.</summary>
sealed class Sip2Reader(Sip2Message message)
{
    int at;

    /// <summary>The character that comes next; a blank at the end.</summary>
    public char Next => at < message.Fixed.Length ? message.Fixed[at] : ' ';

    public string Text(int width)
    {
        var rest = message.Fixed.AsSpan(Math.Min(at, message.Fixed.Length));
        at += width;
        return rest[..Math.Min(width, rest.Length)].ToString().PadRight(width);
    }

    /// <summary>Y and 1 are yes; anything else is no.</summary>
    public bool Flag() => FlagOrUnknown() is true;

    public bool? FlagOrUnknown() => Truth(Text(1));

    /// <summary>Null when it is blank or no number. Some servers fill with blanks instead of zeros.</summary>
    public int? Number(int width) => Integer(Text(width));

    public Sip2Time? Time() => Sip2Time.Parse(Text(Sip2Time.Width));

    /// <summary>The first of this name.</summary>
    public string? Find(string id) => All(id) is [var first, ..] ? first : null;

    /// <summary>Empty where it is missing.</summary>
    public string Get(string id) => Find(id) ?? "";

    public bool? FindFlag(string id) => Truth(Get(id));

    public int? FindNumber(string id) => Integer(Get(id));

    public IReadOnlyList<string> All(string id) => [.. from field in message.Fields where field.Id == id select field.Value];

    static bool? Truth(string text) => text switch
    {
        "Y" or "1" => true,
        "N" or "0" => false,
        _ => null,
    };

    static int? Integer(string text) => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
