using System.Globalization;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Builds a message from left to right.</summary>
sealed class Sip2Writer
{
    readonly string code;
    readonly List<Sip2Field> fields = [];
    string fixedPart = "";

    Sip2Writer(string code) => this.code = code;

    public Sip2Message Message => new(code, fixedPart, fields);

    public static Sip2Writer Of(string code) => new(code);

    public Sip2Writer Flag(bool value) => Fixed(value ? "Y" : "N");

    /// <summary>The ok of an answer, which is a digit.</summary>
    public Sip2Writer Ok(bool value) => Fixed(value ? "1" : "0");

    /// <summary>U where it is unknown.</summary>
    public Sip2Writer Flag(bool? value) => value is { } known ? Flag(known) : Fixed("U");

    /// <summary>Blanks where it is unknown; nines where it does not fit.</summary>
    public Sip2Writer Number(int? value, int width) => Fixed(value is { } number
        ? Math.Clamp(number, 0, (int)Math.Pow(10, width) - 1).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')
        : new string(' ', width));

    public Sip2Writer Time(Sip2Time? value) => Fixed(value?.ToString() ?? new string(' ', Sip2Time.Width));

    /// <summary>Cut or filled with blanks; the fixed part is ASCII.</summary>
    public Sip2Writer Text(string value, int width) => Fixed(string.Concat(value.Select(c => c is >= ' ' and <= '~' ? c : ' ')).PadRight(width)[..width]);

    /// <summary>Left out when null; a required field is sent though it be empty.</summary>
    public Sip2Writer Field(string id, string? value)
    {
        if (value is not null)
        {
            fields.Add(new(id, value));
        }
        return this;
    }

    public Sip2Writer Field(string id, bool? value) => Field(id, value is { } known ? known ? "Y" : "N" : null);

    public Sip2Writer Field(string id, int? value) => Field(id, value?.ToString(CultureInfo.InvariantCulture));

    public Sip2Writer Fields(string id, IEnumerable<string> values)
    {
        fields.AddRange(values.Select(value => new Sip2Field(id, value)));
        return this;
    }

    Sip2Writer Fixed(string text)
    {
        fixedPart += text;
        return this;
    }
}
