using Bridge.Library;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>What may be lent to whom, and for how long.</summary>
sealed class LoanSettings
{
    [Within(1, 365, ErrorMessage = "Bridge:Loans:Days must be 1 to 365; 14 is usual")]
    public int Days { get; init; } = 14;

    [Within(1, 365, ErrorMessage = "Bridge:Loans:AvDays must be 1 to 365; 7 is usual")]
    public int AvDays { get; init; } = 7;

    [Within(1, 365, ErrorMessage = "Bridge:Loans:MagazineDays must be 1 to 365; 7 is usual")]
    public int MagazineDays { get; init; } = 7;

    /// <summary>Whether closed days count.</summary>
    public PeriodCounting Counting { get; init; } = PeriodCounting.CalendarDays;

    /// <summary>Days an item may be overdue before its patron may borrow no more.</summary>
    [Within(0, 3650, ErrorMessage = "Bridge:Loans:OverdueGraceDays must be 0 to 3650; 0 stops lending on the first day, many libraries write 15")]
    public int OverdueGraceDays { get; init; }

    /// <summary>How often a loan may be renewed.</summary>
    [Within(0, 100, ErrorMessage = "Bridge:Loans:Renewals must be 0 to 100; 1 is usual, 0 allows none")]
    public int Renewals { get; init; } = 1;

    /// <summary>Where the new period begins.</summary>
    public RenewalStart RenewFrom { get; init; } = RenewalStart.Today;

    /// <summary>Items that are not renewed, by their rule.</summary>
    public IList<LoanRule> NotRenewed { get; init; } = [];

    /// <summary>For every category that <see cref="Categories"/> does not name.</summary>
    [ValidateObjectMembers]
    public LoanLimit Limit { get; init; } = new();

    /// <summary>By the patron's category.</summary>
    public IDictionary<string, LoanLimit> Categories { get; init; } = new Dictionary<string, LoanLimit>();

    public LoanLimit LimitOf(string category) => Categories.TryGetValue(category, out var limit) ? limit : Limit;

    public int PeriodOf(LoanRule rule) => rule switch
    {
        LoanRule.Normal or LoanRule.InLibraryOnly => Days,
        LoanRule.Av => AvDays,
        LoanRule.Magazine => MagazineDays,
    };
}

sealed class LoanLimit
{
    [Within(0, 1000, ErrorMessage = "Items must be 0 to 1000; 10 is usual")]
    public int Items { get; init; } = 10;

    /// <summary>CDs and DVDs among them.</summary>
    [Within(0, 1000, ErrorMessage = "Av must be 0 to 1000; 3 is usual")]
    public int Av { get; init; } = 3;

    /// <summary>Holds a patron may have at a time.</summary>
    [Within(0, 1000, ErrorMessage = "Holds must be 0 to 1000; 10 is usual")]
    public int Holds { get; init; } = 10;
}

enum RenewalStart
{
    /// <summary>On the day of the renewal; renewing early gains little.</summary>
    Today,

    /// <summary>On the due date.</summary>
    DueDate,
}

enum PeriodCounting
{
    /// <summary>14 days, then the next opening day.</summary>
    CalendarDays,

    /// <summary>14 opening days (Yokohama counts so).</summary>
    OpeningDays,
}
