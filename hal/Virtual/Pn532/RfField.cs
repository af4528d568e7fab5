using Virtual.Wires;

namespace Virtual.Pn532;

/// <summary>What becomes of a frame on its way, either way.</summary>
public enum RfFault
{
    /// <summary>It arrives.</summary>
    None,

    /// <summary>Nobody hears it.</summary>
    Lost,

    /// <summary>It arrives with a wrong CRC.</summary>
    Corrupted,
}

/// <summary>The antenna's field and the cards in it. Every frame on the air passes here, so this is where tests disturb it.</summary>
public sealed class RfField(WireClock clock)
{
    readonly List<Picc> _cards = [];
    readonly Queue<RfFault> _faults = new();
    int _framesUntilRemoval;
    bool _isOn;

    internal Lock Gate { get; } = new();

    /// <summary>A card came or went.</summary>
    internal event Action? Changed;

    public bool HasCards
    {
        get
        {
            lock (Gate)
            {
                return _cards.Count > 0;
            }
        }
    }

    /// <summary>Whether the chip drives its antenna.</summary>
    public bool IsOn
    {
        get
        {
            lock (Gate)
            {
                return _isOn;
            }
        }
    }

    /// <summary>Puts a card on the reader; a second one stays beside the first.</summary>
    public void Put(Picc card)
    {
        lock (Gate)
        {
            _cards.Remove(card);
            _cards.Add(card);
            card.PowerUp();
        }
        Changed?.Invoke();
    }

    /// <summary>Takes every card away.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            _cards.Clear();
        }
        Changed?.Invoke();
    }

    /// <summary>What becomes of the frames that follow, one each, PCD and PICC alike; then all is well again.</summary>
    public void Disturb(params ReadOnlySpan<RfFault> next)
    {
        lock (Gate)
        {
            foreach (var fault in next)
            {
                _faults.Enqueue(fault);
            }
        }
    }

    /// <summary>The next <paramref name="frames"/> frames get lost.</summary>
    public void LoseNext(int frames) => Disturb([.. Enumerable.Repeat(RfFault.Lost, frames)]);

    /// <summary>The next <paramref name="frames"/> frames arrive with a wrong CRC.</summary>
    public void CorruptNext(int frames) => Disturb([.. Enumerable.Repeat(RfFault.Corrupted, frames)]);

    /// <summary>Forgets what <see cref="Disturb"/> still had in store.</summary>
    public void Calm()
    {
        lock (Gate)
        {
            _faults.Clear();
            _framesUntilRemoval = 0;
        }
    }

    /// <summary>Every card is taken away just before the <paramref name="frame"/>-th frame from now (1 is the next), which nobody hears.</summary>
    public void RemoveAtFrame(int frame)
    {
        lock (Gate)
        {
            _framesUntilRemoval = frame;
        }
    }

    internal void Switch(bool on)
    {
        if (on && !_isOn)
        {
            clock.AddRf(AirTime.FieldGuard);
            _cards.ForEach(card => card.PowerUp());
        }
        _isOn = on;
    }

    /// <summary>Lets modelled air time pass.</summary>
    internal void Wait(TimeSpan span) => clock.AddRf(span);

    internal RfAnswer Exchange(ReadOnlySpan<byte> frame, RfLink link, TimeSpan timeout) => Exchange(frame, link, timeout, 1)[0];

    /// <summary>Sends a frame and listens; with several <paramref name="slots"/>, once in each.</summary>
    internal RfAnswer[] Exchange(ReadOnlySpan<byte> frame, RfLink link, TimeSpan timeout, int slots)
    {
        var heard = new RfAnswer[slots];
        Array.Fill(heard, RfAnswer.Silent);
        clock.AddRf(AirTime.Frame(link, link.SendKbps, frame.Length));
        var answers = NextFault() == RfFault.None ? Broadcast(frame, link) : [];
        foreach (var bySlot in answers.GroupBy(answer => answer.Slot).Where(group => group.Key < slots))
        {
            heard[bySlot.Key] = Hear([.. bySlot], timeout);
        }
        clock.AddRf(AirTime.FelicaSlot * (slots - 1));
        if (heard.All(answer => answer.Outcome == RfOutcome.Silence))
        {
            clock.AddRf(timeout);
            return heard;
        }
        clock.AddRf(AirTime.Turnaround(link.Technology));
        foreach (var answer in heard.Where(answer => answer.Outcome != RfOutcome.Silence))
        {
            clock.AddRf(AirTime.Frame(link, link.ReceiveKbps, answer.Frame.Length));
        }
        return heard;
    }

    List<PiccAnswer> Broadcast(ReadOnlySpan<byte> frame, RfLink link)
    {
        List<PiccAnswer> answers = [];
        foreach (var card in _isOn ? _cards : [])
        {
            if (card.Technology == link.Technology && card.Receive(frame, link) is { } answer)
            {
                answers.Add(answer);
            }
        }
        return answers;
    }

    RfAnswer Hear(PiccAnswer[] answers, TimeSpan timeout)
    {
        var computing = answers.Max(answer => answer.Computing);
        if (computing > timeout)
        {
            return RfAnswer.Silent;   // it answers when nobody listens any more
        }
        var fault = NextFault();
        if (fault == RfFault.Lost)
        {
            return RfAnswer.Silent;
        }
        clock.AddCard(computing);
        var frame = answers[0].Frame;
        var isClear = answers.All(answer => answer.Frame.AsSpan().SequenceEqual(frame));
        return fault == RfFault.Corrupted ? new(RfOutcome.Garbled, frame, -1)
            : isClear ? new(RfOutcome.Frame, frame, -1)
            : new(RfOutcome.Garbled, frame, answers.Max(answer => FirstDifference(frame, answer.Frame)));
    }

    RfFault NextFault()
    {
        if (_framesUntilRemoval > 0 && --_framesUntilRemoval == 0)
        {
            _cards.Clear();
            return RfFault.Lost;
        }
        return _faults.TryDequeue(out var fault) ? fault : RfFault.None;
    }

    static int FirstDifference(byte[] one, byte[] other)
    {
        for (var bit = 0; bit < 8 * Math.Min(one.Length, other.Length); bit++)
        {
            if (((one[bit / 8] ^ other[bit / 8]) >> bit % 8 & 1) != 0)
            {
                return bit;
            }
        }
        return -1;
    }
}

enum RfOutcome
{
    Silence,
    Frame,
    Garbled,
}

/// <param name="Frame">What was heard, without CRC; of a collision, one of the frames.</param>
/// <param name="CollisionBit">First bit in which two answers differ (type A sees it), or -1.</param>
readonly record struct RfAnswer(RfOutcome Outcome, byte[] Frame, int CollisionBit)
{
    public static readonly RfAnswer Silent = new(RfOutcome.Silence, [], -1);

    public bool IsFrame => Outcome == RfOutcome.Frame;

    /// <summary>How the chip names what happened in a status byte.</summary>
    public ChipStatus Status => Outcome switch
    {
        RfOutcome.Frame => ChipStatus.Ok,
        RfOutcome.Silence => ChipStatus.Timeout,
        RfOutcome.Garbled => ChipStatus.Crc,
    };
}
