namespace Hal;

/// <summary>A reader that watches its field for cards.</summary>
public interface ICardReader : IAsyncDisposable
{
    /// <summary>What the reader said it is when it was opened last, as "PN532 firmware 1.6"; null before, or where it says nothing.</summary>
    string? Identity => null;

    /// <summary>Opens the reader, unless it is open, and asks it what it is; nobody need watch meanwhile.</summary>
    /// <exception cref="DeviceException">It does not answer.</exception>
    ValueTask<string> IdentifyAsync(CancellationToken cancel);

    /// <summary>What comes into the field and leaves it, until cancelled. One sighting follows another: a card that is
    /// <see cref="CardSighting.Present"/> stays until <see cref="CardSighting.Gone"/>.</summary>
    /// <param name="opened">Called once, when the chip has answered and its field is on: from then on a card would be seen.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeviceException">The reader is lost; enumerate again and it is opened anew.</exception>
    /// <remarks>Presence is checked between sightings without disturbing an exchange that another task runs on the card.</remarks>
    IAsyncEnumerable<CardSighting> WatchAsync(Action opened, CancellationToken cancel);
}

/// <summary>What a reader sees in its field.</summary>
public abstract record CardSighting
{
    CardSighting() { }

    /// <summary>One card lies in the field and answers.</summary>
    public sealed record Present(ICard Card) : CardSighting;

    /// <summary>More than one card answered, so none was chosen; nothing was read.</summary>
    public sealed record Several : CardSighting;

    /// <summary>Something is in the field but could not be activated.</summary>
    /// <param name="Reason">For the log and the technician; no data of a card.</param>
    public sealed record Unreadable(string Reason) : CardSighting;

    /// <summary>The field is empty again.</summary>
    public sealed record Gone : CardSighting;
}

/// <summary>The card in the field. It lives until the reader says <see cref="CardSighting.Gone"/>.</summary>
public interface ICard
{
    CardTechnology Technology { get; }

    /// <summary>UID (type A, 4, 7 or 10 bytes) or IDm (FeliCa, 8 bytes). Empty for type B, whose PUPI is random.</summary>
    ReadOnlyMemory<byte> Identifier { get; }

    /// <summary>Whether <see cref="TransceiveAsync"/> works: ISO 14443-4 is active.</summary>
    bool SpeaksApdus { get; }

    /// <summary>Sends one short C-APDU (ISO 7816-4, at most 261 bytes) and gives the length of the R-APDU written to <paramref name="response"/>.</summary>
    /// <param name="command">C-APDU, already encoded. Never logged.</param>
    /// <param name="response">Room for at least 258 bytes.</param>
    /// <param name="cancel">Ends the exchange; the card may need <see cref="CardSighting.Gone"/> before it answers again.</param>
    /// <exception cref="CardRemovedException">The card left.</exception>
    /// <exception cref="DeviceException">The reader failed.</exception>
    ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel);
}

/// <summary>How a card speaks on the air.</summary>
public enum CardTechnology
{
    /// <summary>ISO/IEC 14443 type A.</summary>
    TypeA,

    /// <summary>ISO/IEC 14443 type B: the My Number card.</summary>
    TypeB,

    /// <summary>JIS X 6319-4.</summary>
    FeliCa,
}
