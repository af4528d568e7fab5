using Bridge.Library;

namespace CloudBridge.Tests.Sip2;

/// <summary>The rule by itself: tries and looks as letters, in the order in which they are asked for.</summary>
public sealed class LookBeforeRepeatTests
{
    // Tries: d done, r refused, l lost, n not sent. Looks: h happened, - did not, ? unclear.
    [Theory]
    [InlineData("d", false, "done")]
    [InlineData("r", false, "refused")]
    [InlineData("n", false, "not done")]
    [InlineData("lh", false, "done")]
    [InlineData("l?", false, "perhaps")]
    [InlineData("l-d", false, "done")]
    [InlineData("l-n", false, "perhaps")]
    [InlineData("l-r-", false, "refused")]
    [InlineData("l-rh", false, "done")]
    [InlineData("l-r?", false, "perhaps")]
    [InlineData("l-lh", false, "done")]
    [InlineData("l-l-", false, "perhaps")]   // never a third time
    [InlineData("h", true, "done")]
    [InlineData("?", true, "perhaps")]
    [InlineData("-d", true, "done")]
    [InlineData("-n", true, "perhaps")]
    [InlineData("-r-", true, "refused")]
    public async Task Only_what_certainly_did_not_happen_is_tried_again(string script, bool mayHaveHappened, string expected)
    {
        var left = new Queue<char>(script);

        var outcome = await LookBeforeRepeat.RunAsync<string>(mayHaveHappened, _ => Task.FromResult<Attempt<string>>(left.Dequeue() switch
        {
            'd' => new Attempt<string>.Done(""),
            'r' => new Attempt<string>.Refused(_ => Task.FromResult(new Refusal(null))),
            'l' => new Attempt<string>.Lost(),
            'n' => new Attempt<string>.NotSent(),
            var other => throw new InvalidOperationException($"a look was due, not a try: {other}"),
        }), _ => Task.FromResult<Evidence<string>>(left.Dequeue() switch
        {
            'h' => new Evidence<string>.Happened(""),
            '-' => new Evidence<string>.DidNotHappen(),
            '?' => new Evidence<string>.Unclear(),
            var other => throw new InvalidOperationException($"a try was due, not a look: {other}"),
        }), TestContext.Current.CancellationToken);

        Assert.Empty(left);
        Assert.Equal(expected, outcome switch
        {
            LibraryChange<string>.Done => "done",
            LibraryChange<string>.Refused => "refused",
            LibraryChange<string>.Unavailable(var perhaps) => perhaps ? "perhaps" : "not done",
            _ => "",
        });
    }
}
