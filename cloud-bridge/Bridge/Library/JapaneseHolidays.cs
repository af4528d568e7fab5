namespace Bridge.Library;

/// <summary>Public holidays of Japan by the Act on National Holidays (国民の祝日に関する法律), 2016 to 2099.</summary>
/// <remarks>Substitute holidays: article 3 (2); a weekday between two holidays: article 3 (3). The equinoxes are named by the Cabinet each February for the
/// next year; the formula below (mean motion, good for 1980–2099) has met them all so far.</remarks>
static class JapaneseHolidays
{
    public static bool IsHoliday(DateOnly day) => Of(day.Year).Contains(day);

    /// <summary>All holidays of a year, in order.</summary>
    public static SortedSet<DateOnly> Of(int year)
    {
        var named = Named(year).ToHashSet();
        var all = new SortedSet<DateOnly>(named);
        foreach (var sunday in named.Where(day => day.DayOfWeek == DayOfWeek.Sunday))
        {
            var substitute = sunday.AddDays(1);
            while (named.Contains(substitute))
            {
                substitute = substitute.AddDays(1);
            }
            all.Add(substitute);
        }
        foreach (var day in named)
        {
            if (named.Contains(day.AddDays(2)) && !named.Contains(day.AddDays(1)))
            {
                all.Add(day.AddDays(1));
            }
        }
        return all;
    }

    static IEnumerable<DateOnly> Named(int year) =>
    [
        new(year, 1, 1),                                         // 元日
        Monday(year, 1, 2),                                      // 成人の日
        new(year, 2, 11),                                        // 建国記念の日
        .. year >= 2020 ? [new DateOnly(year, 2, 23)] : year <= 2018 ? new DateOnly[] { new(year, 12, 23) } : [],   // 天皇誕生日; 2019 had none
        new(year, 3, Equinox(20.8431, year)),                    // 春分の日
        new(year, 4, 29),                                        // 昭和の日
        new(year, 5, 3), new(year, 5, 4), new(year, 5, 5),       // 憲法記念日, みどりの日, こどもの日
        .. Summer(year),
        Monday(year, 9, 3),                                      // 敬老の日
        new(year, 9, Equinox(23.2488, year)),                    // 秋分の日
        new(year, 11, 3), new(year, 11, 23),                     // 文化の日, 勤労感謝の日
        .. year == 2019 ? new DateOnly[] { new(2019, 5, 1), new(2019, 10, 22) } : [],   // accession and its ceremony
    ];

    // 海の日, 山の日, スポーツの日 (体育の日 until 2019); the Olympic years moved them by special acts.
    static DateOnly[] Summer(int year) => year switch
    {
        2020 => [new(2020, 7, 23), new(2020, 7, 24), new(2020, 8, 10)],
        2021 => [new(2021, 7, 22), new(2021, 7, 23), new(2021, 8, 8)],
        _ => [Monday(year, 7, 3), new(year, 8, 11), Monday(year, 10, 2)],
    };

    static DateOnly Monday(int year, int month, int which)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays(((int)DayOfWeek.Monday - (int)first.DayOfWeek + 7) % 7 + 7 * (which - 1));
    }

    // day of March or September; 0.242194 = part of a day by which the tropical year is longer than 365
    static int Equinox(double in1980, int year) => (int)(in1980 + 0.242194 * (year - 1980) - Math.Floor((year - 1980) / 4.0));
}
