namespace Bridge.Console.Reports;

/// <summary>Where the bars of a report stand, in units of the picture. Pure.</summary>
sealed class BarChart
{
    public const int Width = 720, Height = 220, Left = 40, Bottom = 24, Top = 8;

    const int MostLabels = 16, Lines = 4;
    const double Filled = .8;   // of the room a label has

    BarChart(int highest, IReadOnlyList<Bar> bars, IReadOnlyList<(double X, string Text)> labels) => (Highest, Bars, Labels) = (highest, bars, labels);

    /// <summary>The count at the upper edge: a round number that is no less than any.</summary>
    public int Highest { get; }

    public IReadOnlyList<Bar> Bars { get; }
    public IReadOnlyList<(double X, string Text)> Labels { get; }

    public IEnumerable<(double Y, int Count)> Grid => Enumerable.Range(0, Lines + 1).Select(line => (Upper(Highest * line / Lines, Highest), Highest * line / Lines));

    public static BarChart Of(Report report)
    {
        var highest = Round(report.Series.SelectMany(series => series.Counts).DefaultIfEmpty().Max());
        var room = (double)(Width - Left) / Math.Max(1, report.Labels.Count);
        var width = room * Filled / Math.Max(1, report.Series.Count);
        var bars =
            from series in Enumerable.Range(0, report.Series.Count)
            from at in Enumerable.Range(0, report.Labels.Count)
            let y = Upper(report.Series[series].Counts[at], highest)
            select new Bar(Left + room * (at + (1 - Filled) / 2) + width * series, y, width, Height - Bottom - y, series);
        var each = Math.Max(1, (report.Labels.Count + MostLabels - 1) / MostLabels);
        return new(highest, [.. bars], [.. report.Labels.Select((text, at) => (at, text)).Where(label => label.at % each == 0).Select(label => (Left + room * (label.at + .5), label.text))]);
    }

    // 4, 8, 12 … 40, 80, 120 …: a quarter of each is whole.
    static int Round(int most)
    {
        for (var power = 1; power < int.MaxValue / 200; power *= 10)
        {
            foreach (var step in (int[])[4, 8, 12, 16, 20, 24, 32])
            {
                if (step * power >= most)
                {
                    return step * power;
                }
            }
        }
        return int.MaxValue - 3;
    }

    static double Upper(int count, int highest) => Height - Bottom - (double)count / highest * (Height - Bottom - Top);
}

/// <param name="Series">Which colour.</param>
readonly record struct Bar(double X, double Y, double Width, double Height, int Series);
