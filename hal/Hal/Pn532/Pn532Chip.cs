using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>What the chip brought back from a card.</summary>
/// <param name="Error">The chip's status.</param>
/// <param name="IsMoreToCome">MI: the card has more to send.</param>
/// <param name="Length">Bytes written to the answer.</param>
internal readonly record struct CardAnswer(Pn532Error Error, bool IsMoreToCome, int Length);

/// <summary>A PN532 behind a wire: one command at a time, acknowledge and answer, and the way back when something goes wrong.</summary>
/// <remarks>
/// The rules of a conversation (UM0701-02 6.2.2): command, acknowledge, answer. Frames that answer another command are late and ignored;
/// an answer with a bad checksum is asked for once more by NACK; an ACK from the host ends a command that is no longer wanted.
/// A command that reaches a card is never sent twice: it may be a VERIFY, and a second one would cost a try.
/// </remarks>
/// <param name="link">Its wire.</param>
/// <param name="timing">How long it is waited for.</param>
/// <param name="time">By which clock.</param>
/// <param name="reset">Resets a chip that does not answer, where its reset line is in reach; false: it could not.</param>
internal sealed partial class Pn532Chip(IPn532Link link, Pn532Timing timing, TimeProvider time, Func<CancellationToken, ValueTask<bool>>? reset = null) : IAsyncDisposable
{
    /// <summary>Most bytes to or from a card in one command (UM0701-02 7.3.8).</summary>
    public const int MaxDataLength = 262;

    const string Device = "PN532";

    readonly SemaphoreSlim _turn = new(1, 1);
    readonly byte[] _content = Traceless.Array(HostFrame.MaxContentLength);
    readonly byte[] _frame = Traceless.Array(HostFrame.MaxLength);
    readonly byte[] _answer = Traceless.Array(HostFrame.MaxContentLength);

    public IPn532Link Link => link;

    /// <summary>Sends a command and gives the length of its answer, which is copied behind the command code.</summary>
    /// <param name="command">The command.</param>
    /// <param name="first">First parameter, so that <paramref name="data"/> can be a caller's bytes.</param>
    /// <param name="data">The other parameters.</param>
    /// <param name="answer">Room for the answer; what does not fit makes the answer a wrong one.</param>
    /// <param name="timeout">Longest wait for the answer, from the acknowledge on.</param>
    /// <param name="cancel">Aborts the command; the chip is usable again when the exception arrives.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> CommandAsync(
        Pn532Command command, byte? first, ReadOnlyMemory<byte> data, Memory<byte> answer, TimeSpan timeout, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var frame = Encode(command, first, data.Span);
            await SendAsync(command, frame, timing.Acknowledge, cancel);
            var length = await AnswerAsync(command, timeout, cancel);
            if (length > answer.Length)
            {
                throw new DeviceException(Device, $"{command} answered {length} bytes where at most {answer.Length} make sense");
            }
            _answer.AsSpan(2, length).CopyTo(answer.Span);
            return length;
        }
        catch (OperationCanceledException)
        {
            await AbortAsync();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(_content);   // it may have been a PIN
            CryptographicOperations.ZeroMemory(_frame);
            CryptographicOperations.ZeroMemory(_answer);    // and what a card says of its holder
            _turn.Release();
        }
    }

    ReadOnlyMemory<byte> Encode(Pn532Command command, byte? first, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> head = first is { } parameter ? [HostFrame.ToChip, (byte)command, parameter] : [HostFrame.ToChip, (byte)command];
        head.CopyTo(_content);
        data.CopyTo(_content.AsSpan(head.Length));
        return _frame.AsMemory(0, HostFrame.Encode(_content.AsSpan(0, head.Length + data.Length), _frame));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask SendAsync(Pn532Command command, ReadOnlyMemory<byte> frame, TimeSpan acknowledge, CancellationToken cancel)
    {
        for (var attemptsLeft = ReachesCard(command) ? 1 : 2; ; attemptsLeft--)
        {
            link.Discard();
            await link.SendAsync(frame, cancel);
            if (await IsAcknowledgedAsync(acknowledge, cancel))
            {
                return;
            }
            await AbortAsync();
            if (attemptsLeft == 1)
            {
                throw new DeviceException(Device, $"no acknowledge of {command} on {link.Name} after {acknowledge.TotalMilliseconds:0} ms");
            }
        }
    }

    static bool ReachesCard(Pn532Command command) => command is Pn532Command.InDataExchange or Pn532Command.InCommunicateThru;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<bool> IsAcknowledgedAsync(TimeSpan timeout, CancellationToken cancel)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            var received = await link.ReceiveAsync(_answer, timeout - time.GetElapsedTime(start), cancel);
            if (received.Is(HostFrameKind.Acknowledge))
            {
                return true;
            }
            if (received.IsNothing)
            {
                return false;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> AnswerAsync(Pn532Command command, TimeSpan timeout, CancellationToken cancel)
    {
        var isAskedAgain = false;
        for (var start = time.GetTimestamp(); ;)
        {
            var received = await link.ReceiveAsync(_answer, timeout - time.GetElapsedTime(start), cancel);
            if (received.Is(HostFrameKind.Information))
            {
                if (received.Length >= 2 && _answer[0] == HostFrame.ToHost && _answer[1] == (byte)command + 1)
                {
                    return received.Length - 2;
                }
            }
            else if (received.Is(HostFrameKind.SyntaxError))
            {
                throw new Pn532Exception($"{command} refused", Pn532Error.Syntax);
            }
            else if (received.IsNothing)
            {
                await AbortAsync();
                throw new DeviceException(Device, $"no answer to {command} on {link.Name} after {timeout.TotalMilliseconds:0} ms");
            }
            else if (received.IsDamaged && !isAskedAgain)
            {
                isAskedAgain = true;
                link.Discard();
                await link.SendAsync(NotAcknowledge, cancel);
            }
            else if (received.IsDamaged)
            {
                await AbortAsync();
                throw new DeviceException(Device, $"answer to {command} on {link.Name} damaged twice ({received.Error}); look at the cable");
            }
        }
    }

    /// <summary>Ends whatever the chip is doing, and forgets what it still said.</summary>
    async ValueTask AbortAsync()
    {
        await link.SendAsync(Acknowledge, CancellationToken.None);
        await Task.Delay(timing.AfterAbort, time, CancellationToken.None);
        link.Discard();
    }

    static readonly byte[] Acknowledge = HostFrame.Acknowledge.ToArray();
    static readonly byte[] NotAcknowledge = HostFrame.NotAcknowledge.ToArray();

    public async ValueTask DisposeAsync()
    {
        await link.DisposeAsync();
        _turn.Dispose();
    }
}
