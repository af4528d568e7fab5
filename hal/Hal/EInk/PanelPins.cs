namespace Hal.EInk;

/// <summary>Which GPIO (BCM number) each control wire of the panel is on; data and clock are the SPI bus.</summary>
/// <param name="Reset">RST, low resets.</param>
/// <param name="DataCommand">DC, low: a command follows; high: its data.</param>
/// <param name="Busy">BUSY, high while the controller works.</param>
/// <param name="Power">PWR, high feeds the panel; a real switch on newer boards only.</param>
public sealed record PanelPins(int Reset, int DataCommand, int Busy, int Power);
