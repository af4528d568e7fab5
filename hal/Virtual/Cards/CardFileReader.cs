using System.Globalization;
using System.Text.Json;

namespace Virtual.Cards;

/// <summary>Reads the keys of one JSON object and remembers the first thing that is wrong: which key, which value, what to write instead.</summary>
internal sealed class CardFileReader
{
    readonly string _prefix;
    readonly Dictionary<string, JsonElement> _properties = [];
    readonly HashSet<string> _known = [];

    public CardFileReader(JsonElement element, string prefix = "")
    {
        _prefix = prefix;
        foreach (var property in element.EnumerateObject())
        {
            if (Decoded(() => property.Name) is not { } name)
            {
                Problem ??= "a key has half of a surrogate pair in it: write the whole character";
            }
            else if (!_properties.TryAdd(name, property.Value))
            {
                Problem ??= $"\"{prefix}{name}\" is there twice: write it once";
            }
        }
    }

    /// <summary>The first thing that was wrong; null when all is well.</summary>
    public string? Problem { get; private set; }

    public string Text(string key, string? otherwise, string example)
    {
        if (!TryGet(key, out var value))
        {
            return otherwise ?? Fail(key, "is missing", example, "");
        }
        return TextOf(value) is { Length: > 0 } text ? text : Fail(key, $"is {Shown(value)}", example, "");
    }

    /// <summary>Text that a rule accepts.</summary>
    public string Text(string key, string? otherwise, Func<string, bool> accepts, string example)
    {
        var text = Text(key, otherwise, example);
        return Problem is not null || accepts(text) ? text : Fail(key, $"is {Quoted(text)}", example, text);
    }

    public int Number(string key, int otherwise, int from, int to)
    {
        if (!TryGet(key, out var value))
        {
            return otherwise;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to
            ? number
            : Fail(key, $"is {Shown(value)}", $"a number from {from} to {to}", otherwise);
    }

    public DateOnly? Date(string key, bool isRequired)
    {
        if (!isRequired && !TryGet(key, out _))
        {
            return null;
        }
        var text = Text(key, null, "a date such as \"1985-04-12\"");
        return Problem is not null ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date
            : Fail<DateOnly?>(key, $"is {Quoted(text)}", "a date such as \"1985-04-12\"", null);
    }

    /// <summary>Hexadecimal digits, spaces and colons ignored.</summary>
    public byte[] Hex(string key, byte[]? otherwise, string example, params ReadOnlySpan<int> lengths)
    {
        if (otherwise is not null && !TryGet(key, out _))
        {
            return otherwise;
        }
        var text = Text(key, null, example);
        if (Problem is not null)
        {
            return [];
        }
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal);
        var isHex = digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) && lengths.Contains(digits.Length / 2);
        return isHex ? Convert.FromHexString(digits) : Fail<byte[]>(key, $"is {Quoted(text)}", example, []);
    }

    public byte[] Base64(string key)
    {
        const string Example = "the bytes in Base64, as `people --out` writes them";
        var text = Text(key, null, Example);
        var bytes = new byte[text.Length];
        return Problem is not null ? []
            : Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length]
            : Fail<byte[]>(key, "is no Base64", Example, []);
    }

    public IReadOnlyList<string> Texts(string key, string example)
    {
        if (!TryGet(key, out var value))
        {
            return [];
        }
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => TextOf(item) is not null)
            ? [.. value.EnumerateArray().Select(item => TextOf(item)!)]
            : Fail<IReadOnlyList<string>>(key, $"is {Shown(value)}", example, []);
    }

    /// <summary>An object, or the word "sandbox", or nothing: null for the last two.</summary>
    public CardFileReader? Part(string key)
    {
        if (!TryGet(key, out var value) || TextOf(value) == "sandbox")
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Object
            ? new(value, $"{_prefix}{key}.")
            : Fail<CardFileReader?>(key, $"is {Shown(value)}", "\"sandbox\" to have it issued, or an object as `people --out` writes it", null);
    }

    public bool Has(string key) => TryGet(key, out _);

    public T Fail<T>(string key, string what, string instead, T otherwise)
    {
        Problem ??= $"\"{_prefix}{key}\" {what}: write {instead}";
        return otherwise;
    }

    /// <summary>Takes over what went wrong in a part.</summary>
    public void Adopt(CardFileReader part) => Problem ??= part.Problem;

    /// <summary>A key nobody asked for is a typing mistake.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var name in _properties.Keys.Where(name => !_known.Contains(name)))
        {
            Problem ??= $"\"{_prefix}{name}\" is no key of this kind of card: use {string.Join(", ", _known)}";
        }
    }

    bool TryGet(string key, out JsonElement value)
    {
        _known.Add(key);
        return _properties.TryGetValue(key, out value) && value.ValueKind != JsonValueKind.Null;
    }

    static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? Decoded(value.GetString) : null;

    // Half of a surrogate pair, written as an escape, is a JSON string and no text; there is no way to ask beforehand.
    static string? Decoded(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string Shown(JsonElement value) => value.GetRawText() is { Length: <= 40 } text ? text : value.ValueKind.ToString();

    static string Quoted(string text) => text.Length <= 40 ? $"\"{text}\"" : $"\"{text[..40]}…\"";
}
