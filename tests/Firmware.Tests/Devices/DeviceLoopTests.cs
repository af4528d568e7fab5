using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Firmware.Devices;
using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Devices;

/// <summary>When a device counts as working, and when the appliance counts as started.</summary>
public sealed class DeviceLoopTests : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider _time = new();   // stands still unless a test turns it
    readonly DialogueInbox _inbox = new();
    readonly Log _log = new();
    readonly DeviceLoop _loop;
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly List<Task> _following = [];
    readonly IAsyncEnumerator<DialogueEvent> _events;

    public DeviceLoopTests()
    {
        _loop = new(_inbox, new(_inbox, Faults.Reader | Faults.Scanner | Faults.PinPad), new(_time), new(_time), _time, _log);
        _events = _inbox.ReadAllAsync(_stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    [Fact]
    public async Task The_appliance_has_started_once_every_device_said_that_it_is_open()
    {
        Device reader = new(), scanner = new(), pad = new();
        Follow(Faults.Reader, reader);
        Follow(Faults.Scanner, scanner);
        Follow(Faults.PinPad, pad);

        reader.Open();
        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Reader, IsFaulty: false), await NextAsync());
        pad.Open();
        Assert.Equal(new DialogueEvent.FaultChanged(Faults.PinPad, IsFaulty: false), await NextAsync());
        scanner.Open();
        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Scanner, IsFaulty: false), await NextAsync());
        Assert.Equal(new DialogueEvent.Started(), await NextAsync());
    }

    [Fact]
    public async Task A_device_that_only_takes_long_is_neither_well_nor_faulty()
    {
        var slow = new Device();
        Follow(Faults.Reader, slow);
        _time.Advance(TimeSpan.FromMinutes(1));
        var quick = new Device();
        Follow(Faults.Scanner, quick);

        quick.Open();

        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Scanner, IsFaulty: false), await NextAsync());   // and nothing before it
    }

    [Fact]
    public async Task A_device_that_cannot_be_opened_holds_the_start_up_no_longer_and_is_tried_again()
    {
        Device reader = new(), scanner = new(), pad = new();
        Follow(Faults.Reader, reader);
        Follow(Faults.Scanner, scanner);
        Follow(Faults.PinPad, pad);
        scanner.Open();
        await NextAsync();
        pad.Open();
        await NextAsync();

        reader.Fail();
        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Reader, IsFaulty: true), await NextAsync());
        Assert.Equal(new DialogueEvent.Started(), await NextAsync());

        var back = NextAsync();
        await reader.IsAskedAgainAsync(_time);
        reader.Open();
        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Reader, IsFaulty: false), await back);
    }

    [Fact]
    public async Task A_device_that_is_not_there_for_weeks_is_in_the_log_once_and_once_when_it_is_back()
    {
        var reader = new Device();
        Follow(Faults.Reader, reader);

        for (var tries = 0; tries < 5; tries++)
        {
            reader.Fail();
            Assert.Equal(new DialogueEvent.FaultChanged(Faults.Reader, IsFaulty: true), await NextAsync());
            await reader.IsAskedAgainAsync(_time);
        }
        reader.Fail("is upside down");
        await NextAsync();
        await reader.IsAskedAgainAsync(_time);
        reader.Open();
        await NextAsync();

        Assert.Equal(["Reader does not work: device: is not there", "Reader does not work: device: is upside down", "Reader works again"], _log.Lines);
    }

    [Fact]
    public async Task What_a_device_says_right_after_it_opened_comes_after_the_word_that_it_works()
    {
        var scanner = new Device();
        Follow(Faults.Scanner, scanner);

        scanner.Open();
        scanner.Say("1");

        Assert.Equal(new DialogueEvent.FaultChanged(Faults.Scanner, IsFaulty: false), await NextAsync());
        Assert.Equal(new DialogueEvent.PatronScanned("1"), await NextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(_following));
        _stop.Dispose();
    }

    void Follow(Faults fault, Device device) => _following.Add(
        _loop.FollowAsync(fault, device.SaysAsync, (text, cancel) => _inbox.PostAsync(new DialogueEvent.PatronScanned(text), cancel), _stop.Token));

    async Task<DialogueEvent> NextAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TimeProvider.System, _stop.Token));
        return _events.Current;
    }

    /// <summary>Opens, speaks and fails when it is told to.</summary>
    sealed class Device
    {
        readonly Channel<Action<Action>> _orders = Channel.CreateUnbounded<Action<Action>>();
        readonly Channel<string> _says = Channel.CreateUnbounded<string>();
        int _asked;

        public void Open() => _orders.Writer.TryWrite(opened => opened());

        public void Fail(string why = "is not there") => _orders.Writer.TryWrite(_ => throw new DeviceException("device", why));

        public void Say(string text) => _says.Writer.TryWrite(text);

        public async Task IsAskedAgainAsync(FakeTimeProvider time)
        {
            for (var before = Volatile.Read(ref _asked); Volatile.Read(ref _asked) == before;)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }
        }

        public async IAsyncEnumerable<string> SaysAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
        {
            Interlocked.Increment(ref _asked);
            (await _orders.Reader.ReadAsync(cancel))(opened);
            await foreach (var text in _says.Reader.ReadAllAsync(cancel))
            {
                yield return text;
            }
        }
    }

    /// <summary>What was said, and why, without how often it is tried.</summary>
    sealed class Log : ILogger<DeviceLoop>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(string.Join(": ", [formatter(state, exception).Split(';')[0], .. exception is null ? Array.Empty<string>() : [exception.Message]]));
    }
}
