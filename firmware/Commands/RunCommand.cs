using Firmware.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Commands;

/// <summary><c>kazashi-device run</c>: serves patrons until told to stop.</summary>
static class RunCommand
{
    /// <summary>sysexits.h: a setting is wrong; systemd need not try again at once.</summary>
    public const int ConfigurationError = 78;

    public static async Task<int> RunAsync(string[] args)
    {
        if (SettingsReader.Read(args) is not { } settings)
        {
            return ConfigurationError;
        }
        await using var life = new DeviceLife(() => SettingsReader.Read(args)!, services => Boards.Open(settings, services), new FolderDisk(settings.DataFolder), TimeProvider.System,
            logging => logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddSystemdConsole());
        try
        {
            bool goesOn;
            do
            {
                await life.StartAsync(CancellationToken.None);
                var services = life.Host!.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
                goesOn = await life.EndAsync();
                if (services.Any(service => service.ExecuteTask is { IsFaulted: true }))
                {
                    return 1;   // one failed, and took the others with it: systemd starts us anew
                }
            }
            while (goesOn);
            return 0;
        }
        catch (InvalidOperationException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
