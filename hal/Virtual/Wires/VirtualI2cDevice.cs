using System.Device.I2c;
using Virtual.Pn532;

namespace Virtual.Wires;

/// <summary>A chip on an I2C bus (UM0701-02 6.2.4): every read begins with a ready byte; whoever addresses it asleep gets no acknowledge.</summary>
/// <param name="chip">Set to <see cref="HostInterface.I2c"/>.</param>
/// <param name="clockRate">SCL in Hz; the chip takes 400 kHz at most.</param>
public sealed class VirtualI2cDevice(VirtualPn532 chip, int clockRate = 400_000) : I2cDevice
{
    const byte IsReady = 0x01;

    readonly int _clockRate = clockRate is > 0 and <= 400_000 ? clockRate : throw new ArgumentOutOfRangeException(nameof(clockRate), clockRate, "the chip's I2C runs at 400 kHz at most");
    int _refusals;

    public override I2cConnectionSettings ConnectionSettings { get; } = new(1, 0x24);

    /// <summary>The chip does not acknowledge its address the next <paramref name="times"/> times, as it does while it is busy.</summary>
    public void RefuseNext(int times) => _refusals = times;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Address(buffer.Length);
        chip.Receive(buffer);
    }

    /// <summary>One byte asks only whether there is a frame; a longer read takes the frame, and what it did not reach is lost (a NACK frame brings it again).</summary>
    public override void Read(Span<byte> buffer)
    {
        Address(buffer.Length);
        buffer.Clear();
        if (!chip.IsReady)
        {
            return;
        }
        buffer[0] = IsReady;
        if (buffer.Length > 1 && chip.TryTake(out var frame))
        {
            frame.AsSpan(0, Math.Min(frame.Length, buffer.Length - 1)).CopyTo(buffer[1..]);
        }
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        Read(readBuffer);
    }

    /// <summary>Nine bits a byte with its acknowledge, and the address before them.</summary>
    void Address(int bytes)
    {
        if (bytes == 0)
        {
            throw new ArgumentException("a transfer has at least one byte");
        }
        chip.PassOnBus(TimeSpan.FromSeconds((bytes + 1) * 9.0 / _clockRate));
        if (_refusals > 0)
        {
            _refusals--;
            throw new IOException("Error 121 performing I2C data transfer.");   // EREMOTEIO, as the kernel says it
        }
        if (!chip.Select())
        {
            throw new IOException("Error 121 performing I2C data transfer.");
        }
    }
}
