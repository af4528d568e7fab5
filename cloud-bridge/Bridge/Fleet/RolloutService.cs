using Bridge.Storage;

namespace Bridge.Fleet;

/// <summary>Looks every minute what the appliances have said, and lets the rollouts go on.</summary>
sealed partial class RolloutService(Rollouts rollouts, TimeProvider time, ILogger<RolloutService> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await rollouts.RunAsync(stoppingToken);
            }
            catch (Exception e) when (Store.IsFailure(e))
            {
                LogDatabase(e);
            }
            await Task.Delay(Every, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rollouts could not read or write the database; next look in a minute")]
    partial void LogDatabase(Exception e);
}
