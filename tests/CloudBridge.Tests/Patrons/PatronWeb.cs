using Bridge.Console.Accounts;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Patrons;
using Bridge.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBridge.Tests.Patrons;

/// <summary>A bridge with its pages, and a platform to sign in at.</summary>
sealed class PatronWeb : IAsyncDisposable
{
    public const string StaffPassword = "correct horse battery";

    readonly List<Visitor> visitors = [];

    PatronWeb(TestPlatform platform, TestBridge bridge) => (Platform, Bridge) = (platform, bridge);

    public TestPlatform Platform { get; }
    public TestBridge Bridge { get; }

    public static async Task<PatronWeb> StartAsync(RegistrationSettings? registration = null, string? publicAddress = null, bool writesEndpoints = false, TestDevice[]? devices = null,
        ELibrarySettings? eLibrary = null, LibrarySettings? library = null, ILibrarySystem? system = null)
    {
        var platform = await TestPlatform.StartAsync();
        var issuer = platform.Issuer;
        var bridge = await TestBridge.StartAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:0", PublicAddress = publicAddress, RequireSecondFactor = publicAddress is not null },
            Broker = new() { Port = 0 },
            Mail = new() { PickupFolder = Path.Combine(folder, "mails"), From = "library@city.example.jp" },
            Registration = registration ?? new(),
            ELibrary = eLibrary ?? new(),
            Library = library ?? new(),
            SignIn = !writesEndpoints ? new() { Issuer = issuer } : new()
            {
                Issuer = issuer,
                AuthorizationEndpoint = new(issuer, "authorize"),
                TokenEndpoint = new(issuer, "token"),
                UserInfoEndpoint = new(issuer, "userinfo"),
                KeysEndpoint = new(issuer, "keys"),
            },
            Devices = [.. (devices ?? []).Select(device => device.Settings)],
        }, system is null ? null : services => services.AddSingleton(system), devices ?? []);
        await StaffAccounts.AddAsync(bridge.Get<IServiceProvider>(), "sato", StaffPassword, StaffRoles.All);
        bridge.Clock.AdjustTime(TimeProvider.System.GetUtcNow());   // cookies carry times that the visitor holds against the machine's clock
        return new(platform, bridge);
    }

    /// <summary>Whoever signs in at the platform is this patron.</summary>
    public async Task<Patron> PatronAsync(string number = "1001", string category = "adult", string? block = null)
    {
        var patron = await Bridge.AddPatronAsync(number, category, block);
        await Bridge.WriteAsync(db => db.Identities.Add(new() { Ppid = PlatformPerson.PpidOf(Platform.Subject!), PatronId = patron.Id, Source = IdentitySource.Home, At = Bridge.Clock.GetUtcNow() }));
        return patron;
    }

    public Visitor Visitor(string language = "ja", string? outside = null)
    {
        var visitor = new Visitor(Bridge, language) { Outside = outside };
        visitors.Add(visitor);
        return visitor;
    }

    public async Task<Visitor> SignedInAsync(string path = "/me", string language = "ja")
    {
        var visitor = Visitor(language);
        await visitor.GetAsync($"/signin?return={path}");
        Assert.Equal(path, visitor.At.AbsolutePath);
        return visitor;
    }

    public async Task<Visitor> StaffAsync(string path = "/console")
    {
        var visitor = Visitor();
        await visitor.GetAsync(path);
        await visitor.PostAsync("/console/signin", ("Name", "sato"), ("Password", StaffPassword), ("Return", path));
        Assert.Equal(path, visitor.At.AbsolutePath);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        visitors.ForEach(visitor => visitor.Dispose());
        await Bridge.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
