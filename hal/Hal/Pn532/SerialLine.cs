using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hal.Pn532;

/// <summary>A PN532's serial line: raw, any speed, nobody else on it.</summary>
internal sealed class SerialLine : DeviceFile
{
    public SerialLine(string path, int baudRate) : base("PN532", path, Libc.ReadWrite)
    {
        try
        {
            Lock();
            _ = Libc.Ioctl(Descriptor, SetExclusive, 0);
            SetRaw(baudRate, Libc.SetNowAndFlush);
            SetLowLatency();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void ChangeBaudRate(int baudRate) => SetRaw(baudRate, Libc.SetAfterDrain);

    /// <summary>Writes all bytes; the kernel's buffer takes a frame at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.Write(Descriptor, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.Interrupted)
            {
                continue;
            }
            if (error != Libc.TryAgain || !CanWriteSoon())
            {
                throw Failed("cannot be written to", error);
            }
        }
    }

    /// <summary>A pseudo-terminal that someone else keeps open would stay exclusive.</summary>
    protected override void Leave() => _ = Libc.Ioctl(Descriptor, ClearExclusive, 0);

    bool CanWriteSoon()
    {
        Span<Libc.PollEntry> entries = [new() { Fd = Descriptor, Events = Libc.PollOut }];
        return Libc.Poll(entries, 1, 200) > 0 && (entries[0].Happened & Libc.PollOut) != 0;
    }

    // FTDI adapters hold bytes back for 16 ms unless asked (serial_struct.flags at offset 16 on 64 bit; linux/serial.h). Others refuse: no loss.
    void SetLowLatency()
    {
        Span<byte> serial = stackalloc byte[128];
        if (nint.Size == 8 && Libc.Ioctl(Descriptor, GetSerial, serial) == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(serial[16..], BinaryPrimitives.ReadInt32LittleEndian(serial[16..]) | 0x2000);
            _ = Libc.Ioctl(Descriptor, SetSerial, serial);
        }
    }

    const nuint SetExclusive = 0x540C, ClearExclusive = 0x540D, GetSerial = 0x541E, SetSerial = 0x541F;   // asm-generic/ioctls.h
}
