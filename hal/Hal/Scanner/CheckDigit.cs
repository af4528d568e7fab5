namespace Hal.Scanner;

/// <summary>The check digits found on NW-7 labels; the symbology (JIS X 0506) prescribes none.</summary>
public enum CheckDigitKind
{
    None,

    /// <summary>Modulus 10, weights 2 and 1 from the right, products above 9 split into their digits (Luhn).</summary>
    Modulus10Weight2Split,

    /// <summary>The same, products taken whole.</summary>
    Modulus10Weight2Whole,

    /// <summary>Modulus 10, weights 3 and 1 from the right, as EAN.</summary>
    Modulus10Weight3,

    /// <summary>7DR: the number modulo 7.</summary>
    SevenDr,

    /// <summary>7DSR: 7 minus that; 7 where nothing remains.</summary>
    SevenDsr,

    /// <summary>7DSR as some write it: 0 where nothing remains.</summary>
    SevenDsrZero,

    /// <summary>9DR: the number modulo 9.</summary>
    NineDr,

    /// <summary>9DSR: 9 minus that.</summary>
    NineDsr,

    /// <summary>Modulus 11, weights 2 to 7 from the right; 10 and 11 become 0.</summary>
    Modulus11,

    /// <summary>Modulus 16 over all characters, start and stop letter included.</summary>
    Modulus16,
}

/// <summary>Computes them.</summary>
internal static class CheckDigit
{
    const string Modulus16Values = "0123456789-$:/.+ABCD";

    /// <summary>The check character of some data; null where this kind has none for it.</summary>
    /// <param name="kind">Not <see cref="CheckDigitKind.None"/>.</param>
    /// <param name="data">Without check character, start and stop.</param>
    /// <param name="start">Start letter, A to D; needed by modulus 16 alone.</param>
    /// <param name="stop">Stop letter.</param>
    public static char? Of(CheckDigitKind kind, ReadOnlySpan<char> data, char start = '\0', char stop = '\0')
    {
        if (kind == CheckDigitKind.Modulus16)
        {
            return OfModulus16(data, start, stop);
        }
        if (data.IsEmpty || data.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }
        int? digit = kind switch
        {
            CheckDigitKind.None or CheckDigitKind.Modulus16 => null,
            CheckDigitKind.Modulus10Weight2Split => Complement(Weighted(data, 2, 1, splits: true)),
            CheckDigitKind.Modulus10Weight2Whole => Complement(Weighted(data, 2, 1, splits: false)),
            CheckDigitKind.Modulus10Weight3 => Complement(Weighted(data, 3, 1, splits: false)),
            CheckDigitKind.SevenDr => Remainder(data, 7),
            CheckDigitKind.SevenDsr => 7 - Remainder(data, 7),
            CheckDigitKind.SevenDsrZero => (7 - Remainder(data, 7)) % 7,
            CheckDigitKind.NineDr => Remainder(data, 9),
            CheckDigitKind.NineDsr => 9 - Remainder(data, 9),
            CheckDigitKind.Modulus11 => OfModulus11(data),
        };
        return digit is { } value ? (char)('0' + value) : null;
    }

    static int Complement(int sum) => (10 - sum % 10) % 10;

    static int Weighted(ReadOnlySpan<char> digits, int odd, int even, bool splits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var product = (digits[^(i + 1)] - '0') * (i % 2 == 0 ? odd : even);
            sum += splits && product > 9 ? product - 9 : product;
        }
        return sum;
    }

    static int Remainder(ReadOnlySpan<char> digits, int modulus)
    {
        var remainder = 0;
        foreach (var digit in digits)
        {
            remainder = (remainder * 10 + (digit - '0')) % modulus;
        }
        return remainder;
    }

    static int OfModulus11(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[^(i + 1)] - '0') * (2 + i % 6);
        }
        return 11 - sum % 11 is < 10 and var digit ? digit : 0;
    }

    static char? OfModulus16(ReadOnlySpan<char> data, char start, char stop)
    {
        var sum = 0;
        foreach (var character in (ReadOnlySpan<char>)[start, .. data, stop])
        {
            if (Modulus16Values.IndexOf(character) is >= 0 and var value)
            {
                sum += value;
            }
            else
            {
                return null;
            }
        }
        return Modulus16Values[(16 - sum % 16) % 16];
    }
}
