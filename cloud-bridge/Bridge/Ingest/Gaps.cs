using Contract;

namespace Bridge.Ingest;

/// <summary>What is missing between the entries that came. Pure.</summary>
static class Gaps
{
    /// <summary>Ranges told in one acknowledgement; the rest shows when these are filled.</summary>
    public const int MostRanges = 32;

    /// <param name="applied">All up to here are there.</param>
    /// <param name="waiting">Entries after it that have come, in order.</param>
    public static IReadOnlyList<SequenceRange> Between(long applied, IEnumerable<long> waiting)
    {
        var missing = new List<SequenceRange>();
        var expected = applied + 1;
        foreach (var sequence in waiting)
        {
            if (sequence > expected)
            {
                missing.Add(new(expected, sequence - 1));
            }
            if (missing.Count == MostRanges || sequence == long.MaxValue)
            {
                break;
            }
            expected = sequence + 1;
        }
        return missing;
    }
}
