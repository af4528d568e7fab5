using System.Device.I2c;
using System.Globalization;

namespace Virtual.Clock;

/// <summary>A DS3231 on an I2C bus (its data sheet, figure 1): registers 00h to 12h, read from a pointer that wraps around.</summary>
/// <param name="time">By which it goes.</param>
public sealed class VirtualDs3231(TimeProvider time) : I2cDevice
{
    const int Registers = 0x13, Control = 0x0E, Status = 0x0F;

    int _pointer;

    public override I2cConnectionSettings ConnectionSettings { get; } = new(1, 0x68);

    /// <summary>Not soldered in, or its bus is cut: nobody acknowledges.</summary>
    public bool IsMissing { get; set; }

    /// <summary>How far it is ahead.</summary>
    public TimeSpan Offset { get; set; }

    /// <summary>Its battery was empty: it stood still once, and its time is worth nothing.</summary>
    public bool HasStopped { get; set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Acknowledge();
        _pointer = buffer[0] % Registers;
    }

    public override void Read(Span<byte> buffer)
    {
        Acknowledge();
        var registers = Now();
        for (var i = 0; i < buffer.Length; i++)
        {
            buffer[i] = registers[_pointer];
            _pointer = (_pointer + 1) % Registers;
        }
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        Read(readBuffer);
    }

    byte[] Now()
    {
        var now = time.GetUtcNow() + Offset;
        var registers = new byte[Registers];
        (registers[0], registers[1], registers[2]) = (Bcd(now.Second), Bcd(now.Minute), Bcd(now.Hour));
        (registers[3], registers[4], registers[5], registers[6]) = ((byte)((int)now.DayOfWeek + 1), Bcd(now.Day), (byte)(Bcd(now.Month) | (now.Year >= 2100 ? 0x80 : 0)), Bcd(now.Year % 100));
        (registers[Control], registers[Status]) = (0x1C, (byte)(HasStopped ? 0x88 : 0x08));   // as after power-up, but for the flag
        return registers;
    }

    static byte Bcd(int value) => byte.Parse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    void Acknowledge()
    {
        if (IsMissing)
        {
            throw new IOException("Error 121 performing I2C data transfer.");
        }
    }
}
