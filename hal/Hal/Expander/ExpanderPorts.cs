namespace Hal.Expander;

/// <summary>Which line of the port expander each thing is on.</summary>
/// <param name="ReaderRequest">Low: the reader has an answer.</param>
/// <param name="ReaderReset">Low resets the reader; pulled up.</param>
/// <param name="SetupButton">Low: pressed; pulled up.</param>
/// <param name="ScannerPower">Low takes the scanner's power; pulled up.</param>
/// <param name="ScannerFault">Low: the scanner draws more than its switch gives; pulled up.</param>
public sealed record ExpanderPorts(int ReaderRequest, int ReaderReset, int SetupButton, int ScannerPower, int ScannerFault)
{
    /// <summary>Lines with nothing on them, one bit a line.</summary>
    public byte Spare => (byte)~(1 << ReaderRequest | 1 << ReaderReset | 1 << SetupButton | 1 << ScannerPower | 1 << ScannerFault);
}
