namespace Benchmarks;

/// <summary>Many measurements of one thing, in whatever unit they have.</summary>
sealed class Distribution(IEnumerable<double> values)
{
    readonly double[] _sorted = [.. values.Order()];

    public double Median => At(0.5);

    /// <summary>The value below which this share of all lies: 0.99 for p99.</summary>
    public double At(double share) => _sorted[Math.Min((int)(_sorted.Length * share), _sorted.Length - 1)];
}
