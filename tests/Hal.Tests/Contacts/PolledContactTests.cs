using Hal.Contacts;
using Microsoft.Extensions.Time.Testing;
using Virtual.Contacts;

namespace Hal.Tests.Contacts;

/// <summary>A door, a lid, a button: what a person does to them is told once, their chatter never.</summary>
public sealed class PolledContactTests : IAsyncDisposable
{
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(80);

    readonly FakeTimeProvider _time = new();
    readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly VirtualContact _door;
    readonly List<(bool IsClosed, TimeSpan At)> _told = [];
    readonly long _begun;
    bool _isOpened;
    Task _reading = Task.CompletedTask;

    public PolledContactTests()
    {
        _door = new(1, _time) { Bounce = TimeSpan.FromMilliseconds(9) };
        _begun = _time.GetTimestamp();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Its_state_is_told_first_whichever_it_is(bool isClosed)
    {
        if (isClosed)
        {
            _door.Close();
        }
        Follow(_door);
        Assert.True(_isOpened);

        await _time.Turn(Settled);

        Assert.Equal([isClosed], _told.Select(told => told.IsClosed));
    }

    [Fact]
    public async Task Each_motion_is_told_once_in_spite_of_chatter_and_within_60_milliseconds()
    {
        Follow(_door);
        await _time.Turn(Settled);
        for (var i = 0; i < 10; i++)
        {
            var before = _time.GetElapsedTime(_begun);
            if (i % 2 == 0)
            {
                _door.Close();
            }
            else
            {
                _door.Open();
            }
            await _time.Turn(Settled);
            Assert.Equal(i + 2, _told.Count);
            Assert.Equal(i % 2 == 0, _told[^1].IsClosed);
            Assert.InRange((_told[^1].At - before).TotalMilliseconds, 30, 60);
        }
    }

    [Fact]
    public async Task What_is_over_within_three_looks_was_nothing()
    {
        Follow(_door);
        await _time.Turn(Settled);
        _door.Bounce = TimeSpan.Zero;
        _door.Close();
        await _time.Turn(LookEvery * 2.5);
        _door.Open();
        await _time.Turn(Settled);

        Assert.Single(_told);
    }

    [Fact]
    public async Task A_torn_wire_reads_as_open()
    {
        _door.Close();
        Follow(_door);
        await _time.Turn(Settled);
        _door.Break();
        await _time.Turn(Settled);

        Assert.Equal([true, false], _told.Select(told => told.IsClosed));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_named()
    {
        var contact = new PolledContact("door contact", () => throw new IOException("no such line"), LookEvery, _time);

        var failure = await Assert.ThrowsAsync<DeviceException>(async () =>
        {
            await foreach (var _ in contact.StatesAsync(() => { }, _stop.Token))
            {
                // never
            }
        });

        Assert.Equal("door contact", failure.Device);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading.IsCompleted ? Task.FromCanceled(_stop.Token) : _reading);
        _stop.Dispose();
    }

    void Follow(VirtualContact contact) => _reading = FollowAsync(new PolledContact("door contact", () => contact.Level == System.Device.Gpio.PinValue.Low, LookEvery, _time));

    async Task FollowAsync(PolledContact contact)
    {
        await foreach (var isClosed in contact.StatesAsync(() => _isOpened = true, _stop.Token))
        {
            _told.Add((isClosed, _time.GetElapsedTime(_begun)));
        }
    }
}
