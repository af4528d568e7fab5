using System.Security.Cryptography;
using Bridge;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using CloudBridge.Tests.Enrolment;
using Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests;

/// <summary>A bridge of its own for one test: a new folder, free ports on loopback, a clock that stands still; it can be restarted on its folder.
/// Its database is SQLite's, or one of its own in PostgreSQL where <see cref="OnPostgreSqlAttribute"/> is on the test's class.</summary>
sealed class TestBridge : IAsyncDisposable
{
    /// <summary>Monday, 10:00 in Japan.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 1, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Today = new(2026, 6, 1);

    readonly string folder = Directory.CreateTempSubdirectory("kazashi-bridge-").FullName;
    readonly Func<string, BridgeSettings>? adjusted;
    readonly TestDevice[] devices;
    readonly bool serves;
    Action<IServiceCollection>? replaced;
    TestPostgreSql.Database? database;
    WebApplication? app;

    readonly Action<IServiceCollection, FakeTimeProvider>? replace;

    TestBridge(Func<string, BridgeSettings>? adjusted, TestDevice[] devices, bool serves, Action<IServiceCollection, FakeTimeProvider>? replace = null) =>
        (this.adjusted, this.devices, this.serves, this.replace) = (adjusted, devices, serves, replace);

    public FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>Vouches for every card until it is told otherwise.</summary>
    public TestPlatform Platform { get; } = new();

    /// <summary>What people were written by a bridge without a mail server, as committed.</summary>
    public RecordingMails Mails { get; } = new();

    public RecordingLog Log { get; } = new();

    public string Folder => folder;

    /// <summary>To its database in PostgreSQL; null where it has SQLite's.</summary>
    public string? Connection => database?.Connection;

    public static async Task<TestBridge> StartAsync(params TestDevice[] devices) => await StartAsync(null, devices);

    /// <param name="adjusted">Settings made from the folder, when the usual ones do not serve.</param>
    public static Task<TestBridge> StartAsync(Func<string, BridgeSettings>? adjusted, params TestDevice[] devices) => StartAsync(adjusted, null, devices);

    /// <param name="adjusted">Settings made from the folder, when the usual ones do not serve.</param>
    /// <param name="replaced">Puts parts of the test's own in place of the bridge's.</param>
    /// <param name="devices">Known from the start.</param>
    public static async Task<TestBridge> StartAsync(Func<string, BridgeSettings>? adjusted, Action<IServiceCollection>? replaced, params TestDevice[] devices)
    {
        var bridge = new TestBridge(adjusted, devices, serves: true) { replaced = replaced };
        await bridge.StartAgainAsync();
        return bridge;
    }

    /// <summary>Put together and not started: for tests of what is behind the broker.</summary>
    public static async Task<TestBridge> QuietAsync(params TestDevice[] devices) => await QuietAsync(null, devices);

    public static async Task<TestBridge> QuietAsync(Func<string, BridgeSettings>? adjusted, params TestDevice[] devices)
    {
        var bridge = new TestBridge(adjusted, devices, serves: false);
        await bridge.StartAgainAsync();
        return bridge;
    }

    /// <param name="replace">Parts of the bridge that are others in this test, at every start.</param>
    public static async Task<TestBridge> QuietAsync(Func<string, BridgeSettings> adjusted, Action<IServiceCollection, FakeTimeProvider> replace, params TestDevice[] devices)
    {
        var bridge = new TestBridge(adjusted, devices, serves: false, replace);
        await bridge.StartAgainAsync();
        return bridge;
    }

    public T Get<T>()
        where T : notnull => app!.Services.GetRequiredService<T>();

    public int Port => Get<EmbeddedBroker>().Port;

    public string Address => app!.Urls.Single();

    public Uri Url(string path) => new($"{Address}{path}");

    /// <summary>As after a restart of the program: what was in memory is gone, what was on disk is there.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    async Task StartAgainAsync()
    {
        var settings = adjusted?.Invoke(folder) ?? Settings(folder, devices);
        if (TestPostgreSql.IsWanted)
        {
            if (database is null)
            {
                database = await TestPostgreSql.TakeDatabaseAsync();
                Directory.CreateDirectory(Path.Combine(folder, "keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);   // it may have tables, and a bridge makes no keys for those
            }
            database.PutInto(settings.Storage);
        }
        app = BridgeHost.Build(settings, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log), Clock,
            services =>
            {
                services.AddSingleton<IIdentityPlatform>(Platform);
                replaced?.Invoke(services);
                if (!settings.Mail.IsOn)
                {
                    services.AddSingleton<IMails>(Mails);
                }
                replace?.Invoke(services, Clock);
            });
        if (serves)
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        Get<Store>();
        foreach (var device in devices)
        {
            device.BridgeKey = Get<BridgeKeys>().Seal.Public;
        }
    }

    public static BridgeSettings Settings(string folder, params TestDevice[] devices) => new()
    {
        Storage = new() { Folder = folder },
        Web = new() { Listen = "http://127.0.0.1:0" },
        Broker = new() { Port = 0 },
        Devices = [.. devices.Select(device => device.Settings)],
    };

    public Task<T> ReadAsync<T>(Func<BridgeDb, Task<T>> read) => Task.Run(async () =>
    {
        await using var db = Get<Store>().Open();
        return await read(db);
    });

    public Task<int> WriteAsync(Action<BridgeDb> change) => Get<Store>().WriteAsync(db =>
    {
        change(db);
        return Task.FromResult(0);
    }, TestContext.Current.CancellationToken);

    public Task<List<Loan>> LoansAsync() => ReadAsync(db => db.Loans.Include(loan => loan.Item).Include(loan => loan.Patron).ToListAsync());

    public Task<List<StaffTask>> StaffTasksAsync() => ReadAsync(db => db.StaffTasks.ToListAsync());

    /// <summary>Takes entries over without a broker in between; replies as a device would get them.</summary>
    public Task<IReadOnlyList<Reply>> TakeAsync(TestDevice device, params EventEnvelope[] entries) =>
        Get<Inbox>().TakeAsync([.. entries.Select(entry => new Arrival(device.Address, TestDevice.Json(entry)))], TestContext.Current.CancellationToken);

    public async Task<Patron> AddPatronAsync(string number, string category = "adult", string? block = null, DateOnly? expires = null)
    {
        var patron = new Patron { Number = number, Name = $"利用者{number}", Category = category, Block = block, Expires = expires, LibraryCard = "9" + number };
        await WriteAsync(db => db.Patrons.Add(patron));
        return patron;
    }

    /// <param name="title">Whose copy it is; null for a title of its own.</param>
    public async Task<Item> AddItemAsync(string barcode, LoanRule rule = LoanRule.Normal, ItemStatus status = ItemStatus.Available, Title? title = null, string? branch = null)
    {
        var item = new Item { Barcode = barcode, Key = Label.KeyOf(barcode), Title = title is null ? new() { Name = $"資料{barcode}" } : null, TitleId = title?.Id ?? 0, Rule = rule, Status = status, Branch = branch };
        await WriteAsync(db => db.Items.Add(item));
        return item;
    }

    /// <summary>Links a card to a patron; the key stands for the chip.</summary>
    public async Task<RSA> LinkCardAsync(Patron patron, string serial)
    {
        var chip = RSA.Create(2048);
        var keys = Get<BridgeKeys>();
        await WriteAsync(db => db.Links.Add(new()
        {
            PatronId = patron.Id,
            SerialHash = CardLink.SerialIndex(keys.Site, serial),
            Ppid = CardLink.LocalPpid(keys.Site, chip.ExportSubjectPublicKeyInfo()),
            TextPublicKey = chip.ExportSubjectPublicKeyInfo(),
            LinkedAt = Clock.GetUtcNow(),
            Method = LinkMethod.Import,
            ValidatedAt = Clock.GetUtcNow(),
        }));
        return chip;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
        if (database is not null)
        {
            await TestPostgreSql.GiveBackAsync(database);
        }
    }

    /// <summary>Stops it and leaves its folder; <see cref="RestartAsync"/> starts it again.</summary>
    public Task StopServingAsync() => StopAsync();

    async Task StopAsync()
    {
        if (app is null)
        {
            return;
        }
        if (serves)
        {
            await app.StopAsync(CancellationToken.None);
        }
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>A pass as the bridge gives it.</summary>
    public string PassFor(Patron patron, TestDevice device, DateTimeOffset? from = null) =>
        new Pass(patron.Id, Assurance.ChipProven, device.Address, from ?? Start, (from ?? Start).AddMinutes(10), CardKind.MyNumberCard, 0).Close(Get<BridgeKeys>().Pass);

    public LoanRequested Request(Patron patron, TestDevice device, string item) => new(new Borrower.ByPass(PassFor(patron, device)), item);
}
