namespace Bridge.Console.Reports;

/// <summary>Counts of a period as a table. There is no person in what it is made from, so there is none in it.</summary>
/// <param name="Name">In addresses and file names.</param>
/// <param name="Labels">A row each.</param>
public sealed record Report(string Name, string Title, string Unit, IReadOnlyList<string> Labels, IReadOnlyList<ReportSeries> Series)
{
    public int Total => Series.Sum(series => series.Counts.Sum());
}

/// <param name="Counts">One for each label of the report.</param>
public sealed record ReportSeries(string Name, IReadOnlyList<int> Counts);
