using System.Device.Gpio;
using System.Device.I2c;

namespace Virtual.Expander;

/// <summary>A PCA9534 on an I2C bus (data sheet TI SCPS124): a command byte chooses one of four registers, bytes after it are written there, reads come from there.</summary>
public sealed class VirtualPca9534 : I2cDevice
{
    const int Lines = 8;
    const int Input = 0, Output = 1, Polarity = 2, Configuration = 3;

    readonly Lock _lock = new();
    readonly byte[] _registers = [0x00, 0xFF, 0x00, 0xFF];   // as after power-up
    readonly Func<PinValue>?[] _world = new Func<PinValue>?[Lines];
    int _command;

    /// <param name="address">7 bits, as its three address pins say.</param>
    public VirtualPca9534(int address) => ConnectionSettings = new(1, address);

    public override I2cConnectionSettings ConnectionSettings { get; }

    /// <summary>Not soldered in, or its bus is cut: nobody acknowledges.</summary>
    public bool IsMissing { get; set; }

    /// <summary>The host drives a line to another level, or lets it go (null).</summary>
    public event Action<int, PinValue?>? HostChanged;

    /// <summary>What the board and the world hold a line at, asked at each look; a line nobody holds is pulled up.</summary>
    public void Attach(int line, Func<PinValue> level)
    {
        lock (_lock)
        {
            _world[line] = level;
        }
    }

    /// <summary>What the host drives; null while the line is an input.</summary>
    public PinValue? FromHost(int line)
    {
        lock (_lock)
        {
            return (_registers[Configuration] >> line & 1) != 0 ? null : _registers[Output] >> line & 1;
        }
    }

    /// <summary>The power went and came: everything is an input again.</summary>
    public void Reset() => Change(() => (_registers[Output], _registers[Polarity], _registers[Configuration]) = (0xFF, 0x00, 0xFF));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Acknowledge();
        var bytes = buffer.ToArray();
        Change(() =>
        {
            _command = bytes[0] & 3;
            foreach (var value in bytes.Skip(1).Where(_ => _command != Input))
            {
                _registers[_command] = value;
            }
        });
    }

    public override void Read(Span<byte> buffer)
    {
        Acknowledge();
        buffer.Fill(_command == Input ? Levels() : _registers[_command]);
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        Read(readBuffer);
    }

    byte Levels()
    {
        var levels = 0;
        for (var line = 0; line < Lines; line++)
        {
            var level = FromHost(line) ?? _world[line]?.Invoke() ?? PinValue.High;
            levels |= level == PinValue.High ? 1 << line : 0;
        }
        return (byte)(levels ^ _registers[Polarity]);
    }

    void Change(Action change)
    {
        PinValue?[] before, after;
        lock (_lock)
        {
            before = [.. Enumerable.Range(0, Lines).Select(FromHost)];
            change();
            after = [.. Enumerable.Range(0, Lines).Select(FromHost)];
        }
        for (var line = 0; line < Lines; line++)
        {
            if (before[line] != after[line])
            {
                HostChanged?.Invoke(line, after[line]);
            }
        }
    }

    void Acknowledge()
    {
        if (IsMissing)
        {
            throw new IOException("Error 121 performing I2C data transfer.");   // EREMOTEIO, as the kernel says it
        }
    }
}
