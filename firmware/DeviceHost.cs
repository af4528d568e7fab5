using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Screens;
using Firmware.Uplink;
using Firmware.Updates;
using Hal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Firmware;

/// <summary>Puts the appliance together. Board, disk and clock come from outside: the metal's in <see cref="Program"/>, others on a desk and in tests.</summary>
static class DeviceHost
{
    public static IHost Build(DeviceSettings settings, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        logging(builder.Logging);
        var services = builder.Services;
        services.AddSystemd();

        services.AddSingleton(settings);
        services.AddSingleton(time);
        services.AddSingleton(disk);

        services.AddSingleton(board);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().CardReader);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().PinPad);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Display);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Scanner);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Signals);

        services.AddSingleton(_ => DeviceKeys.Open(disk, settings.Bridge.PublicKey));
        services.AddSingleton(_ => LiteDbJournal.Open(disk, settings.Journal, time));
        services.AddSingleton<EventJournal>();
        services.AddSingleton(_ => new ScreenRenderer(settings.FontFolder));
        services.AddSingleton<DialogueInbox>();
        services.AddSingleton<PinGate>();
        services.AddSingleton(settings.Cards.Authorities());
        services.AddSingleton<StartUp>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<DeviceErrors>();
        services.AddSingleton<StaffReporter>();
        services.AddSingleton<UpdateInbox>();
        services.AddSingleton<UpdateNews>();
        services.AddSingleton<UpdateHealth>();
        services.AddSingleton<AskTheBridge>(s => s.GetRequiredService<MqttUplink>().AskAsync);
        services.AddSingleton<DeviceLoop>();

        Run<DisplayService>(services);
        Run<DialogueService>(services);
        Run<KeyService>(services);
        Run<ScanService>(services);
        Run<CardService>(services);
        Run<EnrolmentService>(services);
        if (settings.Gate.DoorContact)
        {
            services.AddSingleton(s => s.GetRequiredService<IBoard>().Door);
            Run<DoorService>(services);
        }
        Run<AskService>(services);
        Run<MqttUplink>(services);
        Run<JournalSender>(services);
        Run<JournalKeeper>(services);
        services.AddSingleton<IHostedService>(s => Updates(s, settings, time));
        if (services.Any(service => service.ServiceType == typeof(ISystemdNotifier)))   // only where systemd started us
        {
            Run<WatchdogService>(services);
        }
        return builder.Build();
    }

    /// <summary>Only where the system is an image of ours, RAUC writes its slots; elsewhere every offer is refused with the reason.</summary>
    static UpdateService Updates(IServiceProvider services, DeviceSettings settings, TimeProvider time)
    {
        var folder = Path.Combine(settings.DataFolder, "update");
        var download = new BundleDownload(folder, new HttpClient { BaseAddress = new($"https://{settings.Bridge.Host}/") }, () => new DriveInfo(settings.DataFolder).AvailableFreeSpace,
            time, services.GetRequiredService<ILogger<BundleDownload>>());
        IUpdater updater = File.Exists("/etc/rauc/system.conf") ? new RaucUpdater(new RaucSettings()) : new NoUpdater();
        return new(updater, download, new UpdateFile(Path.Combine(settings.DataFolder, "update.json")), services.GetRequiredService<UpdateInbox>(), services.GetRequiredService<UpdateNews>(),
            services.GetRequiredService<DialogueInbox>(), services.GetRequiredService<UpdateHealth>().Works, UpdateHealth.Needs(settings),
            ReleaseVersion.TryParse(Program.Version, out var running) ? running : default, time, services.GetRequiredService<ILogger<UpdateService>>());
    }

    /// <summary>A service that others can also speak to.</summary>
    static void Run<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        IServiceCollection services) where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<T>());
    }
}
