namespace Hal.Scanner;

/// <summary>What a scan is to a library.</summary>
public abstract record ScanReading
{
    ScanReading() { }   // the readings below are all there are

    /// <summary>The library's label on an item.</summary>
    public sealed record Item(string Code) : ScanReading;

    /// <summary>A library card, printed or on a phone.</summary>
    public sealed record Patron(string Code) : ScanReading;

    /// <summary>The publisher's upper bar code, 978 or 979: which book it is, but not which copy.</summary>
    public sealed record Isbn(string Digits) : ScanReading;

    /// <summary>The publisher's lower bar code in Japan, 192: subject and price. It says nothing about a copy and is sent nowhere.</summary>
    public sealed record PublisherPrice : ScanReading;

    /// <summary>A magazine's bar code, 491.</summary>
    public sealed record Magazine(string Digits) : ScanReading;

    /// <summary>None of these.</summary>
    public sealed record Unknown(UnknownReason Reason) : ScanReading;
}

/// <summary>How far a scan came before no rule of the library took it; the farthest of all rules.</summary>
public enum UnknownReason
{
    WrongCharacters,

    /// <summary>A short read, or a code of somebody else.</summary>
    WrongLength,

    UnknownPrefix,

    /// <summary>The check digit needs the start and stop letters, and the scanner is set to leave them out.</summary>
    StartStopMissing,

    WrongCheckDigit,

    /// <summary>It would be an item and a patron: the library's rules overlap.</summary>
    Ambiguous,
}
