using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.VirtualChip;

/// <summary>A host at the chip's UART, written without the driver: frames by hand, answers taken apart strictly.</summary>
sealed class ChipHost : IDisposable
{
    public const string AckFrame = "0000FF00FF00";
    public const string NackFrame = "0000FFFF0000";
    public const string ErrorFrame = "0000FF01FF7F8100";

    static readonly byte[] WakeUp = [0x55, 0x55, .. new byte[14]];

    /// <summary>A chip that was woken and brought out of low-Vbat mode.</summary>
    public ChipHost(Speed speed = Speed.Free, TimeProvider? time = null, bool isAwake = true)
    {
        Chip = new(HostInterface.Hsu, speed, time);
        if (isAwake)
        {
            Chip.Receive([.. WakeUp, .. Frame("14 01")]);
            Take();
            Chip.Clock.Reset();
        }
    }

    public VirtualPn532 Chip { get; }

    public RfField Field => Chip.Field;

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Frame(string command) => Frame(Bytes(command));

    public static byte[] Frame(ReadOnlySpan<byte> command)
    {
        var length = command.Length + 1;
        byte[] header = length < 256
            ? [0x00, 0x00, 0xFF, (byte)length, (byte)(256 - length)]
            : [0x00, 0x00, 0xFF, 0xFF, 0xFF, (byte)(length / 256), (byte)(length % 256), (byte)(256 - (length / 256 + length % 256) % 256)];
        var sum = 0xD4;
        foreach (var value in command)
        {
            sum += value;
        }
        return [.. header, 0xD4, .. command, (byte)(-sum & 0xFF), 0x00];
    }

    public void Say(string hex) => Chip.Receive(Bytes(hex));

    /// <summary>Everything the chip has to say now, in hexadecimal.</summary>
    public string Take()
    {
        var said = "";
        while (Chip.TryTake(out var frame))
        {
            said += Convert.ToHexString(frame);
        }
        return said;
    }

    /// <summary>One command; the answer's code and data in hexadecimal.</summary>
    public string Send(string command) => Convert.ToHexString(Send(Bytes(command)));

    public byte[] Send(ReadOnlySpan<byte> command)
    {
        Chip.Receive(Frame(command));
        Assert.True(Chip.TryTake(out var ack));
        Assert.Equal(AckFrame, Convert.ToHexString(ack));
        Assert.True(Chip.TryTake(out var answer));
        Assert.False(Chip.TryTake(out _));
        return Content(answer);
    }

    /// <summary>Takes an answer frame apart; every checksum is checked.</summary>
    public static byte[] Content(byte[] frame)
    {
        var (length, at) = frame is [0, 0, 0xFF, 0xFF, 0xFF, ..] ? (frame[5] * 256 + frame[6], 8) : (frame[3], 5);
        Assert.Equal(at == 8, length > 255);
        Assert.Equal(0, frame[(at == 8 ? 5 : 3)..at].Sum(value => value) % 256);
        Assert.Equal(at + length + 2, frame.Length);
        Assert.Equal(0, frame[at..^1].Sum(value => value) % 256);
        Assert.Equal(0xD5, frame[at]);
        return frame[(at + 1)..^2];
    }

    /// <summary>Activates the one type B card in the field.</summary>
    public void List() => Assert.StartsWith("4B0101", Send("4A 01 03 00"), StringComparison.Ordinal);

    /// <summary>InDataExchange with target 1: status and data.</summary>
    public (byte Status, byte[] Data) Exchange(ReadOnlySpan<byte> data, byte target = 1)
    {
        var answer = Send([0x40, target, .. data]);
        Assert.Equal(0x41, answer[0]);
        return (answer[1], answer[2..]);
    }

    public void Dispose() => Chip.Dispose();
}
