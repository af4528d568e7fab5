using System.Buffers.Binary;
using System.Net.Sockets;

namespace Virtual.Vpcd;

/// <summary>A card in the virtual reader of vsmartcard (vpcd), over one connection: connected means inserted, closed means removed.</summary>
/// <remarks>Each message is a length of two bytes, big-endian, and a body. A body of one byte controls: 00 power off, 01 power on,
/// 02 reset (no answers), 04 send the ATR. Any other body is a C-APDU (vsmartcard 3.3, virtualsmartcard/doc/api.txt).</remarks>
public sealed class VpcdCard(IVirtualCard card, byte[] atr, TimeProvider time)
{
    const byte PowerOff = 0x00;
    const byte PowerOn = 0x01;
    const byte ColdReset = 0x02;
    const byte SendAtr = 0x04;

    /// <summary>Plays until the reader closes the connection or the card is taken away.</summary>
    /// <exception cref="IOException">The connection broke in the middle of a message.</exception>
    public async Task RunAsync(Stream connection, CancellationToken cancel)
    {
        card.Reset();
        AcknowledgeAtOnce(connection);
        while (await ReadAsync(connection, cancel) is { } message)
        {
            if (await AnswerAsync(message, cancel) is { } answer)
            {
                await WriteAsync(connection, answer, cancel);
            }
        }
    }

    async Task<byte[]?> AnswerAsync(byte[] message, CancellationToken cancel)
    {
        switch (message)
        {
            case [PowerOff or PowerOn or ColdReset]:
                card.Reset();
                return null;
            case [SendAtr]:
                return atr;
            case [] or [_]:
                return null;   // a control this protocol does not have
            default:
                var answer = card.Transmit(message);
                await Task.Delay(card.ComputingTime, time, cancel);
                return answer;
        }
    }

    /// <summary>One message; null when the other side has closed.</summary>
    static async Task<byte[]?> ReadAsync(Stream connection, CancellationToken cancel)
    {
        var length = new byte[2];
        if (await connection.ReadAtLeastAsync(length, 2, throwOnEndOfStream: false, cancel) is var read and < 2)
        {
            return read == 0 ? null : throw new EndOfStreamException("half of a length");
        }
        AcknowledgeAtOnce(connection);
        var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await connection.ReadExactlyAsync(body, cancel);
        return body;
    }

    // vpcd sends length and body by two writes without TCP_NODELAY, so the body waits for our acknowledge of the length, and
    // Linux would hold that back for 40 ms at every APDU. The option (tcp(7)) does not stay set, hence the call at each message.
    static void AcknowledgeAtOnce(Stream connection)
    {
        const int Tcp = 6;
        const int QuickAck = 12;
        if (OperatingSystem.IsLinux() && connection is NetworkStream { Socket: var socket })
        {
            socket.SetRawSocketOption(Tcp, QuickAck, BitConverter.GetBytes(1));
        }
    }

    static async Task WriteAsync(Stream connection, byte[] body, CancellationToken cancel)
    {
        var message = new byte[2 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)body.Length);
        body.CopyTo(message, 2);
        await connection.WriteAsync(message, cancel);
        await connection.FlushAsync(cancel);
    }
}
