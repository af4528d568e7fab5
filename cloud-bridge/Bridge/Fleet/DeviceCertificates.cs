using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>Which certificates of appliances count. The database is asked each time, so that a decision of any bridge counts at all of them at once.</summary>
sealed class DeviceCertificates(Store store, DeviceAuthority authority, FleetSettings settings, TimeProvider time)
{
    /// <summary>New certificates of one appliance in a day; one in two months is usual.</summary>
    const int MostInADay = 10;

    /// <summary>Longest request taken: a P-256 key, a name and a signature are about 200 bytes.</summary>
    const int LongestRequest = 2048;

    /// <summary>Whose it is and whether it counts. Its first use ends the ones before it.</summary>
    public async Task<(CertificateStanding Standing, DeviceAddress? Device)> UseAsync(X509Certificate2 certificate, CancellationToken cancel)
    {
        var serial = certificate.SerialNumber;
        var known = await store.ReadAsync(db => db.DeviceCertificates.AsNoTracking().SingleOrDefaultAsync(row => row.Serial == serial, cancel), cancel);
        if (known is null || !DeviceAddress.TryParseName(known.Device, out var device) || !known.Key.AsSpan().SequenceEqual(HashOf(certificate.PublicKey)))
        {
            return (CertificateStanding.Unknown, null);
        }
        if (StandingOf(known) != CertificateStanding.Good || known.UsedAt is not null)
        {
            return (StandingOf(known), device);
        }
        return await store.WriteAsync(async db =>
        {
            var now = time.GetUtcNow();
            var row = await db.DeviceCertificates.SingleAsync(row => row.Serial == serial, cancel);
            row.UsedAt ??= now;
            var (name, from) = (row.Device, row.From);
            foreach (var earlier in await db.DeviceCertificates.Where(other => other.Device == name && other.Serial != serial && other.From <= from && other.ReplacedAt == null).ToListAsync(cancel))
            {
                earlier.ReplacedAt = now;
            }
            return (StandingOf(row), device);
        }, cancel);
    }

    /// <summary>The next certificate of an appliance; the one it has counts until this one is used. Null when it asks too often.</summary>
    public Task<X509Certificate2?> RenewAsync(DeviceAddress device, PublicKey key, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var (name, yesterday) = (device.Name, time.GetUtcNow().AddDays(-1));
        return await db.DeviceCertificates.CountAsync(row => row.Device == name && row.From > yesterday, cancel) < MostInADay ? Issue(db, device, key) : null;
    }, cancel);

    /// <summary>Within the change it is about.</summary>
    public X509Certificate2 Issue(BridgeDb db, DeviceAddress device, PublicKey key)
    {
        var certificate = authority.IssueDevice(device, key, settings.CertificateDays);
        db.DeviceCertificates.Add(new() { Serial = certificate.SerialNumber, Device = device.Name, Key = HashOf(key), From = time.GetUtcNow(), Until = certificate.NotAfter });
        return certificate;
    }

    /// <summary>Reads a PKCS#10 request that anyone may have sent: signed by its own P-256 key, nothing after it.</summary>
    public static bool TryRead(byte[] request, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        if (request.Length is 0 or > LongestRequest)
        {
            return false;
        }
        try
        {
            var read = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, out var length);   // checks the signature
            using var ecdsa = read.PublicKey.GetECDsaPublicKey();
            key = length == request.Length && ecdsa?.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value ? read.PublicKey : null;
            return key is not null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // garbage is answered with whatever broke first
        {
            return false;
        }
    }

    public static byte[] HashOf(PublicKey key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo());

    static CertificateStanding StandingOf(DeviceCertificate row) =>
        row.RevokedAt is not null ? CertificateStanding.Unpaired : row.ReplacedAt is not null ? CertificateStanding.Replaced : CertificateStanding.Good;
}
