using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Network;
using Firmware.Pairing;
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
    /// <summary>At work: serves patrons as a station that a bridge knows.</summary>
    /// <param name="identity">Whom the appliance was paired as; null where its settings say who it is.</param>
    public static IHost Build(DeviceSettings settings, PairedIdentity? identity, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        identity?.Tell(settings);
        var builder = Begin(settings, identity is not null, Faults.Reader | Faults.Scanner | Faults.PinPad, board, disk, time, logging);
        var services = builder.Services;
        services.AddSingleton(s => DeviceKeys.Open(s.GetRequiredService<KeyFiles>(), settings.Bridge.PublicKey));
        services.AddSingleton(_ => LiteDbJournal.Open(disk, settings.Journal, time));
        services.AddSingleton<EventJournal>();
        services.AddSingleton(settings.Cards.Authorities());
        services.AddSingleton(new BridgeLogin(identity));
        services.AddSingleton<StaffReporter>();
        services.AddSingleton<UpdateInbox>();
        services.AddSingleton<UpdateNews>();
        services.AddSingleton<UpdateHealth>();
        services.AddSingleton<AskTheBridge>(s => s.GetRequiredService<MqttUplink>().AskAsync);

        Run<DialogueService>(services);
        Run<ScanService>(services);
        Run<CardService>(services);
        Run<EnrolmentService>(services);
        if (settings.Gate.DoorContact && settings.Station == Station.Gate)
        {
            services.AddSingleton(s => s.GetRequiredService<IBoard>().Door);
            Run<DoorService>(services);
        }
        Run<AskService>(services);
        Run<WishService>(services);
        Run<MqttUplink>(services);
        Run<JournalSender>(services);
        Run<JournalKeeper>(services);
        if (identity is not null)
        {
            Run<PairingKeeper>(services);
        }
        Run<SetupButtonService>(services);
        services.AddSingleton<IHostedService>(s => Updates(s, settings, time));
        return builder.Build();
    }

    /// <summary>On the setup screen: serves nobody, and ends when there is something else to do.</summary>
    /// <param name="identity">Whom the appliance was paired as; null where it was not, or its settings say who it is, or that cannot be read.</param>
    public static IHost BuildSetup(DeviceSettings settings, PairedIdentity? identity, bool isPaired, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        identity?.Tell(settings);
        var builder = Begin(settings, isPaired, Faults.Scanner | Faults.PinPad, board, disk, time, logging);
        builder.Services.AddSingleton(new BridgeLogin(identity));
        builder.Services.AddSingleton(new NetworkManagerSettings(settings.Network.Manager));
        builder.Services.AddSingleton<NetworkManager>();
        Run<SetupService>(builder.Services);
        return builder.Build();
    }

    /// <summary>What every life needs: the board, and panel and keys at work.</summary>
    /// <param name="devices">That must have been opened, or have said that they cannot be, before anything is shown.</param>
    static HostApplicationBuilder Begin(DeviceSettings settings, bool isPaired, Faults devices, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        logging(builder.Logging);
        var services = builder.Services;
        services.AddSystemd();

        services.AddSingleton(settings);
        services.AddSingleton(time);
        services.AddSingleton(disk);
        services.AddSingleton(new KeyFiles(disk, settings.Keys.Seal()));
        services.AddSingleton<CertificateKey>();
        services.AddSingleton(s => new Lifetime(s.GetRequiredService<IHostApplicationLifetime>(), isPaired));

        services.AddSingleton(board);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().CardReader);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().PinPad);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Display);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Scanner);
        services.AddSingleton(s => s.GetRequiredService<IBoard>().Signals);

        services.AddSingleton(_ => new ScreenRenderer(settings.FontFolder));
        services.AddSingleton<DialogueInbox>();
        services.AddSingleton<PinGate>();
        services.AddSingleton(s => new StartUp(s.GetRequiredService<DialogueInbox>(), devices));
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<DeviceErrors>();
        services.AddSingleton<DeviceLoop>();
        Run<DisplayService>(services);
        Run<KeyService>(services);
        if (services.Any(service => service.ServiceType == typeof(ISystemdNotifier)))   // only where systemd started us
        {
            Run<WatchdogService>(services);
        }
        return builder;
    }

    /// <summary>Only where the system is an image of ours, RAUC writes its slots; elsewhere every offer is refused with the reason.</summary>
    static UpdateService Updates(IServiceProvider services, DeviceSettings settings, TimeProvider time)
    {
        var download = new BundleDownload(settings.UpdateFolder, settings.Updates.Mirror, PairingClient.For(services.GetRequiredService<BridgeLogin>(), new($"https://{settings.Bridge.Host}/")), () => new DriveInfo(settings.DataFolder).AvailableFreeSpace,
            time, services.GetRequiredService<ILogger<BundleDownload>>());
        IUpdater updater = File.Exists("/etc/rauc/system.conf") ? new RaucUpdater(new RaucSettings(), time) : new NoUpdater();
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
