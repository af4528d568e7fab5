namespace Firmware.Screens;

/// <summary>The sizes of a screen's texts, largest first: a text is set in the first in which it fits. No main line is smaller than 32 px, no text smaller than 16, its readings 12.</summary>
internal sealed record Styles
{
    /// <summary>The sentence that matters.</summary>
    public required Style[] Main { get; init; }

    /// <summary>The same beside a pictogram.</summary>
    public required Style[] Beside { get; init; }

    /// <summary>The same over something to read or to type.</summary>
    public required Style[] Head { get; init; }

    public required Style[] Detail { get; init; }

    /// <summary>Where three or more of them stand under each other.</summary>
    public required Style[] Point { get; init; }

    public required Style[] Choices { get; init; }

    /// <summary>What a list or a card says.</summary>
    public required Style[] Values { get; init; }

    public required Style[] Fields { get; init; }
    public required Style[] Figures { get; init; }

    /// <summary>What is typed elsewhere, letter by letter, beside a QR code.</summary>
    public Style[] Codes { get; } = Bold(1, 32);

    /// <summary>What is compared with another screen, beside a QR code.</summary>
    public Style[] Digits { get; } = Bold(0, 24, 20);

    public required Style[] Titles { get; init; }
    public required Style[] Hints { get; init; }

    /// <summary>Over a figure.</summary>
    public required Style[] Label { get; init; }

    /// <summary>Before a value.</summary>
    public required Style[] Names { get; init; }

    /// <summary>Two lines at a larger size before one at a smaller.</summary>
    public bool PrefersSize { get; init; }

    public static Styles Normal { get; } = new()
    {
        Main = Bold(3, 40, 36, 32),
        Beside = Bold(2, 36, 32),
        Head = Bold(1, 32),
        Detail = Bold(0, 24, 20),
        Point = Bold(0, 20),
        Choices = Bold(1, 32, 28, 24),
        Values = Bold(1, 32, 28, 24, 20),
        Fields = Bold(3, 48, 40, 32, 24),
        Figures = Bold(0, 48, 44),   // "Wed 28 Nov" and its year are wider than the panel at 48
        Titles = Bold(0, 24, 20, 16),
        Hints = Bold(0, 20, 16),
        Label = Bold(0, 24, 20),
        Names = Bold(0, 20, 16),
    };

    /// <summary>For who sees little: no second lines, and what remains takes their room.</summary>
    public static Styles Large { get; } = new()
    {
        Main = Bold(7, 56, 52, 48, 44, 40, 36, 32),
        Beside = Bold(5, 48, 44, 40, 36, 32),
        Head = Bold(4, 44, 40, 36, 32),
        Detail = Bold(0, 36, 32, 28, 24, 20),
        Point = Bold(0, 28, 24, 20),
        Choices = Bold(4, 44, 40, 36, 32, 28, 24),
        Values = Bold(3, 40, 36, 32, 28, 24, 20),
        Fields = Bold(4, 56, 48, 40, 32, 24),
        Figures = Bold(0, 64, 60, 56, 52, 48, 44),
        Titles = Bold(0, 28, 24, 20, 16),
        Hints = Bold(0, 24, 20, 16),
        Label = Bold(0, 32, 28, 24, 20),
        Names = Bold(0, 24, 20, 16),
        PrefersSize = true,
    };

    static Style[] Bold(int main, params ReadOnlySpan<int> sizes)
    {
        var styles = new Style[sizes.Length];
        for (var i = 0; i < styles.Length; i++)
        {
            styles[i] = new(Face.Bold, sizes[i], IsMain: i < main);
        }
        return styles;
    }
}
