using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Contract;

namespace Bridge.Ingest;

/// <summary>A message on a device's events topic, as it came.</summary>
readonly record struct Arrival(DeviceAddress Device, ReadOnlyMemory<byte> Payload);

/// <summary>An entry whose envelope was read; its event was opened, or could not be.</summary>
/// <param name="Event">Null when it could not be opened or contradicts its envelope.</param>
/// <param name="Trouble">Why <paramref name="Event"/> is null.</param>
/// <param name="Fingerprint">The same for the same entry however often it was sealed.</param>
sealed record Entry(DeviceAddress Device, EventEnvelope Envelope, DeviceEvent? Event, string? Trouble, byte[] Fingerprint)
{
    /// <summary>Longest epoch and type; both stand in the database.</summary>
    const int LongestName = 64;

    public static bool TryRead(Arrival arrival, SealKey own, byte[] siteKey, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        if (!ContractJson.TryRead(arrival.Payload.Span, ContractJson.Default.EventEnvelope, out var envelope)
            || envelope.Source != arrival.Device.Source
            || envelope.Sequence < 1
            || envelope.Epoch.Length is 0 or > LongestName
            || envelope.Type.Length is 0 or > LongestName
            || envelope.Epoch.Contains('\0', StringComparison.Ordinal)
            || envelope.Type.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }
        var trouble =
            !Seal.TryOpen(envelope.Data, ContractJson.Default.DeviceEvent, own, out var happened) ? "not sealed to this bridge, or no event it knows"
            : happened.EventType != envelope.Type || happened.Settles != envelope.Subject ? "envelope and content differ"
            : happened is not (RegistrationRequested or LinkRequested) && Nul.IsIn(happened, ContractJson.Default.DeviceEvent) ? "a text with a NUL in it"   // what a card says of a person has rules of its own
            : null;
        entry = new(arrival.Device, envelope, trouble is null ? happened : null, trouble, FingerprintOf(envelope, happened, siteKey));
        return true;
    }

    // A device may seal an entry anew for each attempt, so what is compared is what was sealed.
    static byte[] FingerprintOf(EventEnvelope envelope, DeviceEvent? happened, byte[] siteKey)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, siteKey);
        hmac.AppendData("entry"u8);
        hmac.AppendData(envelope.Id.ToByteArray());
        hmac.AppendData(happened is null
            ? Encoding.UTF8.GetBytes(envelope.Data)
            : JsonSerializer.SerializeToUtf8Bytes(happened, ContractJson.Default.DeviceEvent));
        return hmac.GetHashAndReset();
    }
}
