using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Contract;

namespace Firmware.Updates;

/// <summary>Where everything that happens to an update meets: one bounded channel with one reader.</summary>
sealed class UpdateInbox
{
    readonly Channel<UpdateEvent> _events = Channel.CreateBounded<UpdateEvent>(new BoundedChannelOptions(256) { SingleReader = true });
    volatile Desired? _desired;
    volatile bool _panelGiven;   // and no room to say so

    /// <summary>What the bridge wanted last; null before it said so.</summary>
    public Desired? Desired => _desired;

    public ValueTask PostAsync(UpdateEvent happened, CancellationToken cancel) => _events.Writer.WriteAsync(happened, cancel);

    /// <summary>For timers, which cannot wait; another tick comes.</summary>
    public void PostFromTimer(UpdateEvent happened) => _events.Writer.TryWrite(happened);

    /// <summary>What came on <see cref="DeviceAddress.Desired"/>.</summary>
    public ValueTask DesireAsync(Desired desired, CancellationToken cancel)
    {
        _desired = desired;
        return PostAsync(new UpdateEvent.Offered(desired.Update), cancel);
    }

    /// <summary>Nobody is at the panel, which is the update's now. Never lost, and never waits: who reads here may be waiting for the dialogue.</summary>
    public void GivePanel() => _panelGiven = !_events.Writer.TryWrite(new UpdateEvent.PanelGiven());

    public async IAsyncEnumerable<UpdateEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var happened in _events.Reader.ReadAllAsync(cancel))
        {
            yield return happened;
            if (_panelGiven)
            {
                _panelGiven = false;
                yield return new UpdateEvent.PanelGiven();
            }
        }
    }
}

/// <summary>How the update stands that was offered last and which bundles are for this appliance, for the bridge and for staff.</summary>
sealed class UpdateNews
{
    volatile UpdateReport? _current;
    volatile string? _board;

    public UpdateReport? Current => _current;

    /// <summary>As RAUC names it; null before it did, and where it never does.</summary>
    public string? Board => _board;

    /// <summary>Raised whenever it changed.</summary>
    public event Action? Changed;

    public void Tell(UpdateReport? report)
    {
        if (report != _current)
        {
            _current = report;
            Changed?.Invoke();
        }
    }

    public void TellBoard(string? board)
    {
        if (board != _board)
        {
            _board = board;
            Changed?.Invoke();
        }
    }
}
