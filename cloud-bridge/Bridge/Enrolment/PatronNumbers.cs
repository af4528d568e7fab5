using System.Globalization;
using System.Text.RegularExpressions;
using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Gives patron numbers: prefix, counting digits and perhaps a check digit; a number once given is never given again while it is the last.</summary>
sealed class PatronNumbers(RegistrationSettings settings)
{
    int Digits => settings.NumberLength - settings.NumberPrefix.Length - (settings.CheckDigit == CheckDigit.None ? 0 : 1);

    /// <summary>The number after the highest of the site's range; null when the range is used up.</summary>
    public async Task<string?> NextAsync(BridgeDb db, CancellationToken cancel)
    {
        var pattern = $"^{settings.NumberPrefix}[0-9]{{{settings.NumberLength - settings.NumberPrefix.Length}}}$";   // the prefix is digits
        var highest = await db.Patrons.Where(p => Regex.IsMatch(p.Number, pattern)).MaxAsync(p => (string?)p.Number, cancel);
        for (var count = highest is null ? 1 : CountOf(highest) + 1; TryMake(count, out var number); count++)
        {
            if (!await db.Patrons.AnyAsync(p => p.Number == number || p.LibraryCard == number, cancel))
            {
                return number;
            }
        }
        return null;
    }

    long CountOf(string number) => long.Parse(number.AsSpan(settings.NumberPrefix.Length, Digits), CultureInfo.InvariantCulture);

    bool TryMake(long count, out string number)
    {
        var digits = count.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
        number = settings.NumberPrefix + digits;
        number += settings.CheckDigit switch
        {
            CheckDigit.None => "",
            CheckDigit.Modulus10 => CheckDigits.Modulus10(number),
            CheckDigit.Modulus11 => CheckDigits.Modulus11(number),
            CheckDigit.Modulus7 => CheckDigits.Modulus7(number),
        };
        return digits.Length == Digits;
    }
}

/// <summary>Check digits as NW-7 labels carry them (JIS X 0506 leaves the choice to the user).</summary>
static class CheckDigits
{
    public static string Modulus10(string number) =>
        Text((10 - number.Reverse().Select((digit, at) => Sum((digit - '0') * (at % 2 == 0 ? 2 : 1))).Sum() % 10) % 10);

    public static string Modulus11(string number)
    {
        var rest = 11 - number.Reverse().Select((digit, at) => (digit - '0') * (2 + at % 6)).Sum() % 11;
        return Text(rest > 9 ? 0 : rest);
    }

    public static string Modulus7(string number) => Text(number.Aggregate(0, (rest, digit) => (rest * 10 + digit - '0') % 7));

    static int Sum(int product) => product / 10 + product % 10;

    static string Text(int digit) => digit.ToString(CultureInfo.InvariantCulture);
}
