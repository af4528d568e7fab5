namespace Contract;

/// <summary>Work that is whole only while each of its parts goes on.</summary>
public static class Together
{
    /// <summary>Runs all parts until one ends or fails, then ends the others: half a service would look alive and do nothing.</summary>
    /// <exception cref="Exception">What a part failed with.</exception>
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> parts, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = parts.Select(part => part(end.Token)).ToArray();
        await Task.WhenAny(running);
        await end.CancelAsync();
        await Task.WhenAll(running);
    }
}
