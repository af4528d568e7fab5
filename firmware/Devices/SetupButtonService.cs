using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Devices;

/// <summary>Watches the button behind the lid. Without it nothing but the setup screen is missing, so its failure stops nobody.</summary>
sealed partial class SetupButtonService(IBoard board, DialogueInbox inbox, TimeProvider time, ILogger<SetupButtonService> log) : BackgroundService
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await foreach (var isPressed in board.SetupButton.StatesAsync(() => { }, stoppingToken))
                {
                    if (isPressed)
                    {
                        await inbox.PostAsync(new DialogueEvent.SetupButtonPressed(), stoppingToken);
                    }
                }
            }
            catch (DeviceException e)
            {
                LogLost(e, RetryAfter);
            }
            await Task.Delay(RetryAfter, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The setup button cannot be read; next try in {RetryAfter}")]
    partial void LogLost(Exception e, TimeSpan retryAfter);
}
