using System.Net.Sockets;
using System.Security.Authentication;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Client;

/// <summary>A place for one connection: makes it when needed, logs in, and after failures leaves growing pauses. Used by one caller at a time.</summary>
sealed partial class Sip2Line(Func<CancellationToken, Task<Stream>> dial, Sip2Settings settings, TimeProvider time, ILogger log) : IAsyncDisposable
{
    const int PrintWidth = 80;
    const int Doublings = 10;

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    Sip2Connection? connection;
    DateTimeOffset used;
    DateTimeOffset pausedUntil;
    int failures;

    /// <summary>The last 98; null before the first.</summary>
    public StatusAnswer? Status { get; private set; }

    public async Task<Sip2Outcome<TAnswer>> AskAsync<TAnswer>(Sip2Request<TAnswer> request, CancellationToken cancel)
        where TAnswer : Sip2Form, ISip2Form<TAnswer>
    {
        var outcome = await TryAsync(request, cancel);
        return outcome is Sip2Outcome<TAnswer>.Lost && request.IsHarmless ? await TryAsync(request, cancel) : outcome;   // an idle connection was closed, perhaps
    }

    /// <summary>Sends 99 when nothing was sent for long, and connects when there is no connection.</summary>
    public async Task KeepAliveAsync(CancellationToken cancel)
    {
        if (connection is null || time.GetUtcNow() - used >= TimeSpan.FromSeconds(settings.KeepAlive))
        {
            await TryAsync(new StatusRequest(0, PrintWidth), cancel);
        }
    }

    public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task<Sip2Outcome<TAnswer>> TryAsync<TAnswer>(Sip2Request<TAnswer> request, CancellationToken cancel)
        where TAnswer : Sip2Form, ISip2Form<TAnswer>
    {
        if (await ConnectedAsync(cancel) is not { } current)
        {
            return new Sip2Outcome<TAnswer>.NotSent();
        }
        var isSound = false;
        try
        {
            var answer = await current.AskAsync(request, cancel);
            (isSound, used) = (true, time.GetUtcNow());
            return new Sip2Outcome<TAnswer>.Answered(answer);
        }
        catch (Sip2InterruptedException)
        {
            isSound = true;
            return new Sip2Outcome<TAnswer>.Lost();
        }
        catch (Sip2Exception e)
        {
            LogLost(TAnswer.Code, e.Message);
            return new Sip2Outcome<TAnswer>.Lost();
        }
        finally
        {
            Status = current.Status ?? Status;
            if (!isSound)   // the caller's cancellation, too: the answer would still come
            {
                connection = null;
                await current.DisposeAsync();
            }
        }
    }

    async Task<Sip2Connection?> ConnectedAsync(CancellationToken cancel)
    {
        if (connection is not null || time.GetUtcNow() < pausedUntil)
        {
            return connection;
        }
        try
        {
            connection = await ConnectAsync(cancel);
            (failures, used) = (0, time.GetUtcNow());
            return connection;
        }
        catch (Exception e) when (IsConnectionFailure(e, cancel))
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(failures++, Doublings));
            pausedUntil = time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            LogNotConnected(settings.Host, settings.Port, e.Message, pausedUntil);
            return null;
        }
    }

    async Task<Sip2Connection> ConnectAsync(CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(settings.LongestWait), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        var made = new Sip2Connection(await dial(either.Token), settings.Spoken(), time);
        try
        {
            if (settings.User.Length > 0 && !(await made.AskAsync(new LoginRequest(settings.User, settings.Password, settings.Location), cancel)).IsOk)
            {
                failures = Doublings;   // each try may count against the account
                throw new Sip2Exception("the login was refused: check Bridge:Sip2:User and Password");
            }
            var status = await made.AskAsync(new StatusRequest(0, PrintWidth), cancel);
            if (!status.IsOnline)
            {
                throw new Sip2Exception("the library system says it is off-line");
            }
            if (!(status.CheckoutOk && status.CheckinOk))
            {
                LogSwitchedOff(status.CheckoutOk, status.CheckinOk);
            }
            made.Patience = Sip2Patience.Of(status, settings);
            Status = status;
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    static bool IsConnectionFailure(Exception e, CancellationToken cancel) => e is Sip2Exception or Sip2InterruptedException or IOException or SocketException or AuthenticationException
        || e is OperationCanceledException && !cancel.IsCancellationRequested;   // the timer's

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2: {Answer} did not come: {Reason}")]
    partial void LogLost(string answer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2: no connection to {Host}:{Port}: {Reason}; next try not before {PausedUntil:O}")]
    partial void LogNotConnected(string host, int port, string reason, DateTimeOffset pausedUntil);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2: the library system says checkout {Checkout}, checkin {Checkin}; often a wrong setting there, so both are tried")]
    partial void LogSwitchedOff(bool checkout, bool checkin);
}
