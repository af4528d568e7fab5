using System.Threading.Channels;
using Contract;
using Firmware.Dialogue;
using Microsoft.Extensions.Hosting;

namespace Firmware.Uplink;

/// <summary>Asks the bridge whose card it is, while the dialogue goes on.</summary>
sealed class WhoService(MqttUplink uplink, DialogueInbox inbox) : BackgroundService
{
    readonly Channel<CardEvidence> _questions = Channel.CreateBounded<CardEvidence>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary><see cref="DialogueEvent.WhoAnswered"/> or <see cref="DialogueEvent.WhoUnanswered"/> follows; a newer question replaces one that still waits.</summary>
    public ValueTask AskAsync(CardEvidence evidence, CancellationToken cancel) => _questions.Writer.WriteAsync(evidence, cancel);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var evidence in _questions.Reader.ReadAllAsync(stoppingToken))
        {
            var answer = await uplink.AskAsync(new WhoIsThis(evidence), stoppingToken);
            await inbox.PostAsync(answer is null ? new DialogueEvent.WhoUnanswered(evidence) : new DialogueEvent.WhoAnswered(evidence, answer), stoppingToken);
        }
    }
}
