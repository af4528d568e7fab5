using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge.Fleet;

/// <summary>The appliances the bridge knows, from settings and from pairing. Anyone else neither publishes nor reads.</summary>
sealed class DeviceRegistry
{
    readonly ConcurrentDictionary<string, KnownDevice> devices = new(StringComparer.Ordinal);
    readonly Store store;

    public DeviceRegistry(Store store, IEnumerable<DeviceSettings> settings)
    {
        this.store = store;
        using var db = store.Open();
        foreach (var row in db.Devices)
        {
            Remember(row.Name, row.TokenHash, row.SealKey);
        }
        foreach (var row in db.PairedDevices)
        {
            Remember(row.Name, null, row.SealKey);
        }
        foreach (var device in settings)
        {
            Remember(device.Name, Convert.FromHexString(device.TokenHash), device.SealKey);
        }
    }

    /// <summary>The hash the registry keeps of a device's token. A token is 32 random bytes, so one SHA-256 is enough.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public IEnumerable<KnownDevice> All => devices.Values;

    public bool TryFind(DeviceAddress address, [NotNullWhen(true)] out KnownDevice? device) => devices.TryGetValue(address.Name, out device);

    /// <summary>Whether someone with this user name and password is the device it claims to be.</summary>
    public bool IsGenuine(string? userName, ReadOnlySpan<byte> password, [NotNullWhen(true)] out KnownDevice? device) =>
        devices.TryGetValue(userName ?? "", out device) && device.TokenHash is { } hash && CryptographicOperations.FixedTimeEquals(SHA256.HashData(password), hash);

    /// <summary>Takes a device in, for good; one of the same name is replaced.</summary>
    public async Task AddAsync(DeviceAddress address, byte[] tokenHash, SealPublicKey sealKey, CancellationToken cancel)
    {
        await store.WriteAsync(async db =>
        {
            if (await db.Devices.FindAsync([address.Name], cancel) is { } old)
            {
                db.Devices.Remove(old);
                await db.SaveChangesAsync(cancel);
            }
            return db.Devices.Add(new() { Name = address.Name, TokenHash = tokenHash, SealKey = sealKey.Text });
        }, cancel);
        Remember(address.Name, tokenHash, sealKey.Text);
    }

    /// <summary>One that was paired: it has a certificate, no token.</summary>
    public void Remember(DeviceAddress address, SealPublicKey sealKey) => devices[address.Name] = new(address, null, sealKey);

    public void Forget(DeviceAddress address) => devices.TryRemove(address.Name, out _);

    void Remember(string name, byte[]? tokenHash, string sealKey)
    {
        if (DeviceAddress.TryParseName(name, out var address) && SealPublicKey.TryParse(sealKey, out var key))
        {
            devices[name] = new(address, tokenHash, key);
        }
    }
}

/// <param name="TokenHash">SHA-256 of its password; null for one that was paired.</param>
/// <param name="SealKey">Its answers are sealed to this key.</param>
sealed record KnownDevice(DeviceAddress Address, byte[]? TokenHash, SealPublicKey SealKey);

/// <summary>A device taken in with a token, for desks and tests.</summary>
sealed class DeviceRow
{
    public required string Name { get; init; }
    public required byte[] TokenHash { get; init; }
    public required string SealKey { get; init; }
}
