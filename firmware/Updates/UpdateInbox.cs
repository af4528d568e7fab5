using System.Threading.Channels;
using Contract;

namespace Firmware.Updates;

/// <summary>Where everything that happens to an update meets: one bounded channel with one reader.</summary>
sealed class UpdateInbox
{
    readonly Channel<UpdateEvent> _events = Channel.CreateBounded<UpdateEvent>(new BoundedChannelOptions(256) { SingleReader = true });
    volatile Desired? _desired;

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

    public IAsyncEnumerable<UpdateEvent> ReadAllAsync(CancellationToken cancel) => _events.Reader.ReadAllAsync(cancel);
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
