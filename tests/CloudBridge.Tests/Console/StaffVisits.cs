using System.Net;
using System.Text.RegularExpressions;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Settings;
using CloudBridge.Tests.Patrons;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBridge.Tests.Console;

/// <summary>A bridge whose console asks for the second factor, and people who have one.</summary>
sealed partial class StaffVisits : IAsyncDisposable
{
    public const string Password = "a long pass phrase";

    readonly List<Visitor> visitors = [];

    StaffVisits(TestBridge bridge) => Bridge = bridge;

    public TestBridge Bridge { get; }

    public static Task<StaffVisits> StartAsync(WebSettings? web = null, params TestDevice[] devices) => StartAsync(web, new(), null, devices);

    /// <summary>On a desk, where appliances can be paired.</summary>
    public static Task<StaffVisits> WithFleetAsync(params TestDevice[] devices) => StartAsync(OnDesk(), CloudBridge.Tests.Fleet.PairingTests.Fleet(), null, devices);

    /// <summary>A bridge on a desk, before a library system of another's make that nobody reaches just now.</summary>
    public static Task<StaffVisits> BeforeAsync(KohaSettings? koha) => StartAsync(OnDesk(), new(), koha ?? new());

    static WebSettings OnDesk() => new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false };

    static async Task<StaffVisits> StartAsync(WebSettings? web, FleetSettings fleet, KohaSettings? koha, params TestDevice[] devices)
    {
        var bridge = await TestBridge.StartAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = web ?? new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Port = 0 },
            Fleet = fleet,
            Mail = new() { PickupFolder = Path.Combine(folder, "mails"), From = "library@city.example.jp" },
            Sip2 = koha is null ? new() : new() { Host = "127.0.0.1", Port = 1, User = "machine", Password = "secret" },
            Koha = koha ?? new(),
            Devices = [.. devices.Select(device => device.Settings)],
        }, devices);
        bridge.Clock.AdjustTime(TimeProvider.System.GetUtcNow());   // cookies carry times that the visitor holds against the machine's clock
        return new(bridge);
    }

    public Visitor Visitor(string language = "en")
    {
        var visitor = new Visitor(Bridge, language);
        visitors.Add(visitor);
        return visitor;
    }

    public async Task AddAsync(string name, StaffRoles roles, string password = Password)
    {
        var fault = await AccountAsync(accounts => accounts.AddAsync(name, password, roles, isTemporary: false));
        Assert.Null(fault);
    }

    public async Task<T> AccountAsync<T>(Func<StaffAccounts, Task<T>> use)
    {
        await using var scope = Bridge.Get<IServiceProvider>().CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<StaffAccounts>());
    }

    /// <summary>Name and password, as far as that goes.</summary>
    public async Task<Visitor> WithPasswordAsync(string name, string password = Password, string path = "/console", Visitor? visitor = null)
    {
        visitor ??= Visitor();
        await visitor.GetAsync($"/console/signin?return={path}");
        await visitor.PostAsync("/console/signin", ("Name", name), ("Password", password), ("Return", path));
        return visitor;
    }

    /// <summary>Sets the app up at the page where the visitor is, and goes on; the key and the codes that are shown once.</summary>
    public async Task<(byte[] Key, List<string> Codes)> SetUpAsync(Visitor visitor)
    {
        Assert.Equal("/console/signin/setup", visitor.At.AbsolutePath);
        var key = Totp.FromBase32(KeyField().Match(visitor.Page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal))!;
        Assert.Equal(20, key.Length);
        await visitor.PostAsync("/console/signin/setup", ("Code", CodeOf(key)), ("Return", "/console"));
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        List<string> codes = [.. RecoveryCode().Matches(visitor.Page).Select(match => match.Groups[1].Value)];
        await visitor.GetAsync(Onward().Match(visitor.Page).Groups[1].Value);
        return (key, codes);
    }

    /// <summary>Somebody with these roles who is in.</summary>
    public async Task<Visitor> InAsync(string name, StaffRoles roles, string path = "/console")
    {
        await AddAsync(name, roles);
        var visitor = await WithPasswordAsync(name);
        await SetUpAsync(visitor);
        await visitor.GetAsync(path);
        Assert.Equal(path, visitor.At.AbsolutePath);
        return visitor;
    }

    /// <summary>A bridge on a desk, where a password is enough.</summary>
    public static Task<StaffVisits> AtDeskAsync() => StartAsync(new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false });

    /// <summary>Somebody with these roles who is in, on such a bridge.</summary>
    public async Task<Visitor> SignedInAsync(StaffRoles roles, string path = "/console", string name = "sato")
    {
        await AddAsync(name, roles);
        var visitor = await WithPasswordAsync(name);
        await visitor.GetAsync(path);
        Assert.Equal(path, visitor.At.AbsolutePath);
        return visitor;
    }

    /// <summary>What staff did since the sign-in, oldest first.</summary>
    public Task<List<AuditEntry>> DoneAsync() => Bridge.ReadAsync(db => db.Audit.AsNoTracking().Where(entry => entry.Act != AuditAct.SignedIn).OrderBy(entry => entry.Id).ToListAsync(TestContext.Current.CancellationToken));

    public string CodeOf(byte[] key) => Totp.CodeOf(key, Totp.StepOf(Bridge.Clock.GetUtcNow()));

    public void NextCode() => Bridge.Clock.Advance(TimeSpan.FromSeconds(Totp.StepInSeconds));

    public async ValueTask DisposeAsync()
    {
        visitors.ForEach(visitor => visitor.Dispose());
        await Bridge.DisposeAsync();
    }

    [GeneratedRegex("<code class=\"key\">([A-Z2-7 ]+)</code>")]
    private static partial Regex KeyField();

    [GeneratedRegex("<code>([A-Z0-9]+-[A-Z0-9]+)</code>")]
    private static partial Regex RecoveryCode();

    [GeneratedRegex("<a class=\"button\" href=\"([^\"]+)\"")]
    private static partial Regex Onward();
}
