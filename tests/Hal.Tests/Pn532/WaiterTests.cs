using Hal.Pn532;
using Microsoft.Extensions.Time.Testing;

namespace Hal.Tests.Pn532;

public sealed class WaiterTests : IDisposable
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();
    readonly Waiter _waiter;

    public WaiterTests() => _waiter = new(_time);

    [Fact]
    public async Task A_signal_a_time_out_and_a_cancellation_each_end_a_wait_by_their_name()
    {
        var signalled = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();
        _waiter.Signal();
        Assert.Equal(WaitOutcome.Signalled, await signalled);

        var late = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();
        _time.Advance(Second);
        Assert.Equal(WaitOutcome.TimedOut, await late);

        using var stop = new CancellationTokenSource();
        var cancelled = _waiter.WaitAsync(Timeout.InfiniteTimeSpan, stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.Equal(WaitOutcome.Cancelled, await cancelled);
    }

    [Fact]
    public async Task A_signal_nobody_waits_for_does_not_end_the_next_wait()
    {
        _waiter.Signal();

        var wait = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();

        Assert.False(wait.IsCompleted);
        _time.Advance(Second);
        Assert.Equal(WaitOutcome.TimedOut, await wait);
    }

    [Fact]
    public async Task The_timer_of_an_earlier_wait_does_not_end_a_later_longer_one()
    {
        var first = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();
        _waiter.Signal();
        await first;

        var second = _waiter.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken).AsTask();
        _time.Advance(Second);
        Assert.False(second.IsCompleted);

        _waiter.Signal();
        Assert.Equal(WaitOutcome.Signalled, await second);
    }

    [Fact]
    public async Task Of_a_signal_and_a_time_out_only_the_first_counts()
    {
        var wait = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();
        _time.Advance(Second);
        _waiter.Signal();
        Assert.Equal(WaitOutcome.TimedOut, await wait);

        var next = _waiter.WaitAsync(Second, TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);
        _waiter.Signal();
        Assert.Equal(WaitOutcome.Signalled, await next);
    }

    public void Dispose() => _waiter.Dispose();
}
