using System.Device.Spi;
using Virtual.Pn532;

namespace Virtual.Wires;

/// <summary>A chip on an SPI bus (UM0701-02 6.2.5): the first byte of a transfer says write, status or read; the least significant bit comes first.</summary>
/// <remarks>The bus master of a Raspberry Pi sends the most significant bit first, so the host turns every byte around; so does this device, for the chip.</remarks>
public sealed class VirtualSpiDevice : SpiDevice
{
    const byte DataWrite = 0x01;
    const byte StatusRead = 0x02;
    const byte DataRead = 0x03;

    readonly VirtualPn532 _chip;

    /// <param name="chip">Set to <see cref="HostInterface.Spi"/>.</param>
    /// <param name="settings">Mode 0, at most 5 MHz, most significant bit first: what the chip and the master can do.</param>
    public VirtualSpiDevice(VirtualPn532 chip, SpiConnectionSettings settings)
    {
        if (settings is not { Mode: SpiMode.Mode0, ClockFrequency: > 0 and <= 5_000_000, DataFlow: DataFlow.MsbFirst })
        {
            throw new ArgumentException("the chip speaks SPI mode 0 at 5 MHz at most, and the master sends the most significant bit first", nameof(settings));
        }
        (_chip, ConnectionSettings) = (chip, settings);
    }

    public override SpiConnectionSettings ConnectionSettings { get; }

    public override void Write(ReadOnlySpan<byte> buffer) => TransferFullDuplex(buffer, new byte[buffer.Length]);

    public override void Read(Span<byte> buffer) => TransferFullDuplex(new byte[buffer.Length], buffer);

    /// <summary>One transfer under one chip select.</summary>
    public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        if (writeBuffer.Length != readBuffer.Length)
        {
            throw new ArgumentException("both directions of a transfer have the same length");
        }
        _chip.PassOnBus(TimeSpan.FromSeconds(writeBuffer.Length * 8.0 / ConnectionSettings.ClockFrequency));
        readBuffer.Clear();
        if (!_chip.Select() || writeBuffer.IsEmpty)
        {
            return;   // the clocks that woke it are lost
        }
        Span<byte> said = writeBuffer.Length <= 512 ? stackalloc byte[writeBuffer.Length] : new byte[writeBuffer.Length];
        Turn(writeBuffer, said);
        switch (said[0])
        {
            case DataWrite:
                _chip.Receive(said[1..]);
                break;
            case StatusRead:
                readBuffer[1..].Fill(Turn((byte)(_chip.IsReady ? 1 : 0)));
                break;
            case DataRead when readBuffer.Length > 1 && _chip.TryTake(out var frame):
                Turn(frame.AsSpan(0, Math.Min(frame.Length, readBuffer.Length - 1)), readBuffer[1..]);
                break;
        }
    }

    static void Turn(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Turn(from[i]);
        }
    }

    static byte Turn(byte value)
    {
        var turned = 0;
        for (var bit = 0; bit < 8; bit++)
        {
            turned |= (value >> bit & 1) << (7 - bit);
        }
        return (byte)turned;
    }
}
