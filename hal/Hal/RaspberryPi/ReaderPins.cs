using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Hal.Pn532;

namespace Hal.RaspberryPi;

/// <summary>Whether a reader's wire fits on this board, where every pin of the header but the UART's has something on it.</summary>
/// <remarks>On SPI the reader takes chip select 1 and the answers' line, which are the door's and the supply's: as the board's jumpers do, those two are given up for it, nothing else is.</remarks>
public static class ReaderPins
{
    /// <param name="wire">Where the reader is.</param>
    /// <param name="problem">What else is there, and what to write instead.</param>
    public static bool IsFree(Pn532Address wire, [NotNullWhen(false)] out string? problem)
    {
        problem = wire switch
        {
            Pn532Address.Spi { Bus: 0, ChipSelect: 0 } => "spi:0.0 is the panel; write spi:0.1 and set the board's jumpers for SPI",
            Pn532Address.Spi { Bus: not 0 } or Pn532Address.Spi { ChipSelect: not 1 } => $"{wire} runs over other pins of the board's; write spi:0.1 and set its jumpers for SPI",
            Pn532Address.Spi { Irq: { } irq } => OnPin(irq),
            Pn532Address.I2c { Irq: { } irq } => OnPin(irq),
            _ => null,
        };
        return problem is null;
    }

    static string? OnPin(int irq) => irq is PinTable.ReaderTransmit or PinTable.ReaderReceive
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"irq={irq} is a pin that the board needs, or none; write irq={PinTable.ReaderTransmit}, which is free without the UART, or leave it out");
}
