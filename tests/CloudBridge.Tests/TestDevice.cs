using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Fleet;
using Bridge.Settings;
using Contract;

namespace CloudBridge.Tests;

/// <summary>An appliance as the bridge sees it: a name, a token, a key, and a journal without gaps.</summary>
sealed class TestDevice : IDisposable
{
    readonly SealKey own = SealKey.Create();
    readonly string epoch = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
    long sequence;

    public TestDevice(string device = "counter-1", string site = "central") => Address = new(site, device);

    public DeviceAddress Address { get; }
    public string Token { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
    public SealPublicKey BridgeKey { get; set; } = null!;
    public string Epoch => epoch;

    public DeviceSettings Settings => new() { Name = Address.Name, TokenHash = Convert.ToHexString(DeviceRegistry.HashOf(Token)), SealKey = own.Public.Text };

    /// <summary>The next journal entry.</summary>
    public EventEnvelope Entry(DeviceEvent happened, DateTimeOffset? time = null) => Entry(++sequence, happened, time);

    public EventEnvelope Entry(long number, DeviceEvent happened, DateTimeOffset? time = null) =>
        new(Guid.CreateVersion7(TestBridge.Start), Address.Source, happened.EventType, happened.Settles, time ?? TestBridge.Start, number, epoch,
            Seal.Close(happened, ContractJson.Default.DeviceEvent, BridgeKey));

    /// <summary>Seals the same entry anew, as a device may for each attempt.</summary>
    public EventEnvelope Again(EventEnvelope entry, DeviceEvent happened) => entry with { Data = Seal.Close(happened, ContractJson.Default.DeviceEvent, BridgeKey) };

    public AskEnvelope Ask(Ask ask) => new(Guid.CreateVersion7(TestBridge.Start), TestBridge.Start, Address.Answer, Seal.Close(ask, ContractJson.Default.Ask, BridgeKey));

    public Answer Open(AnswerEnvelope envelope) =>
        Seal.TryOpen(envelope.Data, ContractJson.Default.Answer, own, out var answer) ? answer : throw new InvalidOperationException("not sealed to this device");

    /// <summary>A tap of the chip at this device.</summary>
    public CardEvidence.MyNumberTap Tap(RSA chip, string serial, DateTimeOffset? time = null, DeviceAddress? at = null)
    {
        var nonce = RandomNumberGenerator.GetBytes(32);
        var when = time ?? TestBridge.Start;
        return new(serial, when, nonce, chip.SignHash(CardChallenge.Digest(CardChallenge.Tap, at ?? Address, when, nonce), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static byte[] Json(EventEnvelope entry) => JsonSerializer.SerializeToUtf8Bytes(entry, ContractJson.Default.EventEnvelope);

    public void Dispose() => own.Dispose();
}
