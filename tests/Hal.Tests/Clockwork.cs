using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Hal.Tests;

/// <summary>Turns a fake clock by hand until something has happened, so that a wait of seconds costs nothing.</summary>
static class Clockwork
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static async Task<T> TurnUntil<T>(this FakeTimeProvider time, Task<T> task)
    {
        await time.TurnUntil((Task)task);
        return await task;
    }

    public static Task TurnUntil(this FakeTimeProvider time, ValueTask task) => time.TurnUntil(task.AsTask());

    public static async Task TurnUntil(this FakeTimeProvider time, Task task)
    {
        var begun = Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(begun.Elapsed < TimeSpan.FromSeconds(20), "waited 20 s in vain");
            time.Advance(Step);
            await Task.Yield();
        }
        await task;
    }

    /// <summary>Lets time pass in small steps, so that what waits on it acts in between.</summary>
    public static async Task Turn(this FakeTimeProvider time, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += Step)
        {
            time.Advance(Step);
            await Task.Yield();
        }
    }
}
