using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Settings;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Enrolment;

/// <summary>A library with one appliance, and people who come to it with cards.</summary>
sealed class EnrolmentWorld : IAsyncDisposable
{
    public static readonly PersonDetails Hanako = new("山田　花子", "長野県白樺市湖畔３－４－５", "19850412", "2");
    public static readonly PersonDetails Taro = new("髙橋　太郎", "長野県白樺市駅前１－２", "19700101", "1");

    static readonly RegistrationSettings Usual = new();

    EnrolmentWorld(TestDevice device, TestBridge bridge) => (Device, Bridge) = (device, bridge);

    public TestDevice Device { get; }
    public TestBridge Bridge { get; }
    public TestPlatform Platform => Bridge.Platform;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<EnrolmentWorld> OpenAsync(RegistrationSettings? registration = null, IdentitySettings? identity = null)
    {
        var device = new TestDevice();
        return new(device, await TestBridge.QuietAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:8080", PublicAddress = "https://library.example" },
            Registration = registration ?? Usual,
            Identity = identity ?? new(),
            Devices = [device.Settings],
        }, device));
    }

    public DateTimeOffset Now => Bridge.Clock.GetUtcNow();

    public byte[] Nonce() => Challenge.Create(Bridge.Get<BridgeKeys>().Challenge, Device.Address, "1", Now);

    public EnrolmentProof Prove(TestCard card, byte[]? nonce = null) => card.Prove(Device.Address, nonce ?? Nonce(), Now);

    public Consent Consent => new("1", Now, "ja");

    public RegistrationRequested Registration(TestCard card, PersonDetails? person = null) => new(Prove(card), person ?? Hanako, Consent, "0265-12-3456");

    public LinkRequested Link(TestCard card, string? libraryCard, PersonDetails? person = null) => new(Prove(card), person ?? Hanako, Consent, libraryCard);

    /// <summary>Brings the entry to the bridge, which decides; the outcome as the appliance would hear it.</summary>
    public async Task<(Guid Id, EnrolmentOutcome? Outcome)> BringAsync(DeviceEvent requested)
    {
        var entry = Device.Entry(requested, Now);
        await Bridge.TakeAsync(Device, entry);
        await Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);
        return (entry.Id, await OutcomeAsync(entry.Id));
    }

    public async Task<EnrolmentOutcome> DecideAsync(DeviceEvent requested) => (await BringAsync(requested)).Outcome ?? throw new InvalidOperationException("not decided");

    public Task<EnrolmentOutcome?> OutcomeAsync(Guid id) => Bridge.ReadAsync(db => EnrolmentEffects.OutcomeAsync(db, Device.Address, id, Cancel));

    public Task TellAsync(Guid id, EnrolmentOutcome outcome) => Bridge.TakeAsync(Device, Device.Entry(new EnrolmentTold(id, outcome), Now));

    public Task WithdrawAsync(Guid id) => Bridge.TakeAsync(Device, Device.Entry(new EnrolmentWithdrawn(id), Now));

    public Task<Answer> AskAsync(CardEvidence card) => Bridge.Get<AskDesk>().AnswerAsync(Device.Address, Device.Ask(new WhoIsThis(card)), Cancel);

    public Task<Answer> TapAsync(TestCard card) => AskAsync(card.Tap(Device, Now));

    public Task<List<Patron>> PatronsAsync() => Bridge.ReadAsync(db => db.Patrons.OrderBy(p => p.Id).ToListAsync(Cancel));

    public Task<List<CardLink>> LinksAsync() => Bridge.ReadAsync(db => db.Links.Include(l => l.Patron).OrderBy(l => l.Id).ToListAsync(Cancel));

    public Task<List<PatronIdentity>> IdentitiesAsync() => Bridge.ReadAsync(db => db.Identities.OrderBy(i => i.Id).ToListAsync(Cancel));

    public Task<List<Application>> ApplicationsAsync() => Bridge.ReadAsync(db => db.Applications.OrderBy(a => a.Id).ToListAsync(Cancel));

    /// <summary>A patron of before, with the library card 9{number} and no My Number card.</summary>
    public async Task<Patron> AddPatronAsync(string number, PersonDetails? person = null, string? email = null, string? block = null)
    {
        var who = person ?? Hanako;
        var patron = new Patron { Number = number, Name = who.Name, Category = "adult", LibraryCard = "9" + number, Email = email, Block = block, BirthDate = FormRules.DateOf(who.BirthDate) };
        await Bridge.WriteAsync(db => db.Patrons.Add(patron));
        return patron;
    }

    /// <summary>Everything of the bridge's that one could compare.</summary>
    public Task<string> SnapshotAsync() => Bridge.ReadAsync(async db => string.Join('\n',
        [
            .. (await db.Patrons.OrderBy(p => p.Id).ToListAsync(Cancel)).Select(p => $"patron {p.Number} {p.Name} {p.Email}"),
            .. (await db.Links.OrderBy(l => l.SerialHash).ToListAsync(Cancel)).Select(l =>
                $"link {l.PatronId} {Convert.ToHexString(l.SerialHash)} {Convert.ToHexString(l.Ppid)} {Convert.ToHexString(l.TextPublicKey ?? [])} {l.Method} {l.ValidatedAt:O} {l.CertificateEnds:O}"),
            .. (await db.Identities.OrderBy(i => i.Ppid).ToListAsync(Cancel)).Select(i => $"identity {i.PatronId} {Convert.ToHexString(i.Ppid)} {i.Source}"),
            .. (await db.Applications.OrderBy(a => a.Id).ToListAsync(Cancel)).Select(a => $"application {a.State} {a.Reason} {a.PatronId}"),
            .. (await db.HandOvers.OrderBy(h => h.Id).ToListAsync(Cancel)).Select(h => $"hand-over {h.PatronId} {h.ApplicationId}"),
        ]));

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        Device.Dispose();
    }
}
