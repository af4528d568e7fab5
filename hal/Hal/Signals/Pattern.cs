namespace Hal.Signals;

/// <summary>One value for a while.</summary>
internal readonly record struct Step<T>(T Value, TimeSpan Length);

/// <summary>Values one after the other: the last one stays, unless the pattern repeats.</summary>
internal sealed record Pattern<T>(IReadOnlyList<Step<T>> Steps, bool Repeats);

/// <summary>The shapes patterns have.</summary>
internal static class Pattern
{
    public static Pattern<T> Steady<T>(T value) => new([new(value, TimeSpan.Zero)], Repeats: false);

    public static Pattern<Lamp> Blink(Lamp lamp, TimeSpan half) => new([new(lamp, half), new(Lamp.Dark, half)], Repeats: true);

    public static Pattern<T> Once<T>(params ReadOnlySpan<(T Value, TimeSpan Length)> steps)
    {
        var made = new Step<T>[steps.Length];
        for (var i = 0; i < made.Length; i++)
        {
            made[i] = new(steps[i].Value, steps[i].Length);
        }
        return new(made, Repeats: false);
    }
}
