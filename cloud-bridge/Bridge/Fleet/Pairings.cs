using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Bridge.Console.Audit;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Contract.Pairing;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>Takes appliances in and lets them go: device authorization (RFC 8628) whose token is a certificate. What is open is in the database, so limits outlast a restart.</summary>
sealed class Pairings(Store store, BridgeKeys keys, DeviceAuthority authority, DeviceCertificates certificates, DeviceRegistry registry, FleetSettings settings, LibrarySettings library,
    PublicAddress address, AuditLog audit, IEventSource source, DeviceStates states, TimeProvider time)
{
    /// <summary>RFC 8628 3.5: what slow_down adds.</summary>
    const int Interval = 5, LongestModel = 64, LongestVersion = 32;

    /// <summary>Leads to the console's page: short, for a panel has room for some sixty characters in a QR code that a telephone reads.</summary>
    public const string ShortPath = "/pair";

    static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10), Window = TimeSpan.FromHours(1), Kept = TimeSpan.FromDays(1);

    /// <summary>A poll may be a little early: networks hurry, too.</summary>
    static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    /// <summary>Somebody asks to be taken in.</summary>
    public async Task<PairingAnswer> BeginAsync(PairingRequest request, IPAddress from, CancellationToken cancel)
    {
        if (!DeviceCertificates.TryRead(request.CertificateRequest, out _) || !SealPublicKey.TryParse(request.SealKey, out _)
            || !IsWord(request.Model, LongestModel) || !IsWord(request.Version, LongestVersion))
        {
            return new PairingAnswer.No(PairingProblem.Invalid);
        }
        var (device, user) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), UserCodes.Create());
        var wait = await store.WriteAsync(async db =>
        {
            var now = time.GetUtcNow();
            if (await WaitAsync(db, AddressKey(from), now, cancel) is { } longer)
            {
                return longer;
            }
            db.Pairings.Add(new()
            {
                DeviceCode = Key("device", device),
                UserCode = Key("user", user),
                Address = AddressKey(from),
                CertificateRequest = request.CertificateRequest,
                SealKey = request.SealKey,
                Model = request.Model,
                Version = request.Version,
                At = now,
                Until = now + Lasts,
                Interval = Interval,
            });
            return (TimeSpan?)null;
        }, cancel);
        return wait is { } pause ? new PairingAnswer.TooOften(pause)
            : new PairingAnswer.Code(new(device, user, address.Of(ShortPath), address.Of($"{ShortPath}?code={user}"), authority.Pem, (int)Lasts.TotalSeconds, Interval));
    }

    /// <summary>Somebody asks what staff have decided. The answer to the one who was accepted may be fetched again until its certificate is used: answers get lost.</summary>
    public Task<PairingAnswer> PollAsync(PairingPoll poll, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var (code, now) = (Key("device", poll.DeviceCode), time.GetUtcNow());
        if (poll.GrantType != new PairingPoll("").GrantType)
        {
            return new PairingAnswer.No(PairingProblem.Invalid);
        }
        if (await db.Pairings.SingleOrDefaultAsync(row => row.DeviceCode == code, cancel) is not { } pairing || pairing.Until <= now)
        {
            return new PairingAnswer.No(PairingProblem.Expired);
        }
        var isTooSoon = pairing.PolledAt + TimeSpan.FromSeconds(pairing.Interval) - Early > now;
        pairing.PolledAt = now;
        if (isTooSoon)
        {
            pairing.Interval += Interval;
            return new PairingAnswer.No(PairingProblem.SlowDown);
        }
        return pairing.State switch
        {
            PairingState.Waiting => new PairingAnswer.No(PairingProblem.Pending),
            PairingState.Refused => new PairingAnswer.No(PairingProblem.Denied),
            PairingState.Accepted => await PairedAsync(db, pairing, cancel),
        };
    }, cancel);

    /// <summary>What waits behind a code; null when there is nothing, or no longer.</summary>
    public Task<PairingCase?> FindAsync(string userCode, CancellationToken cancel)
    {
        var (code, now) = (Key("user", userCode), time.GetUtcNow());
        return store.ReadAsync(db => db.Pairings.AsNoTracking().SingleOrDefaultAsync(row => row.UserCode == code && row.State == PairingState.Waiting && row.Until > now, cancel), cancel);
    }

    /// <summary>The twelve digits that the panel must show, too.</summary>
    public string CompareWith(string userCode, PairingCase pairing) => ComparisonCode.Of(userCode, authority.Certificate, pairing.CertificateRequest);

    /// <summary>Null when it is done.</summary>
    public async Task<PairingFault?> AcceptAsync(string userCode, DeviceAddress device, DeviceStation station, string staff, CancellationToken cancel)
    {
        SealPublicKey? sealKey = null;
        var fault = await store.WriteAsync<PairingFault?>(async db =>
        {
            var (code, name, now) = (Key("user", userCode), device.Name, time.GetUtcNow());
            if (await db.Pairings.SingleOrDefaultAsync(row => row.UserCode == code && row.State == PairingState.Waiting && row.Until > now, cancel) is not { } pairing
                || !DeviceCertificates.TryRead(pairing.CertificateRequest, out var key) || !SealPublicKey.TryParse(pairing.SealKey, out sealKey))
            {
                return PairingFault.NotThere;
            }
            if (registry.TryFind(device, out _) || await db.PairedDevices.AnyAsync(row => row.Name == name, cancel) || await db.Devices.AnyAsync(row => row.Name == name, cancel))
            {
                return PairingFault.NameTaken;
            }
            using var certificate = certificates.Issue(db, device, key);
            (pairing.State, pairing.Certificate, pairing.Serial) = (PairingState.Accepted, certificate.ExportCertificatePem(), certificate.SerialNumber);
            db.PairedDevices.Add(new() { Name = name, SealKey = pairing.SealKey, Station = station, Model = pairing.Model, PairedAt = now, PairedBy = staff });
            audit.Add(db, staff, AuditAct.AppliancePaired, subject: name, detail: $"{station} {certificate.SerialNumber}");
            return null;
        }, cancel);
        if (fault is null)
        {
            registry.Remember(device, sealKey!);
        }
        return fault;
    }

    public Task<bool> RefuseAsync(string userCode, string staff, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var (code, now) = (Key("user", userCode), time.GetUtcNow());
        if (await db.Pairings.SingleOrDefaultAsync(row => row.UserCode == code && row.State == PairingState.Waiting && row.Until > now, cancel) is not { } pairing)
        {
            return false;
        }
        pairing.State = PairingState.Refused;
        audit.Add(db, staff, AuditAct.ApplianceRefused, detail: pairing.Model);
        return true;
    }, cancel);

    /// <summary>Ends an appliance: its connection at once, its certificates for ever. False when there is none of this name.</summary>
    public async Task<bool> UnpairAsync(DeviceAddress device, string staff, CancellationToken cancel)
    {
        var isDone = await store.WriteAsync(async db =>
        {
            var (name, now) = (device.Name, time.GetUtcNow());
            if (await db.PairedDevices.FindAsync([name], cancel) is not { } paired)
            {
                return false;
            }
            db.PairedDevices.Remove(paired);
            await db.DeviceWishes.Where(row => row.Device == name).ExecuteDeleteAsync(cancel);
            await db.DeviceFacts.Where(row => row.Device == name).ExecuteDeleteAsync(cancel);
            await db.DeviceCertificates.Where(row => row.Device == name && row.RevokedAt == null).ExecuteUpdateAsync(row => row.SetProperty(r => r.RevokedAt, now), cancel);
            await db.DeviceCertificates.Where(row => row.Until < now).ExecuteDeleteAsync(cancel);
            audit.Add(db, staff, AuditAct.ApplianceUnpaired, subject: name);
            return true;
        }, cancel);
        if (isDone)
        {
            registry.Forget(device);
            states.Forget(device);
            await source.DropAsync(device, cancel);
        }
        return isDone;
    }

    /// <summary>What an appliance with this certificate is from now on.</summary>
    public async Task<PairedDevice?> DescribeAsync(DeviceAddress device, string certificate, CancellationToken cancel) =>
        await store.ReadAsync(db => db.PairedDevices.AsNoTracking().SingleOrDefaultAsync(row => row.Name == device.Name, cancel), cancel) is { } paired ? Describe(paired, certificate) : null;

    async Task<PairingAnswer> PairedAsync(BridgeDb db, PairingCase pairing, CancellationToken cancel)
    {
        var certificate = await db.DeviceCertificates.FindAsync([pairing.Serial], cancel);
        return certificate is { UsedAt: null, RevokedAt: null } && await db.PairedDevices.FindAsync([certificate.Device], cancel) is { } paired
            ? new PairingAnswer.Paired(Describe(paired, pairing.Certificate!)) : new PairingAnswer.No(PairingProblem.Expired);
    }

    PairedDevice Describe(PairedRow paired, string certificate) => new(paired.Name, paired.Station.ToString(), library.Name, certificate, authority.Pem, keys.Seal.Public.Text,
        settings.MqttHost ?? settings.Host ?? "", source.SecurePort);

    // How long this address, or everybody, has to wait for the next code.
    async Task<TimeSpan?> WaitAsync(BridgeDb db, byte[] from, DateTimeOffset now, CancellationToken cancel)
    {
        var (old, begin) = (now - Kept, now - Window);
        await db.Pairings.Where(row => row.Until < old).ExecuteDeleteAsync(cancel);
        var mine = await db.Pairings.Where(row => row.Address == from && row.At > begin).OrderByDescending(row => row.At).Select(row => row.At).Take(settings.CodesPerAddress).ToListAsync(cancel);
        if (mine.Count == settings.CodesPerAddress)
        {
            return mine[^1] + Window - now;
        }
        var open = await db.Pairings.Where(row => row.State == PairingState.Waiting && row.Until > now).OrderByDescending(row => row.Until).Select(row => row.Until).Take(settings.CodesAtOnce).ToListAsync(cancel);
        return open.Count == settings.CodesAtOnce ? open[^1] - now : null;
    }

    byte[] AddressKey(IPAddress from) => Key("address", from.IsIPv4MappedToIPv6 ? from.MapToIPv4().ToString()
        : from.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8)) : from.ToString());   // one /64 is one place

    byte[] Key(string kind, string text) => HMACSHA256.HashData(keys.Site, Encoding.UTF8.GetBytes($"pairing {kind} {text}"));

    static bool IsWord(string text, int longest) => text.Length is > 0 && text.Length <= longest && !text.Any(char.IsControl);
}

abstract record PairingAnswer
{
    PairingAnswer() { }

    public sealed record Code(PairingCode Codes) : PairingAnswer;
    public sealed record Paired(PairedDevice Device) : PairingAnswer;

    /// <param name="Error">One of <see cref="PairingProblem"/>'s.</param>
    public sealed record No(string Error) : PairingAnswer;

    public sealed record TooOften(TimeSpan Wait) : PairingAnswer;
}

enum PairingFault
{
    /// <summary>Nothing waits behind the code, or no longer.</summary>
    NotThere,

    /// <summary>Another appliance is called so.</summary>
    NameTaken,
}
