using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Firmware.Updates;

/// <summary>The version of a release: three numbers, 1.4.0, that have an order.</summary>
readonly record struct ReleaseVersion(int Major, int Minor, int Patch) : IComparable<ReleaseVersion>
{
    public static bool TryParse([NotNullWhen(true)] string? text, out ReleaseVersion version)
    {
        if (text?.Split('.') is [var major, var minor, var patch] && Number(major) is { } first && Number(minor) is { } second && Number(patch) is { } third)
        {
            version = new(first, second, third);
            return true;
        }
        version = default;
        return false;
    }

    public int CompareTo(ReleaseVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(ReleaseVersion one, ReleaseVersion other) => one.CompareTo(other) < 0;
    public static bool operator >(ReleaseVersion one, ReleaseVersion other) => one.CompareTo(other) > 0;
    public static bool operator <=(ReleaseVersion one, ReleaseVersion other) => one.CompareTo(other) <= 0;
    public static bool operator >=(ReleaseVersion one, ReleaseVersion other) => one.CompareTo(other) >= 0;

    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
