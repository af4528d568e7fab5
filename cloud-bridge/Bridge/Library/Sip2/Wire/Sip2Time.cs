using System.Globalization;

namespace Bridge.Library.Sip2.Wire;

/// <summary>The 18 characters <c>YYYYMMDDZZZZHHMMSS</c>: four blanks are the library's local time, three and a <c>Z</c> are UTC.</summary>
readonly record struct Sip2Time(DateTime At, bool IsUtc)
{
    public const int Width = 18;

    static readonly string[] Zones = ["    ", "   Z"];

    /// <summary>Sent as local time with blanks: every server seen reads that.</summary>
    public static Sip2Time Local(DateTimeOffset at, TimeZoneInfo zone) => new(TimeZoneInfo.ConvertTime(at, zone).DateTime, IsUtc: false);

    /// <summary>Blanks, zeros ("unsupported") and what is no date are none. Zones of ANSI X3.43 other than Z are read as local.</summary>
    public static Sip2Time? Parse(ReadOnlySpan<char> text) =>
        text.Length == Width && DateTime.TryParseExact($"{text[..8]}{text[12..]}", "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? new(at, text[8..12].SequenceEqual(Zones[1]))
            : null;

    public DateTimeOffset In(TimeZoneInfo zone) => IsUtc ? new(At, TimeSpan.Zero) : new(At, zone.GetUtcOffset(At));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:yyyyMMdd}{Zones[IsUtc ? 1 : 0]}{At:HHmmss}");
}
