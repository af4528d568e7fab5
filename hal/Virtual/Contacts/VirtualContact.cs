using System.Device.Gpio;

namespace Virtual.Contacts;

/// <summary>A switch or button that connects a line to ground; the board pulls it up.</summary>
/// <param name="seed">Tells its chatter from another's.</param>
/// <param name="time">By which it chatters.</param>
public sealed class VirtualContact(int seed, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Chatter _chatter = new(seed, time);
    bool _isBroken;

    /// <summary>How long it chatters after each motion.</summary>
    public TimeSpan Bounce { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How often its line was looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>Its line: low when closed.</summary>
    public PinValue Level
    {
        get
        {
            lock (_lock)
            {
                Looks++;
                return !_isBroken && _chatter.IsClosed(Bounce) ? PinValue.Low : PinValue.High;
            }
        }
    }

    public void Close() => Move(isClosed: true);

    public void Open() => Move(isClosed: false);

    /// <summary>Its wire is torn: it reads as open from now on.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _isBroken = true;
        }
    }

    void Move(bool isClosed)
    {
        lock (_lock)
        {
            _chatter.Move(isClosed);
        }
    }
}
