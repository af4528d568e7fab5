using System.ComponentModel.DataAnnotations;

namespace Hal.Pn532;

/// <summary>Who speaks ISO/IEC 14443-4 with a type B card.</summary>
public enum IsoDepMode
{
    /// <summary>This driver, with frames of 256 bytes: a certificate is read a fifth faster, and waiting time extensions are ours to bound.</summary>
    Own,

    /// <summary>The chip (InDataExchange), with frames of 64 bytes: for a chip that does not take the own way.</summary>
    Chip,
}

/// <summary>Settings of a PN532 reader.</summary>
public sealed class Pn532Settings
{
    public IsoDepMode IsoDep { get; init; } = IsoDepMode.Own;

    /// <summary>Speed to raise a serial line to, in bit/s: 115200 leaves it alone, 921600 and 1288000 are worth having. A speed in the address wins.</summary>
    [AllowedValues(9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000)]
    public int BaudRate { get; init; } = 921600;

    /// <summary>From one look at the card that lies there to the next, in milliseconds.</summary>
    [Range(10, 5000)]
    public int PresenceInterval { get; init; } = 100;

    /// <summary>Rest after each round of polling an empty field, in milliseconds; a round of four takes about 25.</summary>
    [Range(0, 1000)]
    public int PollInterval { get; init; } = 10;

    /// <summary>Activations that may fail in a row before the card is called unreadable.</summary>
    [Range(1, 20)]
    public int ActivationAttempts { get; init; } = 3;

    /// <summary>Longest time for one APDU, all waiting time extensions included, in seconds. A signature takes up to 1.5 s.</summary>
    [Range(5, 60)]
    public int ApduTimeout { get; init; } = 10;

    /// <summary>Modulation depth for type B (CIU_ModGsP, AN10609 C106): lower is deeper. Empty leaves the chip's own value.</summary>
    [Range(0, 63)]
    public int? TypeBModulation { get; init; }
}

/// <summary>How long the host waits for the chip. Not settings: they follow from the chip and its wire.</summary>
internal sealed record Pn532Timing
{
    /// <summary>Longest wait for the acknowledge frame.</summary>
    /// <remarks>UM0701-02 6.2.2 asks for 15 ms; USB adapters and a busy host add their own, and a lost chip is rare.</remarks>
    public TimeSpan Acknowledge { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The same while looking for the chip's speed: short in the first round, so that a chip left at 921600 costs no second.</summary>
    public TimeSpan FirstContact { get; init; } = TimeSpan.FromMilliseconds(60);

    /// <summary>Longest wait for the answer to a command that needs no card.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for InDataExchange, where the chip itself grants waiting time extensions.</summary>
    public TimeSpan DataExchange { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the chip may need beyond the time it waits for the card.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rest after an abort.</summary>
    /// <remarks>A command sent at once gets no acknowledge (libnfc issue 167); nfcpy waits as long.</remarks>
    public TimeSpan AfterAbort { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Rest between the acknowledge of SetSerialBaudRate's answer and the first byte at the new speed.</summary>
    public TimeSpan BaudRateChange { get; init; } = TimeSpan.FromMilliseconds(1);
}
