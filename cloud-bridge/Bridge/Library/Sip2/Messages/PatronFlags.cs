using Bridge.Library.Sip2.Wire;

namespace Bridge.Library.Sip2.Messages;

/// <summary>The 14 positions of the patron status; a set one is bad. <see cref="RecallDenied"/> is set for every normal patron of some systems.</summary>
[Flags]
enum PatronFlags
{
    Fine = 0,
    ChargeDenied = 1 << 0,
    RenewalDenied = 1 << 1,
    RecallDenied = 1 << 2,
    HoldDenied = 1 << 3,
    CardLost = 1 << 4,
    TooManyCharged = 1 << 5,
    TooManyOverdue = 1 << 6,
    TooManyRenewals = 1 << 7,
    TooManyClaims = 1 << 8,
    TooManyLost = 1 << 9,
    ExcessiveFines = 1 << 10,
    ExcessiveFees = 1 << 11,
    RecallOverdue = 1 << 12,
    TooManyBilled = 1 << 13,
}

static class PatronFlagsOnWire
{
    const int Width = 14;

    extension(Sip2Reader from)
    {
        public PatronFlags Flags() =>
            from.Text(Width).Select((c, position) => c is 'Y' ? (PatronFlags)(1 << position) : PatronFlags.Fine).Aggregate(PatronFlags.Fine, (all, one) => all | one);
    }

    extension(Sip2Writer to)
    {
        public Sip2Writer Flags(PatronFlags flags) =>
            to.Text(string.Concat(Enumerable.Range(0, Width).Select(position => flags.HasFlag((PatronFlags)(1 << position)) ? 'Y' : ' ')), Width);
    }
}
