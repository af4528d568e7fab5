namespace Virtual.Pn532;

/// <summary>What the host said, cut out of its bytes.</summary>
abstract record HostInput
{
    HostInput() { }   // what follows is all a host can say

    /// <summary>An information frame with TFI D4; <paramref name="Content"/> is command code and parameters.</summary>
    public sealed record Command(byte[] Content) : HostInput;

    /// <summary>ACK frame: end the running command; after SetSerialBaudRate: now switch.</summary>
    public sealed record Ack : HostInput;

    /// <summary>NACK frame: send the last answer again.</summary>
    public sealed record Nack : HostInput;

    /// <summary>A sound frame that is no command: no TFI D4, or nothing after it. The chip answers with an error frame.</summary>
    public sealed record Nonsense : HostInput;
}
