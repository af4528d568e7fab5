using Bridge.Library;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Client;
using Bridge.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Sip2;

/// <summary>A client of ours on the wire to an awkward server.</summary>
sealed class Sip2Bench : IDisposable
{
    public static readonly TimeZoneInfo Utc = TimeZoneInfo.Utc;

    public Sip2Bench(Func<FakeTimeProvider, AwkwardServer>? server = null, Sip2Settings? settings = null)
    {
        Server = server?.Invoke(Time) ?? new(Time);
        Settings = settings ?? new Sip2Settings { Host = "test", User = "machine", Password = "secret" };
        Client = new(Settings, Server.DialAsync, Time, Log.CreateLogger<Sip2Client>());
        Library = new Sip2LibrarySystem(Client, Settings, Utc, Time, Log.CreateLogger<Sip2LibrarySystem>());
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
    public AwkwardServer Server { get; }
    public Sip2Settings Settings { get; }
    public Sip2Client Client { get; }
    public ILibrarySystem Library { get; }
    public MemoryLog Log { get; } = new();

    public Change NewChange() => new(Guid.CreateVersion7(Time.GetUtcNow()), Time.GetUtcNow());

    /// <summary>The server is awkward with the first message of this code, or with the first few.</summary>
    public Sip2Bench Once(string code, params Awkward[] moods)
    {
        var left = new Queue<Awkward>(moods);
        Server.Mood = heard => heard == code && left.TryDequeue(out var mood) ? mood : Awkward.Nothing;
        return this;
    }

    public void Dispose() => Client.Dispose();

    /// <summary>Keeps every line, so that a test can say what is in none.</summary>
    public sealed class MemoryLog : ILoggerFactory, ILogger
    {
        readonly List<string> lines = [];

        public string Text
        {
            get
            {
                lock (lines)
                {
                    return string.Join('\n', lines);
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
            {
                lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
