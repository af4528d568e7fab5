using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Firmware.Devices;
using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Devices;

/// <summary>The gate's door, on a clock held in the hand.</summary>
public sealed class DoorServiceTests : IAsyncDisposable
{
    readonly FakeTimeProvider _time = new();
    readonly DialogueInbox _inbox = new();
    readonly Contact _contact = new();
    readonly DoorService _service;

    public DoorServiceTests()
    {
        var loop = new DeviceLoop(_inbox, new StartUp(_inbox, Faults.Reader | Faults.Scanner | Faults.PinPad), new Heartbeat(_time), new DeviceErrors(_time), _time, NullLogger<DeviceLoop>.Instance);
        _service = new(_contact, loop, _inbox, new DeviceSettings { Gate = new() { DoorOpenSeconds = 30 } }, _time);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_door_is_told_of_when_it_moves_and_when_it_has_stood_open_for_too_long()
    {
        await _service.StartAsync(Cancel);
        Assert.Equal(new DoorChanged(IsOpen: false), await AfterAsync(isClosed: true));
        Assert.Equal(new DoorChanged(IsOpen: true), await AfterAsync(isClosed: false));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(new DoorStoodOpen(), await NextAsync());
    }

    [Fact]
    public async Task A_door_closed_in_time_is_told_of_no_more()
    {
        await _service.StartAsync(Cancel);
        await AfterAsync(isClosed: false);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(new DoorChanged(IsOpen: false), await AfterAsync(isClosed: true));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(new DoorChanged(IsOpen: true), await AfterAsync(isClosed: false));   // and nothing before it
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
    }

    /// <summary>The door moves, and the service has dealt with it: its time has begun, or is off.</summary>
    async Task<DialogueEvent> AfterAsync(bool isClosed)
    {
        _contact.Is(isClosed);
        await _contact.IsDealtWithAsync();
        return await NextAsync();
    }

    async Task<DialogueEvent> NextAsync()
    {
        await foreach (var happened in _inbox.ReadAllAsync(Cancel))
        {
            if (happened is not FaultChanged)
            {
                return happened;
            }
        }
        throw new InvalidOperationException("the inbox has ended");
    }

    /// <summary>Closed or open as it is told, and knows when what it said has been dealt with.</summary>
    sealed class Contact : IContact
    {
        readonly Channel<bool> _states = Channel.CreateUnbounded<bool>();
        readonly Channel<bool> _dealtWith = Channel.CreateUnbounded<bool>();

        public void Is(bool isClosed) => _states.Writer.TryWrite(isClosed);

        public ValueTask<bool> IsDealtWithAsync() => _dealtWith.Reader.ReadAsync(Cancel);

        public async IAsyncEnumerable<bool> StatesAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
        {
            opened();
            await foreach (var state in _states.Reader.ReadAllAsync(cancel))
            {
                yield return state;
                _dealtWith.Writer.TryWrite(state);
            }
        }
    }
}
