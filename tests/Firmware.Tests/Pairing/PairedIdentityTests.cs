using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract.Pairing;
using Firmware.Pairing;
using Firmware.Tests.Journal;

namespace Firmware.Tests.Pairing;

/// <summary>What an appliance is once it is paired, and whom it believes.</summary>
public sealed class PairedIdentityTests : IDisposable
{
    static readonly Uri Bridge = new("https://192.168.100.20:8443");

    readonly TestBridgeAuthority _authority = new();
    readonly PowerCutDisk _disk = new();
    readonly CertificateKey _keys;

    public PairedIdentityTests() => _keys = new(new(_disk, null));

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void It_is_the_same_after_a_restart_and_its_key_never_leaves_it()
    {
        using var key = _keys.Open();
        PairedIdentity.Save(_disk, new(Bridge, _authority.Pair(key)));

        using var identity = PairedIdentity.Open(_disk, _keys)!;
        var settings = new DeviceSettings();
        identity.Tell(settings);
        Assert.Equal(("sakura", "counter-1", Station.Counter, "bridge.example.lg.jp", 8883), (settings.Site, settings.Device, settings.Station, settings.Bridge.Host, settings.Bridge.Port));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), identity.Certificate.GetECDsaPrivateKey()!.ExportSubjectPublicKeyInfo());
        Assert.DoesNotContain(Convert.ToBase64String(key.ExportPkcs8PrivateKey())[60..100], System.Text.Encoding.UTF8.GetString(_disk["pairing.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_with_nothing_on_it_is_nobody() => Assert.Null(PairedIdentity.Open(_disk, _keys));

    [Theory]
    [InlineData("pairing.json")]
    [InlineData("device.key")]
    public void What_is_damaged_is_named_with_what_to_do(string file)
    {
        using (var key = _keys.Open())
        {
            PairedIdentity.Save(_disk, new(Bridge, _authority.Pair(key)));
        }
        _disk[file] = [1, 2, 3];
        var problem = Assert.Throws<InvalidOperationException>(() => PairedIdentity.Open(_disk, _keys));
        Assert.Contains($"{file} is damaged; erase the appliance on its setup screen", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Erased_it_is_a_box_with_nothing_on_it()
    {
        using (var key = _keys.Open())
        {
            PairedIdentity.Save(_disk, new(Bridge, _authority.Pair(key)));
        }
        _disk["journal.log"] = [1];
        PairedIdentity.EraseAll(_disk, _keys);
        Assert.Empty(_disk.Names);
    }

    [Fact]
    public void A_power_cut_while_it_is_erased_leaves_nothing_that_the_next_start_does_not_erase()
    {
        for (var call = 1; ; call++)
        {
            var medium = new PowerCutDisk();
            using (var key = new CertificateKey(new(medium, null)).Open())
            {
                PairedIdentity.Save(medium, new(Bridge, _authority.Pair(key)));
            }
            medium["journal.log"] = [1, 2, 3];
            var disk = new CutAtCall(medium, call);
            var isDone = true;
            try
            {
                PairedIdentity.EraseAll(disk, new CertificateKey(new(disk, null)));
            }
            catch (IOException)
            {
                isDone = false;
            }
            var after = medium.Restore(call);
            var wasBegun = after.Names.Contains("erasing");
            PairedIdentity.FinishErasing(after, new CertificateKey(new(after, null)));
            if (wasBegun || isDone)
            {
                Assert.Empty(after.Names);
            }
            else
            {
                using var still = PairedIdentity.Open(after, new CertificateKey(new(after, null)));   // the power went before the first byte: it is what it was
                Assert.NotNull(still);
            }
            if (isDone)
            {
                Assert.True(call > 8, "the power never went");
                return;
            }
        }
    }

    [Fact]
    public void A_certificate_of_another_key_is_damage_and_said_so()
    {
        using (var key = _keys.Open())
        {
            PairedIdentity.Save(_disk, new(Bridge, _authority.Pair(key)));
        }
        _keys.Erase();
        Assert.Contains("does not fit this appliance's key", Assert.Throws<InvalidOperationException>(() => PairedIdentity.Open(_disk, _keys)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<PairedDevice, PairedDevice>> Lies => new()
    {
        { "no name", device => device with { Name = "sakura/+" } },
        { "no station", device => device with { Station = "Window" } },
        { "a number for a station", device => device with { Station = "1" } },
        { "no key to seal to", device => device with { BridgeKey = "AAAA" } },
        { "no port", device => device with { MqttPort = 0 } },
        { "no certificate", device => device with { Certificate = "none" } },
        { "another authority", device => device with { Authority = new TestBridgeAuthority().Certificate.ExportCertificatePem() } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Lies))]
    public void A_bridge_that_answers_nonsense_is_none(string what, Func<PairedDevice, PairedDevice> lie)
    {
        using var key = _keys.Open();
        Assert.True(PairedIdentity.IsSound(_authority.Pair(key), key));
        Assert.False(PairedIdentity.IsSound(lie(_authority.Pair(key)), key), what);
    }

    [Fact]
    public void A_certificate_for_another_key_is_not_the_appliances()
    {
        using var key = _keys.Open();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(PairedIdentity.IsSound(_authority.Pair(other), key));
    }

    [Fact]
    public void Only_a_server_of_the_one_authority_is_its_bridge()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = new TestBridgeAuthority();
        Assert.True(BridgeTrust.IsIssuedBy(_authority.Issue(key, BridgeTrust.ServerAuthentication), _authority.Certificate, BridgeTrust.ServerAuthentication));
        Assert.False(BridgeTrust.IsIssuedBy(stranger.Issue(key, BridgeTrust.ServerAuthentication), _authority.Certificate, BridgeTrust.ServerAuthentication));
        Assert.False(BridgeTrust.IsIssuedBy(_authority.Issue(key), _authority.Certificate, BridgeTrust.ServerAuthentication));   // another appliance is no bridge
        Assert.False(BridgeTrust.IsIssuedBy(_authority.Issue(key, BridgeTrust.ServerAuthentication, days: -1), _authority.Certificate, BridgeTrust.ServerAuthentication));
    }

    [Fact]
    public void A_certificate_is_renewed_when_a_third_of_its_time_is_left()
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(from.AddDays(60), PairingKeeper.RenewalOf(from, from.AddDays(90)));
    }
}
