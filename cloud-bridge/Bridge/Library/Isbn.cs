using System.Diagnostics.CodeAnalysis;

namespace Bridge.Library;

/// <summary>ISBN of 10 or 13 digits (ISO 2108), kept as the 13 digits of its EAN.</summary>
static class Isbn
{
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? isbn)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        isbn = digits.Length switch
        {
            13 when digits.All(char.IsAsciiDigit) && (digits.StartsWith("978", StringComparison.Ordinal) || digits.StartsWith("979", StringComparison.Ordinal))
                && WithCheckDigit(digits[..12]) == digits => digits,
            10 when digits[..9].All(char.IsAsciiDigit) && CheckOfTen(digits) => WithCheckDigit("978" + digits[..9]),
            _ => null,
        };
        return isbn is not null;
    }

    // EAN-13: weights 1, 3 from the left
    static string WithCheckDigit(string twelve) =>
        twelve + (10 - twelve.Select((c, at) => (c - '0') * (at % 2 == 0 ? 1 : 3)).Sum() % 10) % 10;

    // ISBN-10: weights 10…1, sum divisible by 11; X is ten, in the last place only
    static bool CheckOfTen(string ten) =>
        (char.IsAsciiDigit(ten[9]) || ten[9] == 'X') && ten.Select((c, at) => (c == 'X' ? 10 : c - '0') * (10 - at)).Sum() % 11 == 0;
}
