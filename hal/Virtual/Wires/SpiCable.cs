using System.Device.Spi;

namespace Virtual.Wires;

/// <summary>The SPI cable between one life of an appliance and a chip that outlives it: once cut, what is left of that life is not heard.</summary>
sealed class SpiCable(SpiDevice chip) : SpiDevice
{
    volatile bool _isCut;

    public override SpiConnectionSettings ConnectionSettings => chip.ConnectionSettings;

    public void Cut() => _isCut = true;

    public override void Read(Span<byte> buffer)
    {
        buffer.Clear();
        if (!_isCut)
        {
            chip.Read(buffer);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_isCut)
        {
            chip.Write(buffer);
        }
    }

    public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        readBuffer.Clear();
        if (!_isCut)
        {
            chip.TransferFullDuplex(writeBuffer, readBuffer);
        }
    }
}
