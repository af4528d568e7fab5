using Contract;

namespace CloudBridge.Tests.Contract;

public sealed class TogetherTests
{
    static Task ForEver(CancellationToken cancel) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);

    [Fact]
    public async Task A_part_that_fails_ends_the_others_and_says_why()
    {
        var why = await Assert.ThrowsAsync<InvalidDataException>(() => Together.RunAsync([ForEver, _ => Task.FromException(new InvalidDataException("torn")), ForEver], TestContext.Current.CancellationToken));

        Assert.Equal("torn", why.Message);
    }

    [Fact]
    public async Task All_parts_end_when_they_are_told_to()
    {
        using var stop = new CancellationTokenSource();
        var running = Together.RunAsync([ForEver, ForEver], stop.Token);
        Assert.False(running.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
