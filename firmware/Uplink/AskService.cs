using System.Threading.Channels;
using Contract;
using Firmware.Dialogue;
using Microsoft.Extensions.Hosting;

namespace Firmware.Uplink;

/// <summary>One question to the bridge; null when no answer came within the time a patron waits.</summary>
delegate Task<Answer?> AskTheBridge(Ask ask, CancellationToken cancel);

/// <summary>Asks the bridge what the dialogue wants to know, while the dialogue goes on. The newest question counts: whoever asked an earlier one has gone on.</summary>
sealed class AskService(AskTheBridge bridge, DialogueInbox inbox) : BackgroundService
{
    readonly Channel<Ask> _questions = Channel.CreateBounded<Ask>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>An answer follows, or that there was none; neither when a newer question replaces this one.</summary>
    public ValueTask AskAsync(Ask ask, CancellationToken cancel) => _questions.Writer.WriteAsync(ask, cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var ask in _questions.Reader.ReadAllAsync(stoppingToken))
        {
            using var replaced = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var answer = bridge(ask, replaced.Token);
            if (await Task.WhenAny(answer, _questions.Reader.WaitToReadAsync(replaced.Token).AsTask()) == answer)
            {
                await inbox.PostAsync(Heard(ask, await answer), stoppingToken);
            }
            await replaced.CancelAsync();
            await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // what it says now, nobody waits for
        }
    }

    static DialogueEvent Heard(Ask ask, Answer? answer) => (ask, answer) switch
    {
        (WhoIsThis(var card), null) => new DialogueEvent.WhoUnanswered(card),
        (WhoIsThis(var card), _) => new DialogueEvent.WhoAnswered(card, answer),
        (_, null) => new DialogueEvent.Unanswered(ask),
        _ => new DialogueEvent.Answered(ask, answer),
    };
}
