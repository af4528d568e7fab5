namespace Firmware.Journal;

/// <summary>What became of an acknowledgement that came from outside. A refused one changes nothing and never throws.</summary>
public abstract record AcknowledgeOutcome
{
    AcknowledgeOutcome() { }

    /// <summary>Everything up to <paramref name="Acknowledged"/> is covered, durably; not less than was asked for.</summary>
    public sealed record Accepted(long Acknowledged) : AcknowledgeOutcome;

    /// <summary>It speaks of another journal: a retained message from before the medium was replaced.</summary>
    public sealed record OtherEpoch(string Epoch) : AcknowledgeOutcome;

    /// <summary>
    /// It covers entries this journal never wrote: the medium was rolled back to an old copy. Worth an alarm, because the sequences now
    /// given out have been used before.
    /// </summary>
    public sealed record AboveLast(long LastSequence) : AcknowledgeOutcome;
}
