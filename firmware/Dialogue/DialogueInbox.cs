using System.Threading.Channels;

namespace Firmware.Dialogue;

/// <summary>Where everything that happens meets: one bounded channel with one reader, so the flow needs no lock.</summary>
sealed class DialogueInbox
{
    readonly Channel<DialogueEvent> _events = Channel.CreateBounded<DialogueEvent>(new BoundedChannelOptions(256) { SingleReader = true });

    public ValueTask PostAsync(DialogueEvent happened, CancellationToken cancel) => _events.Writer.WriteAsync(happened, cancel);

    /// <summary>For timers, which cannot wait. 256 events behind, a time-out more or less is not what is wrong.</summary>
    public void PostFromTimer(DialogueEvent happened) => _events.Writer.TryWrite(happened);

    public IAsyncEnumerable<DialogueEvent> ReadAllAsync(CancellationToken cancel) => _events.Reader.ReadAllAsync(cancel);
}
