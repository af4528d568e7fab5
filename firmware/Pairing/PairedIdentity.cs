using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Contract;
using Contract.Pairing;
using Firmware.Journal;

namespace Firmware.Pairing;

/// <summary>What the appliance became when it was paired: its name, its certificate with the key, and the one authority it trusts.</summary>
sealed class PairedIdentity : IDisposable
{
    const string FileName = "pairing.json", Begun = "erasing";

    PairedIdentity(PairingRecord record, ECDsa key)
    {
        Record = record;
        Authority = X509Certificate2.CreateFromPem(record.Device.Authority);
        using var certificate = X509Certificate2.CreateFromPem(record.Device.Certificate);
        Certificate = certificate.CopyWithPrivateKey(key);
    }

    public PairingRecord Record { get; }

    /// <summary>With its key; what the appliance shows on every connection.</summary>
    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Authority { get; }

    /// <summary>What was paired last; null when the appliance is not paired.</summary>
    /// <exception cref="InvalidOperationException">What is there is damaged; the message says what to do.</exception>
    public static PairedIdentity? Open(IDisk disk, CertificateKey keys)
    {
        if (SmallFile.Read(disk, FileName) is not { } bytes)
        {
            return null;
        }
        if (!ContractJson.TryRead(bytes, PairingRecordJson.Default.PairingRecord, out var record))
        {
            throw new InvalidOperationException($"{FileName} is damaged; erase the appliance on its setup screen and pair it anew");
        }
        using var key = keys.Open();
        try
        {
            return new(record, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)   // ArgumentException: the key is another one
        {
            throw new InvalidOperationException($"{FileName} does not fit this appliance's key; erase the appliance on its setup screen and pair it anew", e);
        }
    }

    /// <summary>Keeps it, durably.</summary>
    public static void Save(IDisk disk, PairingRecord record) => SmallFile.Replace(disk, FileName, JsonSerializer.SerializeToUtf8Bytes(record, PairingRecordJson.Default.PairingRecord));

    /// <summary>Everything this appliance ever kept is gone: key, certificate, journal. Where the power goes meanwhile, <see cref="FinishErasing"/> does the rest.</summary>
    public static void EraseAll(IDisk disk, CertificateKey keys)
    {
        disk.Open(Begun).Dispose();
        keys.Erase();
        foreach (var name in disk.Names.Where(name => name != Begun))
        {
            disk.Erase(name);
        }
        disk.Delete(Begun);
    }

    /// <summary>Ends what <see cref="EraseAll"/> began; does nothing where nothing was begun.</summary>
    public static void FinishErasing(IDisk disk, CertificateKey keys)
    {
        if (disk.Exists(Begun))
        {
            EraseAll(disk, keys);
        }
    }

    /// <summary>What the settings of a paired appliance say, for the bridge says it.</summary>
    public void Tell(DeviceSettings settings)
    {
        _ = DeviceAddress.TryParseName(Record.Device.Name, out var address);
        (settings.Site, settings.Device) = (address!.Site, address.Device);
        settings.Station = Enum.Parse<Station>(Record.Device.Station);
        settings.LibraryName = Record.Device.LibraryName ?? settings.LibraryName;
        (settings.Bridge.Host, settings.Bridge.Port, settings.Bridge.PublicKey) = (Record.Device.MqttHost, Record.Device.MqttPort, Record.Device.BridgeKey);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Authority.Dispose();
    }

    /// <summary>Whether a bridge's answer is one that an appliance can be.</summary>
    public static bool IsSound(PairedDevice device, ECDsa key)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(device.Certificate);
            using var authority = X509Certificate2.CreateFromPem(device.Authority);
            using var certified = certificate.GetECDsaPublicKey();
            return DeviceAddress.TryParseName(device.Name, out _)
                && Enum.GetNames<Station>().Contains(device.Station)
                && SealPublicKey.TryParse(device.BridgeKey, out _)
                && device is { MqttHost.Length: > 0, MqttPort: > 0 and <= ushort.MaxValue }
                && certified is not null && certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
                && BridgeTrust.IsIssuedBy(certificate, authority, BridgeTrust.ClientAuthentication);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>As it lies on the disk; the key lies elsewhere.</summary>
/// <param name="Bridge">Where the bridge answers appliances.</param>
/// <param name="Device">What it said.</param>
sealed record PairingRecord(Uri Bridge, PairedDevice Device);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PairingRecord))]
sealed partial class PairingRecordJson : JsonSerializerContext;
