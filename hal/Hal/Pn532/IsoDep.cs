using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>What a type B card says of itself in its ATQB (ISO/IEC 14443-3 7.9).</summary>
/// <param name="FrameLength">FSC: longest frame it takes, CRC included.</param>
/// <param name="WaitingTime">FWT: longest it may keep silent.</param>
/// <param name="SpeaksIsoDep">Protocol type: whether 14443-4 works.</param>
internal readonly record struct AnswerToRequestB(int FrameLength, TimeSpan WaitingTime, bool SpeaksIsoDep)
{
    // 16, 24, 32, 40, 48, 64, 96, 128, 256; the codes above are reserved and taken as 256 (7.9.4.3)
    static ReadOnlySpan<byte> FrameLengths => [16, 24, 32, 40, 48, 64, 96, 128];

    /// <summary>Reads ATQB: 50, PUPI (4), application data (4), bit rates, maximum frame size and protocol type, FWI ADC FO.</summary>
    public static bool TryParse(ReadOnlySpan<byte> atqb, out AnswerToRequestB answer)
    {
        answer = default;
        if (atqb is not [0x50, _, _, _, _, _, _, _, _, _, var sizeAndType, var timing, ..])
        {
            return false;
        }
        var code = sizeAndType >> 4;
        var index = Math.Min(timing >> 4, 14);   // 15 is reserved
        answer = new(
            code < FrameLengths.Length ? FrameLengths[code] : 256,
            TimeSpan.FromMicroseconds(302.065 * (1 << index)),   // 256 × 16 / fc × 2^FWI
            (sizeAndType & 0x01) != 0);
        return true;
    }
}

/// <summary>ISO/IEC 14443-4 with a type B card through InCommunicateThru: our own blocks, so frames of 256 bytes and waiting times we decide on.</summary>
/// <remarks>
/// The chip's InListPassiveTarget activates the card by itself, with CID 1 and frames of 64 bytes. So the card is deselected and activated
/// once more: WUPB, ATTRIB with FSDI 8 and CID 0, which leaves the CID byte out of every block.
/// A READ BINARY is best asked for <see cref="BestReadLength"/> bytes: with its status word the answer fills one block.
/// </remarks>
internal sealed class IsoDep
{
    /// <summary>Frames of 256 bytes hold PCB, 253 bytes and CRC; two of them are the status word.</summary>
    public const int BestReadLength = 251;

    static readonly byte[] DeselectCid1 = [0xCA, 0x01];
    static readonly byte[] WakeUpB = [0x05, 0x00, 0x08];   // APf, all applications, WUPB with one slot (14443-3 7.7)

    // A card answers R(NAK) without computing, so its presence needs no whole FWT, which may be 2.5 s.
    static readonly TimeSpan PresenceTimeout = TimeSpan.FromMilliseconds(25);

    readonly Pn532Chip _chip;
    readonly CardTimeout _timeout;
    readonly TimeSpan _waitingTime;
    readonly IsoDepProtocol _protocol;
    readonly TimeProvider _time;
    readonly byte[] _answer = Traceless.Array(1 + Pn532Chip.MaxDataLength);

    IsoDep(Pn532Chip chip, CardTimeout timeout, AnswerToRequestB card, TimeProvider time)
    {
        (_chip, _timeout, _waitingTime, _time) = (chip, timeout, card.WaitingTime, time);
        _protocol = new(card.FrameLength, cid: null);
    }

    /// <summary>Takes the card over from the chip, which has just found it.</summary>
    /// <returns>The session, or why there is none; <see cref="IsoDepActivation.IsCollision"/> when two cards answered at once.</returns>
    public static async ValueTask<IsoDepActivation> ActivateAsync(Pn532Chip chip, CardTimeout timeout, TimeProvider time, CancellationToken cancel)
    {
        var answer = new byte[1 + Pn532Chip.MaxDataLength];
        await timeout.SetAsync(PresenceTimeout, cancel);
        var deselected = await chip.InCommunicateThruAsync(DeselectCid1, answer, timeout.Value, cancel);
        if (deselected.Error != Pn532Error.None)
        {
            return IsoDepActivation.Failed($"DESELECT: {deselected.Error}");
        }
        var found = await chip.InCommunicateThruAsync(WakeUpB, answer, timeout.Value, cancel);
        if (found.Error.IsTransmissionFault && found.Error != Pn532Error.Timeout)
        {
            return new(null, $"WUPB: {found.Error}", IsCollision: true);
        }
        if (found.Error != Pn532Error.None || !AnswerToRequestB.TryParse(answer.AsSpan(1, found.Length), out var card))
        {
            return IsoDepActivation.Failed($"WUPB: {found.Error}");
        }
        if (!card.SpeaksIsoDep)
        {
            return IsoDepActivation.Failed("the card speaks no ISO/IEC 14443-4");
        }
        // ATTRIB, PUPI, default TR0 and TR1, FSDI 8 at 106 kbit/s, ISO/IEC 14443-4, CID 0 (14443-3 7.10)
        byte[] attrib = [0x1D, .. answer.AsSpan(2, 4), 0x00, 0x08, 0x01, 0x00];
        var attributed = await chip.InCommunicateThruAsync(attrib, answer, timeout.Value, cancel);
        return attributed is { Error: Pn532Error.None, Length: >= 1 } && (answer[1] & 0x0F) == 0
            ? new(new IsoDep(chip, timeout, card, time), "", IsCollision: false)
            : IsoDepActivation.Failed($"ATTRIB: {attributed.Error}");
    }

    /// <summary>One APDU there and back.</summary>
    /// <exception cref="CardRemovedException">The card is silent; whether it carried the command out is not known.</exception>
    /// <exception cref="TimeoutException">The card asks for more time, again and again, beyond <paramref name="timeout"/>.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, TimeSpan timeout, CancellationToken cancel)
    {
        var start = _time.GetTimestamp();
        try
        {
            var step = _protocol.Begin(command, response);
            while (step == IsoDepStep.Send)
            {
                if (_time.GetElapsedTime(start) > timeout)
                {
                    throw new CardRemovedException($"the card kept an APDU for more than {timeout.TotalSeconds:0} s");
                }
                await _timeout.SetAsync(_waitingTime * _protocol.WaitingTimeMultiplier, cancel);
                var answer = await _chip.InCommunicateThruAsync(_protocol.Outgoing, _answer, _timeout.Value, cancel);
                step = Judge(answer);
            }
            return step switch
            {
                IsoDepStep.Lost => throw new CardRemovedException("the card does not answer any more"),
                IsoDepStep.Confused => throw new CardRemovedException("the card answers against ISO/IEC 14443-4"),
                IsoDepStep.Done or IsoDepStep.Send => _protocol.ResponseLength,
            };
        }
        finally
        {
            _protocol.End();
            CryptographicOperations.ZeroMemory(_answer);
        }
    }

    /// <summary>Whether the card is still the one that was activated: it alone answers a block.</summary>
    public async ValueTask<bool> IsPresentAsync(CancellationToken cancel)
    {
        await _timeout.SetAsync(PresenceTimeout, cancel);
        for (var attemptsLeft = 2; attemptsLeft > 0; attemptsLeft--)
        {
            _protocol.BeginPresenceCheck();
            var answer = await _chip.InCommunicateThruAsync(_protocol.Outgoing, _answer, _timeout.Value, cancel);
            var isPresent = answer.Error == Pn532Error.None && _protocol.IsPresent(_answer.AsSpan(1, answer.Length));
            CryptographicOperations.ZeroMemory(_answer);   // the card may have sent its last block once more
            if (isPresent)
            {
                return true;
            }
            if (!answer.Error.IsTransmissionFault && answer.Error != Pn532Error.None)
            {
                throw new Pn532Exception("presence check", answer.Error);
            }
        }
        return false;
    }

    IsoDepStep Judge(CardAnswer answer) => answer.Error switch
    {
        Pn532Error.None => _protocol.Receive(_answer.AsSpan(1, answer.Length)),
        var fault when fault.IsTransmissionFault => _protocol.Fault(),
        var error => throw new Pn532Exception("InCommunicateThru", error),
    };
}

/// <summary>How an activation ended.</summary>
/// <param name="Session">The session, where it succeeded.</param>
/// <param name="Reason">Why not, for the technician.</param>
/// <param name="IsCollision">Two cards answered at once.</param>
internal readonly record struct IsoDepActivation(IsoDep? Session, string Reason, bool IsCollision)
{
    public static IsoDepActivation Failed(string reason) => new(null, reason, IsCollision: false);
}

/// <summary>How long the chip waits for a card in InCommunicateThru; told to the chip only when it changes.</summary>
internal sealed class CardTimeout(Pn532Chip chip)
{
    byte _code;

    public TimeSpan Value { get; private set; }

    /// <summary>The shortest time of the chip that is long enough; 3.28 s is its longest, beyond it R(NAK) asks again.</summary>
    public ValueTask SetAsync(TimeSpan wanted, CancellationToken cancel)
    {
        var code = CodeFor(wanted);
        if (code == _code)
        {
            return default;
        }
        (_code, Value) = (code, TimeOf(code));
        return chip.SetCardTimeoutAsync(code, cancel);
    }

    /// <summary>100 µs × 2^(n − 1) (UM0701-02 7.3.1, item 02).</summary>
    public static byte CodeFor(TimeSpan wanted)
    {
        byte code = 1;
        while (code < 0x10 && TimeOf(code) < wanted)
        {
            code++;
        }
        return code;
    }

    public static TimeSpan TimeOf(byte code) => TimeSpan.FromMicroseconds(100L << (code - 1));
}
