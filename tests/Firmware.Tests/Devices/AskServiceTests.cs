using System.Threading.Channels;
using Contract;
using Firmware.Dialogue;
using Firmware.Uplink;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Devices;

/// <summary>Questions to the bridge, with a bridge that answers when it is told to.</summary>
public sealed class AskServiceTests : IAsyncDisposable
{
    static readonly CardEvidence Card = new CardEvidence.LibraryCard("9000001");

    readonly DialogueInbox _inbox = new();
    readonly Channel<(Ask Ask, TaskCompletionSource<Answer?> Answer)> _asked = Channel.CreateUnbounded<(Ask, TaskCompletionSource<Answer?>)>();
    readonly AskService _service;

    public AskServiceTests() => _service = new((ask, cancel) =>
    {
        var answer = new TaskCompletionSource<Answer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancel.Register(() => answer.TrySetCanceled(cancel));
        _asked.Writer.TryWrite((ask, answer));
        return answer.Task;
    }, _inbox);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Ask, Answer?, DialogueEvent> Questions => new()
    {
        { new WhoIsThis(Card), new CardUnknown(), new WhoAnswered(Card, new CardUnknown()) },
        { new WhoIsThis(Card), null, new WhoUnanswered(Card) },
        { new MyLoans("pass"), null, new Unanswered(new MyLoans("pass")) },
        { new WhatIsThis("A1"), new ItemUnknown(), new Answered(new WhatIsThis("A1"), new ItemUnknown()) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Questions))]
    public async Task Every_question_brings_its_answer_or_that_there_was_none(Ask ask, Answer? answer, DialogueEvent expected)
    {
        await _service.StartAsync(Cancel);
        await _service.AskAsync(ask, Cancel);
        (await _asked.Reader.ReadAsync(Cancel)).Answer.SetResult(answer);
        Assert.Equal(expected, await NextAsync());
    }

    [Fact]
    public async Task A_newer_question_does_not_wait_for_an_earlier_patrons()
    {
        await _service.StartAsync(Cancel);
        await _service.AskAsync(new MyLoans("pass"), Cancel);
        var earlier = await _asked.Reader.ReadAsync(Cancel);
        await _service.AskAsync(new WhoIsThis(Card), Cancel);
        var newer = await _asked.Reader.ReadAsync(Cancel);   // though nobody answered the first
        Assert.False(earlier.Answer.TrySetResult(new LoansListed([])));

        newer.Answer.SetResult(new CardUnknown());
        Assert.Equal(new WhoAnswered(Card, new CardUnknown()), await NextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
    }

    async Task<DialogueEvent> NextAsync()
    {
        await foreach (var happened in _inbox.ReadAllAsync(Cancel))
        {
            return happened;
        }
        throw new InvalidOperationException("the inbox has ended");
    }
}
