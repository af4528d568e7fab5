using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>When an order is due: those of one appliance one after the other, in their order; the lanes of different appliances side by side.</summary>
sealed partial class OrderDesk(Store store, OrderExecution execution, OrderBook book, OrderBell bell, TimeProvider time, ILogger<OrderDesk> log) : BackgroundService
{
    static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TellAgainAsync(stoppingToken);
        var lanes = new Dictionary<string, Task>();
        while (true)
        {
            foreach (var device in await DueDevicesAsync(stoppingToken))
            {
                if (!lanes.TryGetValue(device, out var lane) || lane.IsCompleted)
                {
                    lanes[device] = WorkAsync(device, stoppingToken);
                    _ = lanes[device].ContinueWith(_ => bell.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);   // an order may have come as it ended
                }
            }
            await WaitAsync(stoppingToken);
        }
    }

    /// <summary>Carries out what is due, as one appliance after the other.</summary>
    public async Task CarryOutDueAsync(CancellationToken cancel)
    {
        foreach (var device in await DueDevicesAsync(cancel))
        {
            while (await NextAsync(device, cancel) is { } id)
            {
                await execution.CarryOutAsync(id, cancel);
            }
        }
    }

    /// <summary>Outcomes of the last run that may not have been sent.</summary>
    public async Task TellAgainAsync(CancellationToken cancel)
    {
        await using var db = store.Open();
        var since = time.GetUtcNow() - OrderBook.NobodyWaits;
        foreach (var request in await db.Requests.AsNoTracking().Where(r => r.Settlement == Settlement.None && r.Outcome != null && r.At > since).ToListAsync(cancel))
        {
            await book.TellAsync(request, cancel);
        }
    }

    async Task WorkAsync(string device, CancellationToken cancel)
    {
        try
        {
            while (await NextAsync(device, cancel) is { } id)
            {
                await TryToCarryOutAsync(id, cancel);
            }
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNoDatabase(e);   // the next round tries again
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    // A fault of ours must not come back at every round; nobody knows how far it came, so staff look.
    async Task TryToCarryOutAsync(Guid id, CancellationToken cancel)
    {
        try
        {
            await execution.CarryOutAsync(id, cancel);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException) && !Store.IsFailure(e))
        {
            LogFailed(e);
            await using var db = store.Open();
            if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is { } order)
            {
                await book.GiveUpAsync(order, StaffReason.EffectFailed, e.GetType().Name, cancel);
            }
        }
    }

    async Task<Guid?> NextAsync(string device, CancellationToken cancel)
    {
        await using var db = store.Open();
        var now = time.GetUtcNow();
        return await db.Orders.Where(o => o.Device == device && o.NextAttempt <= now).OrderBy(o => o.ReceivedAt).ThenBy(o => o.Id).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(cancel);
    }

    async Task<List<string>> DueDevicesAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = store.Open();
            var now = time.GetUtcNow();
            return await db.Orders.Where(o => o.NextAttempt <= now).Select(o => o.Device).Distinct().ToListAsync(cancel);
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNoDatabase(e);
            return [];
        }
    }

    async Task WaitAsync(CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(Round, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await bell.HeardAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An order failed within the bridge; it is in the staff queue")]
    partial void LogFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database did not answer the order desk")]
    partial void LogNoDatabase(Exception e);
}
