namespace Hal.Pn532;

/// <summary>The chip's status, low six bits (UM0701-02 7.1).</summary>
public enum Pn532Error : byte
{
    None = 0x00,

    /// <summary>The target did not answer in time.</summary>
    Timeout = 0x01,
    Crc = 0x02,
    Parity = 0x03,
    BitCount = 0x04,
    Framing = 0x05,
    Collision = 0x06,
    BufferTooSmall = 0x07,
    RfBufferOverflow = 0x09,
    RfField = 0x0A,
    RfProtocol = 0x0B,
    Temperature = 0x0D,
    InternalBuffer = 0x0E,
    InvalidParameter = 0x10,
    DepCommand = 0x12,
    DepProtocol = 0x13,
    MifareAuthentication = 0x14,
    UidChecksum = 0x23,
    DepState = 0x25,
    NotAllowed = 0x26,

    /// <summary>No target is activated, or not that one.</summary>
    WrongContext = 0x27,
    Released = 0x29,

    /// <summary>Another type B card took the place of the first.</summary>
    CardExchanged = 0x2A,

    /// <summary>The type B card is gone.</summary>
    CardDisappeared = 0x2B,
    Nfcid3Mismatch = 0x2C,
    OverCurrent = 0x2D,
    NadMissing = 0x2E,

    /// <summary>Not a status: the chip answered with an error frame, so it could not make sense of the command.</summary>
    Syntax = 0xFF,
}

/// <summary>The chip answered, and said no.</summary>
public sealed class Pn532Exception(string what, Pn532Error error) : DeviceException("PN532", $"{what}: {error} ({(byte)error:X2})")
{
    public Pn532Error Error { get; } = error;
}

internal static class Pn532Errors
{
    extension(Pn532Error error)
    {
        /// <summary>A fault of the air that a repeated block can heal (ISO/IEC 14443-4 7.5.5).</summary>
        public bool IsTransmissionFault => error is Pn532Error.Timeout or Pn532Error.Crc or Pn532Error.Parity or Pn532Error.BitCount
            or Pn532Error.Framing or Pn532Error.Collision or Pn532Error.RfProtocol;

        /// <summary>What the chip says when the card left or was exchanged.</summary>
        public bool IsCardGone => error.IsTransmissionFault || error is Pn532Error.DepProtocol or Pn532Error.WrongContext
            or Pn532Error.Released or Pn532Error.CardExchanged or Pn532Error.CardDisappeared;
    }
}
