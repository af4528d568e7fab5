using System.IO.Pipelines;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Client;

/// <summary>One connection, one request at a time. Every exception but <see cref="Sip2InterruptedException"/> leaves it useless.</summary>
sealed class Sip2Connection(Stream stream, Sip2Dialect dialect, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A list of 64 with some hundred titles fits.</summary>
    const int LongestLine = 256 * 1024;

    /// <summary>How often a 98 may come instead of the answer.</summary>
    const int MostInterruptions = 3;

    readonly Sip2Codec codec = new(dialect.Encoding, dialect.Delimiter);
    readonly Sip2LineReader lines = new(PipeReader.Create(stream), LongestLine);
    readonly byte[] lineEnd = dialect.LineEnd switch { Sip2LineEnd.Cr => "\r"u8.ToArray(), Sip2LineEnd.CrLf => "\r\n"u8.ToArray() };
    int sequence = -1;

    public Sip2Patience Patience { get; set; } = Sip2Patience.Unknown;

    /// <summary>The last 98, whether asked for or not.</summary>
    public StatusAnswer? Status { get; private set; }

    public async Task<TAnswer> AskAsync<TAnswer>(Sip2Request<TAnswer> request, CancellationToken cancel)
        where TAnswer : Sip2Form, ISip2Form<TAnswer>
    {
        for (var interruptions = 0; interruptions <= MostInterruptions; interruptions++)
        {
            sequence = (sequence + 1) % 10;   // a new one after an interruption: a server may answer the same number with the same 98
            var heard = await ExchangeAsync(codec.Encode(request.ToMessage(), dialect.HasErrorDetection ? sequence : null), TAnswer.Code, request.IsHarmless, cancel);
            if (heard.Code == TAnswer.Code)
            {
                var answer = TAnswer.Read(new(heard));
                Status = answer as StatusAnswer ?? Status;
                return answer;
            }
            Status = StatusAnswer.Read(new(heard));
            if (!dialect.HasErrorDetection)   // it may have come by itself, with the answer behind it
            {
                throw new Sip2Exception("98 instead of an answer");
            }
            if (!request.IsHarmless)
            {
                throw new Sip2InterruptedException();
            }
        }
        throw new Sip2Exception("98 instead of an answer, again and again");
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    // The same bytes, sequence number and all, until they are answered. After a time-out only what is harmless: some servers do it twice,
    // and only with a sequence number: the answer to the first could be taken for the answer to the next request.
    async Task<Sip2Message> ExchangeAsync(byte[] line, string answer, bool isHarmless, CancellationToken cancel)
    {
        var next = line;
        for (var tries = 0; tries <= Patience.Retries; tries++)
        {
            var (what, message) = await TryAsync(next, answer, isAskedAgain: !ReferenceEquals(next, line), cancel);
            switch (what)
            {
                case Heard.Answer:
                    return message!;
                case Heard.SendAgain:
                    next = line;
                    break;
                case Heard.Garbled:
                    next = Sip2Message.AcsSendAgain.ToArray();
                    break;
                case Heard.Nothing when isHarmless && dialect.HasErrorDetection:
                    next = line;
                    break;
                default:
                    throw new Sip2Exception($"no answer to {Code(line)} within {Patience.Timeout}");
            }
        }
        throw new Sip2Exception($"no answer to {Code(line)} after {Patience.Retries} more tries");
    }

    async Task<(Heard What, Sip2Message? Message)> TryAsync(byte[] line, string answer, bool isAskedAgain, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(Patience.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var isSent = false;
        try
        {
            await stream.WriteAsync((byte[])[.. line, .. lineEnd], either.Token);
            await stream.FlushAsync(either.Token);
            isSent = true;
            return await ListenAsync(answer, isAskedAgain, either.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            return isSent ? (Heard.Nothing, null) : throw new Sip2Exception($"{Code(line)} could not be written", e);   // half a line may be out
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new Sip2Exception($"the connection broke over {Code(line)}", e);
        }
    }

    // Discards what is not for us, a late answer among it, until the timer ends.
    async Task<(Heard, Sip2Message?)> ListenAsync(string answer, bool isAskedAgain, CancellationToken cancel)
    {
        while (await lines.ReadAsync(cancel) is { } line)
        {
            var fault = codec.TryDecode(line, out var frame);
            if (fault is Sip2Fault.Checksum)
            {
                return (Heard.Garbled, null);
            }
            if (fault is Sip2Fault.None && frame.Message.Code == "96")
            {
                return (Heard.SendAgain, null);
            }
            if (fault is Sip2Fault.None && IsOurs(frame, isAskedAgain) && (frame.Message.Code == answer || frame.Message.Code == StatusAnswer.Code))
            {
                return (Heard.Answer, frame.Message);
            }
        }
        throw new Sip2Exception("the library system closed the connection");
    }

    // An answer to 97 may come without its number.
    bool IsOurs(Sip2Frame frame, bool isAskedAgain) => !dialect.HasErrorDetection || frame.Sequence == sequence || frame.Sequence is null && isAskedAgain;

    static string Code(byte[] line) => $"{(char)line[0]}{(char)line[1]} ({line.Length} bytes)";

    enum Heard { Answer, SendAgain, Garbled, Nothing }
}

/// <summary>The system said 98 instead of answering something that changes the library: look before it is sent again. The connection is sound.</summary>
sealed class Sip2InterruptedException() : Exception("98 instead of an answer");
