namespace Virtual.Pn532;

/// <summary>What a command leads to.</summary>
abstract record ChipReply
{
    ChipReply() { }

    /// <summary>An answer at once (after the modelled time it took): its data without the answer code.</summary>
    public sealed record Answer(byte[] Content) : ChipReply;

    /// <summary>The error frame: an unknown command, or parameters that are none.</summary>
    public sealed record SyntaxError : ChipReply;

    /// <summary>The chip goes on looking for cards until one is there, the tries are used up or the host aborts.</summary>
    /// <param name="Attempt">One try: the answer, or null.</param>
    /// <param name="Attempts">How many, or null for ever.</param>
    /// <param name="Nothing">The answer when all were in vain.</param>
    public sealed record Looking(Func<byte[]?> Attempt, int? Attempts, byte[] Nothing) : ChipReply;
}
