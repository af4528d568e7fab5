namespace Virtual;

/// <summary>A card as its chip sees it: APDUs in, APDUs out. The air around it (ATQB, ISO-DEP blocks) is the PICC's.</summary>
public interface IVirtualCard
{
    /// <summary>Field on, or power on: security state gone, no application selected.</summary>
    void Reset();

    /// <summary>One C-APDU, one R-APDU with its status word; anything that is no APDU gets a status word too.</summary>
    byte[] Transmit(ReadOnlySpan<byte> command);

    /// <summary>How long the card itself computes for the command it just answered (a signature, a PIN check).</summary>
    TimeSpan ComputingTime { get; }
}
