namespace Virtual.Pn532;

/// <summary>Which host wire the chip's two interface pins (I0, I1) select.</summary>
public enum HostInterface
{
    /// <summary>UART, 8N1, 115200 after reset.</summary>
    Hsu,

    /// <summary>Slave address 0x24, at most 400 kHz.</summary>
    I2c,

    /// <summary>Mode 0, least significant bit first, at most 5 MHz.</summary>
    Spi,
}
