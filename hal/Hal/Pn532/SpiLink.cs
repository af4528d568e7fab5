using System.Device.Gpio;
using System.Device.Spi;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>PN532 on SPI (UM0701-02 6.2.5): mode 0, least significant bit first, a direction byte before everything.</summary>
internal sealed class SpiLink(SpiDevice device, string name, GpioPin? irq, TimeProvider time) : PolledLink(name, irq, time)
{
    /// <summary>The chip takes 5 MHz; wires of a hand's length do not.</summary>
    public const int ClockFrequency = 2_000_000;

    const byte WriteFrame = 0x01, ReadStatus = 0x02, ReadFrame = 0x03;
    const byte Ready = 0x01;

    /// <summary>NSS must have been low this long before a sleeping chip listens; both drivers that work on a Raspberry Pi wait 2 ms.</summary>
    static readonly TimeSpan WakeTime = TimeSpan.FromMilliseconds(2);

    // No controller of a Raspberry Pi sends the least significant bit first.
    static readonly byte[] Reversed = [.. Enumerable.Range(0, 256).Select(Reverse)];

    readonly byte[] _out = Traceless.Array(1 + HostFrame.MaxLength);
    readonly byte[] _in = Traceless.Array(1 + HostFrame.MaxLength);

    // Over-reading costs nothing but clocks here, and a second question costs more.
    protected override int FirstReadLength => HostFrame.MaxLength;

    public override async ValueTask WakeAsync(CancellationToken cancel)
    {
        Transfer(0x00, 1);
        await PauseAsync(WakeTime, cancel);
    }

    protected override bool IsReady()
    {
        Transfer(ReadStatus, 2);
        return (Reversed[_in[1]] & Ready) != 0;
    }

    protected override bool TryRead(Span<byte> bytes)
    {
        Transfer(ReadFrame, 1 + bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Reversed[_in[1 + i]];
        }
        CryptographicOperations.ZeroMemory(_in);
        return true;
    }

    protected override bool TryWrite(ReadOnlySpan<byte> frame)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            _out[1 + i] = Reversed[frame[i]];
        }
        _out[0] = Reversed[WriteFrame];
        Exchange(1 + frame.Length);
        CryptographicOperations.ZeroMemory(_out);
        return true;
    }

    protected override void CloseDevice() => device.Dispose();

    void Transfer(byte direction, int length)
    {
        _out[0] = Reversed[direction];
        Exchange(length);
    }

    void Exchange(int length)
    {
        try
        {
            device.TransferFullDuplex(_out.AsSpan(0, length), _in.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)   // the device file is opened at the first transfer
        {
            throw new DeviceException("PN532", $"{Name} cannot be used: {e.Message}", e);
        }
    }

    static byte Reverse(int value)
    {
        var reversed = 0;
        for (var bit = 0; bit < 8; bit++)
        {
            reversed |= (value >> bit & 1) << (7 - bit);
        }
        return (byte)reversed;
    }
}
