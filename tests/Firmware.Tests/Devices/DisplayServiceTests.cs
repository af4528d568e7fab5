using System.Threading.Channels;
using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Screens;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Devices;

/// <summary>What the panel is told, and when, on a clock held in the hand.</summary>
public sealed class DisplayServiceTests : IAsyncDisposable
{
    readonly Clock _time = new();
    readonly Panel _panel = new();
    readonly ScreenRenderer _renderer = new();
    readonly DisplayService _service;

    public DisplayServiceTests() => _service = new(_panel, _renderer, new DialogueInbox(), new DeviceSettings(), new Heartbeat(_time), new DeviceErrors(_time), _time, NullLogger<DisplayService>.Instance);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_panel_does_not_sleep_within_a_session_because_it_would_wake_slowly()
    {
        await ShowAsync(new Step.Idle());
        _time.Advance(TimeSpan.FromMinutes(5));
        await ShowAsync(new Step.Reading(null));

        Assert.Equal(["Full", "Partial"], _panel.Told);
    }

    [Fact]
    public async Task After_ten_quiet_minutes_it_sleeps_and_the_next_screen_still_comes()
    {
        await ShowAsync(new Step.Idle());
        await SleepsAsync();
        await ShowAsync(new Step.Reading(null));

        Assert.Equal(["Full", "Sleep", "Partial"], _panel.Told);   // the driver makes a full one of it
    }

    [Fact]
    public async Task A_panel_that_cannot_be_put_to_sleep_is_tried_again_and_drawn_in_full()
    {
        await ShowAsync(new Step.Idle());
        _panel.FailsToSleep = true;
        await SleepsAsync();
        await _time.IsWaitedForAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(10));
        await _panel.NextAsync(Cancel);

        Assert.Equal(["Full", "Sleep", "Full"], _panel.Told);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _renderer.Dispose();
    }

    async Task ShowAsync(Step step)
    {
        _service.Show(new(step, Language.Japanese, CardInField: false, Online: true, Faults.None));
        if (_service.ExecuteTask is null)
        {
            await _service.StartAsync(Cancel);
        }
        await _panel.NextAsync(Cancel);
        await _time.IsWaitedForAsync(Cancel);   // the screen stands, and the service waits for the next or for the quiet
    }

    async Task SleepsAsync()
    {
        _time.Advance(TimeSpan.FromMinutes(10));
        await _panel.NextAsync(Cancel);
    }

    /// <summary>A clock that knows when somebody begins to wait by it.</summary>
    sealed class Clock : FakeTimeProvider
    {
        readonly Channel<bool> _waits = Channel.CreateUnbounded<bool>();

        public ValueTask<bool> IsWaitedForAsync(CancellationToken cancel) => _waits.Reader.ReadAsync(cancel);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(true);
            return timer;
        }
    }

    /// <summary>Notes what it is told.</summary>
    sealed class Panel : IDisplay
    {
        readonly Channel<string> _news = Channel.CreateUnbounded<string>();
        readonly List<string> _told = [];

        public int Width => 400;
        public int Height => 300;
        public bool FailsToSleep { get; set; }

        public IReadOnlyList<string> Told
        {
            get
            {
                lock (_told)
                {
                    return [.. _told];
                }
            }
        }

        public ValueTask<string> NextAsync(CancellationToken cancel) => _news.Reader.ReadAsync(cancel);

        public ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel)
        {
            Note(refresh.ToString());
            return ValueTask.CompletedTask;
        }

        public ValueTask SleepAsync(CancellationToken cancel)
        {
            Note("Sleep");
            return FailsToSleep ? throw new DeviceException("panel", "does not sleep") : ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        void Note(string told)
        {
            lock (_told)
            {
                _told.Add(told);
            }
            _news.Writer.TryWrite(told);
        }
    }
}
