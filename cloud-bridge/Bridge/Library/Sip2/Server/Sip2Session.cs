using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Server;

/// <summary>One machine's connection, from login to its end. Garbage is answered with 96 or not at all.</summary>
sealed class Sip2Session(Stream stream, Sip2ServerSettings settings, Func<Sip2AccountSettings, Sip2Desk> deskFor, TimeProvider time)
{
    const int LongestLine = 8192;
    const int LoginTries = 3;

    readonly Sip2LineReader lines = new(PipeReader.Create(stream), LongestLine);
    Sip2Codec codec = new(Sip2Encoding.Utf8);
    byte[] lineEnd = "\r"u8.ToArray();
    Sip2Desk? desk;
    int refusedLogins;
    byte[]? lastLine;
    byte[]? lastAnswer;

    /// <returns>Why it ended.</returns>
    public async Task<Sip2SessionEnd> RunAsync(CancellationToken cancel)
    {
        using var idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancel);
        try
        {
            while (true)
            {
                idle.CancelAfter(TimeSpan.FromSeconds(settings.IdleTimeout));
                if (await lines.ReadAsync(either.Token) is not { } line)
                {
                    return Sip2SessionEnd.Closed;
                }
                if (await TakeAsync(line, either.Token) is { } end)
                {
                    return end;
                }
            }
        }
        catch (Exception e) when (e is Sip2Exception or IOException || e is OperationCanceledException && idle.IsCancellationRequested)
        {
            return e is OperationCanceledException ? Sip2SessionEnd.Idle : Sip2SessionEnd.Broken;
        }
    }

    async Task<Sip2SessionEnd?> TakeAsync(byte[] line, CancellationToken cancel)
    {
        switch (codec.TryDecode(line, out var frame))
        {
            case Sip2Fault.Checksum:
                await WriteAsync(Sip2Message.ScSendAgain.ToArray(), cancel);
                return null;
            case Sip2Fault.NoMessage:
                return null;
        }
        if (lastAnswer is not null && (frame.Message.Code == "97" || frame.Sequence is not null && line.AsSpan().SequenceEqual(lastLine)))
        {
            await WriteAsync(lastAnswer, cancel);   // the same message again is answered again, not done again
            return null;
        }
        return frame.Message.Code == LoginRequest.Code ? await LogInAsync(line, frame, cancel) : await AnswerAsync(line, frame, cancel);
    }

    async Task<Sip2SessionEnd?> LogInAsync(byte[] line, Sip2Frame frame, CancellationToken cancel)
    {
        var login = LoginRequest.Read(new(frame.Message));
        var account = settings.Accounts.FirstOrDefault(account => IsSame(account.User, login.User) & IsSame(account.Password, login.Password));
        await SayAsync(line, new LoginAnswer(account is not null), frame, cancel);
        if (account is null)
        {
            return ++refusedLogins < LoginTries ? null : Sip2SessionEnd.NotLoggedIn;
        }
        (codec, lineEnd, desk) = (new(account.Encoding), account.LineEnd is Sip2LineEnd.CrLf ? "\r\n"u8.ToArray() : "\r"u8.ToArray(), deskFor(account));
        return null;
    }

    async Task<Sip2SessionEnd?> AnswerAsync(byte[] line, Sip2Frame frame, CancellationToken cancel)
    {
        if (desk is null)
        {
            return Sip2SessionEnd.NotLoggedIn;
        }
        if (!Sip2Layout.TryFixedWidth(frame.Message.Code, out _))
        {
            return null;   // 3M SIP 2.00: unknown messages are ignored
        }
        if (await desk.AnswerAsync(frame.Message, cancel) is { } answer)
        {
            await SayAsync(line, answer, frame, cancel);
            return null;
        }
        return IsRequest(frame.Message.Code) ? Sip2SessionEnd.NoAnswer : null;
    }

    async Task SayAsync(byte[] line, Sip2Form answer, Sip2Frame to, CancellationToken cancel)
    {
        (lastLine, lastAnswer) = (line, codec.Encode(answer.ToMessage(), to.Sequence));
        await WriteAsync(lastAnswer, cancel);
    }

    async Task WriteAsync(byte[] line, CancellationToken cancel)
    {
        await stream.WriteAsync((byte[])[.. line, .. lineEnd], cancel);
        await stream.FlushAsync(cancel);
    }

    // Requests have odd numbers, answers even ones; before anything was said there is nothing to say again.
    static bool IsRequest(string code) => (code[1] - '0') % 2 == 1 && code != "97";

    static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(one)), SHA256.HashData(Encoding.UTF8.GetBytes(other)));
}

/// <summary>How a machine's connection ended.</summary>
enum Sip2SessionEnd
{
    Closed,
    Idle,

    /// <summary>The wire broke, or what came was no SIP2.</summary>
    Broken,

    /// <summary>Three refused logins, or a message before the first.</summary>
    NotLoggedIn,

    /// <summary>The library system gave no outcome; the machine has to look.</summary>
    NoAnswer,
}
