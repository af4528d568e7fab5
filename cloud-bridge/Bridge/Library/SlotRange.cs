using System.Globalization;

namespace Bridge.Library;

/// <summary>Places of a hold shelf as the settings write them: one (<c>大型</c>), or from the first to the last (<c>A01..A40</c>). Pure.</summary>
readonly record struct SlotRange(string Prefix, int First, int Last, int Digits)
{
    const int LongestName = 16, MostPlaces = 10000, MostDigits = 5;

    /// <summary>From 1 without end, or as far as a shelf may go.</summary>
    public static SlotRange Numbers { get; } = new("", 1, MostPlaces, 0);

    /// <summary>In the order of the shelf; digits as many as the first place has.</summary>
    public IEnumerable<string> Places()
    {
        for (var place = First; place <= Last; place++)
        {
            yield return Last == 0 ? Prefix : Prefix + place.ToString(new string('0', Digits), CultureInfo.InvariantCulture);
        }
    }

    public static bool TryParse(string text, out SlotRange range)
    {
        range = default;
        var parts = text.Trim().Split("..");
        if (parts.Length > 2 || parts.Any(part => part.Length is 0 or > LongestName || part.Any(char.IsControl)))
        {
            return false;
        }
        if (parts is [var one])
        {
            range = new(one, 0, 0, 0);
            return true;
        }
        var (first, last) = (Split(parts[0]), Split(parts[1]));
        if (first.Digits is 0 or > MostDigits || last.Digits is 0 or > MostDigits || first.Prefix != last.Prefix)
        {
            return false;
        }
        range = new(first.Prefix, first.Number, last.Number, first.Digits);
        return range.First >= 0 && range.Last > 0 && range.First <= range.Last && range.Last - range.First < MostPlaces;
    }

    public static string Problem(string where, string text) => $"{where}: '{text}' is no place and no range: write 大型, or A01..A40 with the same letters at both ends";

    static (string Prefix, int Number, int Digits) Split(string place)
    {
        var digits = place.Reverse().TakeWhile(char.IsAsciiDigit).Count();
        return (place[..^digits], digits is 0 or > MostDigits ? 0 : int.Parse(place[^digits..], CultureInfo.InvariantCulture), digits);
    }
}
