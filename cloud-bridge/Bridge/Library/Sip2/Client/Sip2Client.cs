using System.Threading.Channels;
using Bridge.Library.Sip2.Messages;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Client;

/// <summary>Asks a library system over as many connections as the site pays for, and keeps them alive.</summary>
sealed class Sip2Client : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    readonly Channel<Sip2Line> idle = Channel.CreateUnbounded<Sip2Line>();
    readonly Sip2Line[] lines;
    readonly TimeProvider time;

    public Sip2Client(Sip2Settings settings, TimeProvider time, ILogger<Sip2Client> log)
        : this(settings, cancel => Sip2Dialer.DialAsync(settings, cancel), time, log)
    {
    }

    public Sip2Client(Sip2Settings settings, Func<CancellationToken, Task<Stream>> dial, TimeProvider time, ILogger<Sip2Client> log)
    {
        this.time = time;
        lines = [.. Enumerable.Range(0, settings.Connections).Select(_ => new Sip2Line(dial, settings, time, log))];
        Array.ForEach(lines, line => idle.Writer.TryWrite(line));
    }

    /// <summary>What the system last said of itself; null before the first connection.</summary>
    public StatusAnswer? Status => lines.Select(line => line.Status).FirstOrDefault(status => status is not null);

    public Task<Sip2Outcome<TAnswer>> AskAsync<TAnswer>(Sip2Request<TAnswer> request, CancellationToken cancel)
        where TAnswer : Sip2Form, ISip2Form<TAnswer> =>
        WithLineAsync(line => line.AskAsync(request, cancel), cancel);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var _ in lines)
        {
            await (await idle.Reader.ReadAsync(cancellationToken)).DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            foreach (var _ in lines)
            {
                await WithLineAsync(async line =>
                {
                    await line.KeepAliveAsync(stoppingToken);
                    return line;
                }, stoppingToken);
            }
            await Task.Delay(Round, time, stoppingToken);
        }
    }

    async Task<T> WithLineAsync<T>(Func<Sip2Line, Task<T>> use, CancellationToken cancel)
    {
        var line = await idle.Reader.ReadAsync(cancel);
        try
        {
            return await use(line);
        }
        finally
        {
            idle.Writer.TryWrite(line);
        }
    }
}
