using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge;
using Bridge.Console.Accounts;
using Bridge.Enrolment;
using Bridge.Fleet;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Sandbox;
using Sandbox.ELibrary;

namespace Browser.Tests.Library;

/// <summary>白樺市立図書館's pages and the platform its patrons sign in at, with mails that fall into a folder.</summary>
sealed class LibraryWeb : IAsyncDisposable
{
    public const string StaffPassword = "correct horse battery", PatronPassword = "library password", Pin = "1234";

    static readonly string PatronHash = PasswordHash.Of(PatronPassword);
    static readonly byte[] Certificate = NewCertificate();

    /// <summary>Somebody with a rare name, an ordinary one, and a child.</summary>
    static readonly SandboxPerson[] People =
    [
        Person("yoshida-misaki", "𠮷田　美咲", "長野県白樺市辻󠄀町１丁目２－３　白樺ハイツ２０１", "19900412", "2"),
        Person("tanaka-ichiro", "田中一郎", "長野県白樺市本町４丁目５番６号", "19800504", "1"),
        Person("ogawa-sora", "小川　そら", "長野県白樺市湖畔１２３", $"{TimeProvider.System.GetUtcNow().Year - 9}0401", "2"),
    ];

    readonly string folder;
    readonly WebApplication bridge;
    readonly SandboxHost sandbox;
    readonly DemoELibrary eLibrary;

    LibraryWeb(string folder, WebApplication bridge, SandboxHost sandbox, DemoELibrary eLibrary) => (this.folder, this.bridge, this.sandbox, this.eLibrary) = (folder, bridge, sandbox, eLibrary);

    public Uri Address => new(bridge.Urls.First());
    public Uri Platform => sandbox.Issuer;
    public Uri ELibrary => eLibrary.Address;

    public static async Task<LibraryWeb> OpenAsync(RegistrationMode mode, CancellationToken cancel, bool requiresSecondFactor = false)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-library-").FullName;
        var sandbox = SandboxHost.Build(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0" }, People);
        await sandbox.StartAsync(cancel);
        var eLibrary = await DemoELibrary.StartAsync("http://127.0.0.1:0", null, cancel);
        var bridge = BridgeHost.Build(new BridgeSettings
        {
            Storage = new() { Folder = Path.Combine(folder, "bridge") },
            Web = new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = requiresSecondFactor },
            Broker = new() { Port = 0 },
            Fleet = new() { Host = "localhost", Listen = "127.0.0.1", Port = 0, MqttPort = 0 },
            Library = new() { Name = "白樺市立図書館", NameEnglish = "Shirakaba City Library", Telephone = "0123-45-6789", Branches = [new() { Code = "main", Name = "中央図書館", NameEnglish = "Central Library" }, new() { Code = "lake", Name = "湖畔分館", NameEnglish = "Lakeside Branch" }] },
            ELibrary = new()
            {
                Clients =
                [
                    new()
                    {
                        Id = DemoELibrary.ClientId, Name = DemoELibrary.Name, NameEnglish = DemoELibrary.NameEnglish, Sector = "demo.example", Jwks = eLibrary.KeySet,
                        RedirectUris = [eLibrary.RedirectUri], PostLogoutRedirectUris = [eLibrary.PostLogoutRedirectUri], Address = eLibrary.Address.ToString(),
                    },
                ],
            },
            Registration = new() { Mode = mode, HandOverLifetime = TimeSpan.FromHours(1) },
            Mail = new() { PickupFolder = Path.Combine(folder, "mails"), From = "library@city.example.jp" },
            SignIn = new() { Issuer = sandbox.Issuer, ClientId = "RP00000001" },
        });
        await bridge.StartAsync(cancel);
        await StaffAccounts.AddAsync(bridge.Services, "佐藤", StaffPassword, StaffRoles.All);
        eLibrary.Connect(new(bridge.Urls.First()));
        await sandbox.AddClientAsync(new()
        {
            Id = "RP00000001",
            Name = "白樺市立図書館",
            Sector = "library.example",
            RedirectUris = [new Uri(new Uri(bridge.Urls.First()), "/signin/callback").ToString()],
            Jwks = bridge.Services.GetRequiredService<SignInKey>().PublicKeySet,
        }, cancel);
        return new(folder, bridge, sandbox, eLibrary);
    }

    public Task<T> WriteAsync<T>(Func<BridgeDb, Task<T>> change) => bridge.Services.GetRequiredService<Store>().WriteAsync(change, CancellationToken.None);

    /// <summary>A patron with a library card and a password for the pages.</summary>
    public Task<Patron> AddPatronAsync(string number, string name, DateOnly? birth = null) =>
        WriteAsync(db => Task.FromResult(db.Patrons.Add(new() { Number = number, Name = name, Category = "adult", LibraryCard = number, BirthDate = birth, PasswordHash = PatronHash, Address = "長野県白樺市本町４丁目５番６号" }).Entity));

    public DateOnly Today => bridge.Services.GetRequiredService<LibraryClock>().Today;

    /// <summary>A title with a copy of its own.</summary>
    public Task<Item> AddTitleAsync(string barcode, string name, string author, string? kana = null, string? isbn = null, string branch = "main", LoanRule rule = LoanRule.Normal) => WriteAsync(db =>
    {
        var title = new Title { Name = name, Author = author, Kana = kana, Isbn = isbn, Publisher = "白樺書房", Published = "2024" };
        title.Search = SearchText.Of(title);
        return Task.FromResult(db.Items.Add(new() { Title = title, Barcode = barcode, Key = Label.KeyOf(barcode), Branch = branch, Shelf = "913.6 / シ", Rule = rule }).Entity);
    });

    /// <summary>An appliance asks to be taken in; the code on its panel.</summary>
    public async Task<string> AskForPairingAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var seal = SealKey.Create();
        var answer = await bridge.Services.GetRequiredService<Pairings>().BeginAsync(
            new(new CertificateRequest("CN=new", key, HashAlgorithmName.SHA256).CreateSigningRequest(), seal.Public.Text, "Kazashi counter", "0.1.0"), System.Net.IPAddress.Loopback, CancellationToken.None);
        return ((PairingAnswer.Code)answer).Codes.UserCode;
    }

    /// <summary>What an appliance says of itself.</summary>
    public Task HearAsync(DeviceAddress device, DeviceState state) =>
        bridge.Services.GetRequiredService<DeviceStates>().HearAsync(device, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(state, ContractJson.Default.DeviceState), CancellationToken.None);

    /// <summary>A page for the patron's phone, as the panel's QR code has it.</summary>
    public Task<HandOver> HandOverAsync(long? patron, long? application) => WriteAsync(db =>
        bridge.Services.GetRequiredService<HandOvers>().CreateAsync(db, new(patron, application), new("central", "counter-1"), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), CancellationToken.None));

    /// <summary>An application that waits: of a minor without guardian unless the form says otherwise.</summary>
    public Task<Application> ApplyAsync(RegistrationForm form) => WriteAsync(async db =>
        ((RegistrationResult.Waiting)await bridge.Services.GetRequiredService<Registrations>().RegisterAsync(db, form, new(RandomNumberGenerator.GetBytes(16), Bridge.Identity.IdentitySource.Home),
            TimeProvider.System.GetUtcNow(), CancellationToken.None)).Application);

    /// <summary>Waits until a mail with this in its subject has arrived.</summary>
    public async Task<MimeMessage> MailAsync(string subject, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        end.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            foreach (var file in Directory.Exists(Path.Combine(folder, "mails")) ? Directory.GetFiles(Path.Combine(folder, "mails"), "*.eml") : [])
            {
                if (await MimeMessage.LoadAsync(file, cancel) is { } mail && mail.Subject!.Contains(subject, StringComparison.Ordinal))
                {
                    return mail;
                }
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, end.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await bridge.StopAsync();
        await bridge.DisposeAsync();
        await sandbox.DisposeAsync();
        await eLibrary.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static SandboxPerson Person(string id, string name, string address, string birth, string sex) => new(id, name, "", address, birth, sex, Pin, 3, Certificate, null, IsRevoked: false);

    static byte[] NewCertificate()
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=1234567890", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddYears(5));
        return certificate.RawData;
    }
}
