using Hal.Contacts;

namespace Hal.RaspberryPi;

/// <summary>Lines of the board that somebody else holds.</summary>
/// <param name="ByReader">The reader is on SPI: it has the door's line as its chip select and the supply's as its answers.</param>
/// <param name="SupplyKey">The kernel watches the supply's line, and is asked for it.</param>
internal readonly record struct LinesInUse(bool ByReader, KernelKey? SupplyKey)
{
    public const string Reader = "the reader on SPI has its line";
}
