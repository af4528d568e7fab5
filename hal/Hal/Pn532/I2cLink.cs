using System.Device.Gpio;
using System.Device.I2c;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>PN532 on I2C (UM0701-02 6.2.4): each read begins with a status byte, bit 0 of which says whether the rest is a frame.</summary>
/// <remarks>
/// The Raspberry Pi's controller mishandles clock stretching, and the chip stretches: a write or read that is not acknowledged means busy,
/// not broken, and is tried again; only a row of them is a failure.
/// </remarks>
internal sealed class I2cLink(I2cDevice device, string name, GpioPin? irq, TimeProvider time) : PolledLink(name, irq, time)
{
    public const int Address = 0x24;

    const byte Ready = 0x01;

    readonly byte[] _bytes = Traceless.Array(1 + HostFrame.MaxLength);

    // 65 bytes take 1.5 ms at 400 kHz; reading the longest frame every time would take 6.
    protected override int FirstReadLength => 64;

    // The chip wakes when it sees its address, and does not acknowledge until it is awake: the write is repeated.
    public override ValueTask WakeAsync(CancellationToken cancel) => default;

    protected override bool IsReady()
    {
        try
        {
            return (device.ReadByte() & Ready) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    protected override bool TryRead(Span<byte> bytes)
    {
        var transfer = _bytes.AsSpan(0, 1 + bytes.Length);
        try
        {
            device.Read(transfer);
        }
        catch (IOException)
        {
            return false;
        }
        transfer[1..].CopyTo(bytes);
        var isReady = (transfer[0] & Ready) != 0;
        CryptographicOperations.ZeroMemory(transfer);
        return isReady;
    }

    protected override bool TryWrite(ReadOnlySpan<byte> frame)
    {
        try
        {
            device.Write(frame);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    protected override void CloseDevice() => device.Dispose();
}
