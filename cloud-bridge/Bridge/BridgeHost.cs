using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Enrolment;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Library.Koha;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Client;
using Bridge.Library.Sip2.Server;
using Bridge.Mail;
using Bridge.Patrons;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge;

/// <summary>Puts a bridge together: the same one for the program, the bench and the tests.</summary>
static class BridgeHost
{
    public static WebApplication Build(IConfiguration configuration) =>
        Build(configuration.GetSection(BridgeSettings.Section).Get<BridgeSettings>() ?? new(), logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());

    /// <param name="time">The clock of all decisions; the system's when null.</param>
    /// <param name="adjust">Last word on what is put together.</param>
    public static WebApplication Build(BridgeSettings settings, Action<ILoggingBuilder>? logging = null, TimeProvider? time = null, Action<IServiceCollection>? adjust = null)
    {
        settings.Validated();
        var builder = WebApplication.CreateEmptyBuilder(new());   // no files, no environment: what is set is in the settings
        builder.WebHost.UseKestrelCore().UseUrls(settings.Web.Listen);
        builder.Services.AddRouting();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging?.Invoke(builder.Logging);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);   // below that whole addresses: what people look for, codes that sign them in; no setting brings them back
        AddBridge(builder.Services, settings, time ?? TimeProvider.System);
        adjust?.Invoke(builder.Services);
        var app = builder.Build();
        app.UsePages();
        Health.Map(app);
        return app;
    }

    static void AddBridge(IServiceCollection services, BridgeSettings settings, TimeProvider time)
    {
        services.AddSingleton(time);
        services.AddSingleton(settings.Web).AddSingleton(settings.Broker).AddSingleton(settings.Identity).AddSingleton(settings.Registration).AddSingleton(settings.Calendar).AddSingleton(settings.Loans);
        services.AddSingleton(_ => BridgeKeys.Open(settings.Storage));
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<BridgeKeys>();   // before the database: a database without keys is a restore that went wrong
            return new Store(settings.Storage);
        });
        services.AddSingleton(provider => new DeviceRegistry(provider.GetRequiredService<Store>(), settings.Devices));
        AddFleet(services, settings);
        services.AddSingleton<DeviceStates>().AddSingleton<Ledger>().AddSingleton<Acquisition>();

        services.AddSingleton(settings.Holds).AddSingleton(settings.Notices).AddSingleton<Branches>().AddSingleton<Counts>();
        services.AddSingleton<HoldQueue>().AddSingleton<HoldDesk>().AddSingleton<HoldShelf>().AddSingleton<Catalogue>().AddSingleton<Exports>().AddSingleton<Notices>().AddHosted<LibraryRound>();
        services.AddSingleton<BuiltInLibrarySystem>();
        AddLibrarySystem(services, settings);
        services.AddSingleton<OpeningDays>().AddSingleton<LibraryClock>().AddSingleton<Circulation>();
        services.AddIdentityPlatform(settings.Identity);
        services.AddSingleton<PlatformDesk>().AddSingleton<Recognition>().AddSingleton<Vouching>().AddSingleton<Passes>();
        services.AddSingleton<IStaffCards, StaffCards>();

        services.AddSingleton<Registrations>().AddSingleton<Reviews>().AddSingleton<HandOvers>();
        services.AddSingleton<EnrolmentDecision>().AddSingleton<EnrolmentEffects>().AddHosted<EnrolmentDesk>();

        services.AddSingleton<AtTheCounter>().AddSingleton<LibraryAsks>().AddSingleton<OrderBell>();
        services.AddSingleton<Requests>().AddSingleton<Receipts>();
        services.AddSingleton<Effects>().AddSingleton<Inbox>().AddSingleton<Deliveries>().AddSingleton<Reception>();
        services.AddHosted<GroupCommit>().AddHosted<AskDesk>();
        _ = settings.Broker.Source switch
        {
            EventSourceKind.Embedded => services.AddHosted<EmbeddedBroker>().AddSingleton<IEventSource>(provider => provider.GetRequiredService<EmbeddedBroker>()),
            EventSourceKind.External => services.AddHosted<MqttBrokerSource>().AddSingleton<IEventSource>(provider => provider.GetRequiredService<MqttBrokerSource>()),
        };
        AddMail(services, settings.Mail);
        services.AddSingleton<AccountClosing>().AddSingleton<DetailsParts>();
        services.AddPages(settings);
        services.AddHosted<DeliveryService>();   // last: stops first, while the source can still send
    }

    // The bridge's own circulation, or the system the library has already; requests are decided where the loans are.
    static void AddLibrarySystem(IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton(settings.Sip2).AddSingleton(settings.Sip2Server).AddSingleton(TimeZoneInfo.FindSystemTimeZoneById(settings.Calendar.TimeZone));
        if (settings.Sip2.Host.Length > 0)
        {
            services.AddHosted(provider => new Sip2Client(settings.Sip2, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Sip2Client>>()));
            services.AddSingleton<Sip2LibrarySystem>();
            _ = settings.Koha is { Address: not null, HasLoansAndHolds: true }
                ? services.AddSingleton<ILibrarySystem>(provider => new KohaLibrarySystem(provider.GetRequiredService<Sip2LibrarySystem>(), provider.GetRequiredService<KohaClient>(),
                    settings.Koha, provider.GetRequiredService<TimeZoneInfo>(), provider.GetRequiredService<TimeProvider>()))
                : services.AddSingleton<ILibrarySystem>(provider => provider.GetRequiredService<Sip2LibrarySystem>());
            services.AddSingleton<IRequestDesk, Orders>().AddSingleton<OrderBook>().AddSingleton<OrderExecution>().AddHosted<OrderDesk>();
            _ = settings.Koha.Address is null
                ? services.AddSingleton<INewPatrons, PatronsByHand>()
                : services.AddSingleton(settings.Koha).AddSingleton<KohaClient>().AddSingleton<KohaPatrons>().AddHosted<PatronDesk>().AddSingleton<INewPatrons>(provider => provider.GetRequiredService<PatronDesk>());
        }
        else
        {
            services.AddSingleton<ILibrarySystem>(provider => provider.GetRequiredService<BuiltInLibrarySystem>()).AddSingleton<IRequestDesk, BuiltInDesk>();
            services.AddSingleton<INewPatrons, NobodyElse>();
        }
        if (settings.Sip2Server.Accounts.Count > 0)
        {
            services.AddHosted<Sip2Server>();
        }
    }

    // Nothing of it is made before somebody needs it: a bridge without Bridge:Fleet:Host has no authority.
    static void AddFleet(IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton(settings.Fleet).AddSingleton<Takeovers>().AddSingleton<Wishes>().AddSingleton<Appliances>().AddSingleton<Rollouts>();
        services.AddSingleton(provider => new Bundles(provider.GetRequiredService<Store>(), settings.Storage, provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<BridgeKeys>();   // makes the folder
            return DeviceAuthority.Open(settings.Storage, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<DeviceCertificates>().AddSingleton<ServerCertificate>().AddSingleton<Pairings>();
        if (settings.Fleet.IsOn)
        {
            services.AddSingleton<TlsDoor>().AddHosted<DeviceDoor>().AddHosted<RolloutService>();
            if (settings.Fleet.Announce)
            {
                services.AddHosted<DoorAnnouncer>();   // after the door, whose port it says
            }
        }
    }

    static void AddMail(IServiceCollection services, MailSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<IMails, Mails>();
        services.AddHosted(provider => new MailSender(provider.GetRequiredService<Store>(), settings, Transport(provider),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MailSender>>()));

        IMailTransport? Transport(IServiceProvider provider) =>
            settings.PickupFolder is { } folder ? new PickupFolder(folder)
            : settings.Host is not null ? new SmtpTransport(settings, provider.GetRequiredService<TimeProvider>())
            : null;
    }

    // One object that others may ask for by its type, and that the host starts and stops.
    static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());

    static IServiceCollection AddHosted<T>(this IServiceCollection services, Func<IServiceProvider, T> make)
        where T : class, IHostedService =>
        services.AddSingleton(make).AddHostedService(provider => provider.GetRequiredService<T>());
}
