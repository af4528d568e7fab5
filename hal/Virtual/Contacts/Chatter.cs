namespace Virtual.Contacts;

/// <summary>Two pieces of metal that meet: after each motion they chatter for a while, the same in every run.</summary>
/// <param name="seed">Tells one contact from another.</param>
/// <param name="time">By which it chatters.</param>
internal sealed class Chatter(int seed, TimeProvider time)
{
    static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(0.5);

    bool _isClosed;
    int _motions;
    long _movedAt;

    public void Move(bool isClosed) => (_isClosed, _movedAt, _motions) = (isClosed, time.GetTimestamp(), _motions + 1);

    /// <param name="bounce">How long it chatters after a motion.</param>
    public bool IsClosed(TimeSpan bounce)
    {
        if (_motions == 0)
        {
            return false;
        }
        var since = time.GetElapsedTime(_movedAt);
        return since >= bounce ? _isClosed : new Random((seed * 7919 + _motions) * 104729 + (int)(since / Slot)).Next(2) == 0;
    }
}
