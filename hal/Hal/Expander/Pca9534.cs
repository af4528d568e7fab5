using System.Device.I2c;

namespace Hal.Expander;

/// <summary>PCA9534: eight lines behind I2C, inputs after power-up.</summary>
/// <remarks>
/// Its four registers of one byte, one bit a line (data sheet PCA9534, TI SCPS124, register descriptions): a command byte chooses one, then it is
/// read or written. Nothing is remembered here: each change reads the register first, so a chip that lost its power meanwhile is set right again.
/// </remarks>
/// <param name="open">Opens its place on the bus; called at the first use, and again after a failure.</param>
/// <param name="spare">Lines with nothing on them, one bit a line: they become outputs and low, for an input that floats draws current.</param>
public sealed class Pca9534(Func<I2cDevice> open, byte spare) : IDisposable
{
    /// <summary>The levels at the pins, whatever drives them.</summary>
    internal const byte InputRegister = 0;

    /// <summary>What outputs are driven to; all high after power-up.</summary>
    internal const byte OutputRegister = 1;

    /// <summary>Set bits invert what an input reads; none after power-up.</summary>
    internal const byte PolarityRegister = 2;

    /// <summary>Set bits are inputs; all after power-up.</summary>
    internal const byte ConfigurationRegister = 3;

    const string Name = "port expander";

    readonly Lock _bus = new();
    I2cDevice? _device;

    /// <summary>The level at each pin: bit 0 is P0.</summary>
    /// <exception cref="DeviceException">No answer.</exception>
    public byte Read()
    {
        lock (_bus)
        {
            return Spoken(() => ReadRegister(InputRegister));
        }
    }

    /// <summary>Makes a line an output. The level is set first, so that no other is ever seen.</summary>
    /// <exception cref="DeviceException">No answer.</exception>
    public void Drive(int line, bool isHigh)
    {
        lock (_bus)
        {
            Spoken(() =>
            {
                Change(OutputRegister, 1 << line, isHigh);
                Change(ConfigurationRegister, 1 << line, isSet: false);
                return isHigh;
            });
        }
    }

    public void Dispose()
    {
        lock (_bus)
        {
            _device?.Dispose();
            _device = null;
        }
    }

    void Change(byte register, int lines, bool isSet)
    {
        var before = ReadRegister(register);
        var after = (byte)(isSet ? before | lines : before & ~lines);
        if (after != before)
        {
            _device!.Write([register, after]);
        }
    }

    byte ReadRegister(byte register)
    {
        if (_device is null)
        {
            _device = open();
            Change(OutputRegister, spare, isSet: false);
            Change(ConfigurationRegister, spare, isSet: false);
        }
        Span<byte> value = stackalloc byte[1];
        _device.WriteRead([register], value);
        return value[0];
    }

    T Spoken<T>(Func<T> conversation)
    {
        try
        {
            return conversation();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            _device?.Dispose();
            _device = null;
            throw new DeviceException(Name, $"it does not answer: {e.Message}", e);
        }
    }
}
