namespace Hal.PinPad;

/// <summary>Which GPIO (BCM number) each line of the 4×3 pad is on.</summary>
/// <param name="Rows">Top to bottom: 1 2 3, 4 5 6, 7 8 9, * 0 #.</param>
/// <param name="Columns">Left to right.</param>
public sealed record MatrixPins(IReadOnlyList<int> Rows, IReadOnlyList<int> Columns)
{
    public const int RowCount = 4, ColumnCount = 3, KeyCount = RowCount * ColumnCount;

    /// <summary>The telephone's layout, row by row: the place of a key is its bit in a sample.</summary>
    public static IReadOnlyList<Key> Layout { get; } =
    [
        Key.Digit1, Key.Digit2, Key.Digit3,
        Key.Digit4, Key.Digit5, Key.Digit6,
        Key.Digit7, Key.Digit8, Key.Digit9,
        Key.Star, Key.Digit0, Key.Hash,
    ];
}
