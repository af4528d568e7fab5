using System.Buffers;

namespace Hal.Scanner;

/// <summary>One kind of label of a library, as its settings describe it.</summary>
public sealed class LabelRule
{
    static readonly SearchValues<char> Nw7Characters = SearchValues.Create("0123456789-$:/.+");

    public required LabelKind Kind { get; init; }

    /// <summary>Allowed lengths without start and stop letters, check digit included. Misreads of NW-7 are mostly short, so say them.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [];

    /// <summary>What the code may begin with; empty: anything.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    public StartStopLetters Letters { get; init; }
    public LabelCharacters Characters { get; init; }
    public CheckDigitKind CheckDigit { get; init; }

    /// <summary>Some label software computes the check digit of no more than the last so many digits (8 with 7DR).</summary>
    public int? ChecksLast { get; init; }

    /// <summary>The library system knows the item without its check digit.</summary>
    public bool DropsCheckDigit { get; init; }

    /// <summary>The code as the library system knows it, or how far it came.</summary>
    internal (string? Code, UnknownReason Reason) Judge(Label label)
    {
        var data = Letters == StartStopLetters.PartOfCode ? label.Whole : label.Data;
        if (!AreAllowed(data))
        {
            return (null, UnknownReason.WrongCharacters);
        }
        if (data.Length == 0 || Lengths is not [] && !Lengths.Contains(data.Length))
        {
            return (null, UnknownReason.WrongLength);
        }
        if (Prefixes is not [] && !Prefixes.Any(prefix => data.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return (null, UnknownReason.UnknownPrefix);
        }
        if (CheckDigit == CheckDigitKind.Modulus16 && label.Start is null)
        {
            return (null, UnknownReason.StartStopMissing);
        }
        if (!HasRightCheckDigit(data, label))
        {
            return (null, UnknownReason.WrongCheckDigit);
        }
        var code = DropsCheckDigit && CheckDigit != CheckDigitKind.None ? data[..^1] : data;
        return (Letters == StartStopLetters.Keep ? $"{label.Start}{code}{label.Stop}" : code, default);
    }

    bool AreAllowed(string data) => Characters switch
    {
        LabelCharacters.Digits => !data.AsSpan().ContainsAnyExceptInRange('0', '9'),
        LabelCharacters.Nw7 => !data.AsSpan().ContainsAnyExcept(Nw7Characters),
        LabelCharacters.Any => true,
    };

    bool HasRightCheckDigit(string data, Label label)
    {
        if (CheckDigit == CheckDigitKind.None)
        {
            return true;
        }
        var digits = data.AsSpan(0, data.Length - 1);
        if (ChecksLast is { } last && digits.Length > last)
        {
            digits = digits[^last..];
        }
        return Scanner.CheckDigit.Of(CheckDigit, digits, label.Start ?? '\0', label.Stop ?? '\0') == data[^1];
    }
}

public enum LabelKind
{
    Item,
    Patron,
}

/// <summary>What happens to the letters A to D at both ends of NW-7, which a scanner sends or not.</summary>
public enum StartStopLetters
{
    Strip,

    /// <summary>The library system has them in its numbers: kept, as capitals.</summary>
    Keep,

    /// <summary>The labels are not NW-7 (Code 39, Code 128): letters are data.</summary>
    PartOfCode,
}

public enum LabelCharacters
{
    Digits,
    Nw7,
    Any,
}
