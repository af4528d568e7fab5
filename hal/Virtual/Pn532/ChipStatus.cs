namespace Virtual.Pn532;

/// <summary>Status byte of the RF commands, low six bits (UM0701-02 7.1).</summary>
enum ChipStatus : byte
{
    Ok = 0x00,
    Timeout = 0x01,
    Crc = 0x02,
    Collision = 0x06,
    BufferTooSmall = 0x07,
    Protocol = 0x0B,
    InvalidParameter = 0x10,
    NotAllowed = 0x26,
    WrongContext = 0x27,
    CardDiffers = 0x2A,
    CardDisappeared = 0x2B,
}
