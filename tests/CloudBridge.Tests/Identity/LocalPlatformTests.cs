using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge;
using Bridge.Identity;
using Bridge.Settings;
using CloudBridge.Tests.Enrolment;
using Contract;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Identity;

/// <summary>The bridge vouches by itself, by the roots it trusts.</summary>
public sealed class LocalPlatformTests : IDisposable
{
    static readonly TestCard Card = new();

    readonly string folder = Directory.CreateTempSubdirectory("kazashi-roots-").FullName;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_card_of_a_trusted_root_is_valid_until_its_certificate_ends()
    {
        var valid = Assert.IsType<PlatformAnswer.Valid>(await Platform(TestAuthority.Shared).IdentifyAsync(Evidence(Card), Cancel));

        Assert.Equal((32, TestPlatform.CertificateEnds), (valid.Ppid.Length, valid.CertificateEnds));
    }

    [Fact]
    public async Task An_issuer_is_found_by_its_signature_whatever_its_name()
    {
        TestAuthority[] generations = [new(), new(), TestAuthority.Shared];   // all of one name

        var valid = Assert.IsType<PlatformAnswer.Valid>(await Platform(generations).IdentifyAsync(Evidence(Card), Cancel));

        Assert.Equal(SHA256.HashData(TestAuthority.Shared.PublicKey), valid.Issuer);
    }

    [Fact]
    public async Task A_card_of_another_authority_of_the_same_name_is_unknown()
    {
        Assert.IsType<PlatformAnswer.Unknown>(await Platform(new TestAuthority()).IdentifyAsync(Evidence(Card), Cancel));
        Assert.IsType<PlatformAnswer.Unknown>(await Platform().IdentifyAsync(Evidence(Card), Cancel));
    }

    [Fact]
    public async Task A_certificate_with_any_bit_changed_is_unknown()
    {
        var platform = Platform(TestAuthority.Shared);
        for (var at = 0; at < Card.Certificate.Length; at += 7)
        {
            var changed = Card.Certificate.ToArray();
            changed[at] ^= 0x10;
            Assert.IsType<PlatformAnswer.Unknown>(await platform.IdentifyAsync(Evidence(Card) with { Certificate = changed }, Cancel));
        }
    }

    [Fact]
    public async Task Only_certificates_for_user_authentication_count()
    {
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, usage: null)));

        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, policy: TestAuthority.DigitalSignature)));
        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, usage: X509KeyUsageFlags.NonRepudiation)));
        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, isAuthority: true)));
        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(TestAuthority.Shared.Root));
    }

    [Fact]
    public async Task A_certificate_counts_in_its_time_and_in_its_issuers()
    {
        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Expired), await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, ends: TestBridge.Start.AddSeconds(-1))));
        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(TestAuthority.Shared.Issue("0A", Card.Authentication, begins: TestBridge.Start.AddDays(1))));

        var over = new TestAuthority(ends: TestBridge.Start.AddSeconds(-1));
        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Expired),
            await Platform(over).IdentifyAsync(Evidence(Card) with { Certificate = over.Issue("0A", Card.Authentication, ends: TestBridge.Start.AddSeconds(-1)) }, Cancel));
    }

    [Fact]
    public async Task A_certificate_without_its_key_is_a_copy()
    {
        var evidence = Evidence(Card);

        Assert.IsType<PlatformAnswer.Unknown>(await Platform(TestAuthority.Shared).IdentifyAsync(evidence with { Digest = new byte[32] }, Cancel));
        Assert.IsType<PlatformAnswer.Unknown>(await Platform(TestAuthority.Shared).IdentifyAsync(evidence with { Signature = [] }, Cancel));
        Assert.IsType<PlatformAnswer.Unknown>(await Platform(TestAuthority.Shared).IdentifyAsync(evidence with { ChipKey = [1] }, Cancel));
    }

    [Fact]
    public async Task The_identifiers_of_two_sites_for_one_card_do_not_match()
    {
        var here = Assert.IsType<PlatformAnswer.Valid>(await Platform("here", TestAuthority.Shared).IdentifyAsync(Evidence(Card), Cancel));
        var there = Assert.IsType<PlatformAnswer.Valid>(await Platform("there", TestAuthority.Shared).IdentifyAsync(Evidence(Card), Cancel));

        Assert.NotEqual(here.Ppid, there.Ppid);
        Assert.False(here.Ppid.AsSpan().SequenceEqual(SHA256.HashData(Card.ChipKey)));
    }

    [Fact]
    public async Task A_renewed_certificate_keeps_the_identifier_and_another_card_has_another()
    {
        var platform = Platform(TestAuthority.Shared);
        var first = Assert.IsType<PlatformAnswer.Valid>(await platform.IdentifyAsync(Evidence(Card), Cancel));

        Assert.Equal(first.Ppid, Assert.IsType<PlatformAnswer.Valid>(await platform.IdentifyAsync(Evidence(Card.Renewed("0F")), Cancel)).Ppid);
        Assert.NotEqual(first.Ppid, Assert.IsType<PlatformAnswer.Valid>(await platform.IdentifyAsync(Evidence(new TestCard("0E")), Cancel)).Ppid);
    }

    [Fact]
    public async Task What_a_root_that_is_trusted_no_more_once_vouched_for_is_unknown()
    {
        var issuer = SHA256.HashData(TestAuthority.Shared.PublicKey);

        Assert.IsType<PlatformAnswer.Valid>(await Platform(TestAuthority.Shared).CheckAsync(new([1], "0A", issuer), Cancel));
        Assert.IsType<PlatformAnswer.Unknown>(await Platform().CheckAsync(new([1], "0A", issuer), Cancel));
    }

    [Fact]
    public void The_public_roots_are_built_in()
    {
        var roots = TrustedRoots.Load(new()).All;

        Assert.Equal(["1", "6D18006"], roots.Select(root => root.Certificate.Serial).Order());
        Assert.Equal(["4DCFC4CA0AAF9FB2A3081B3F0C991C320B3ACC008667A341EEAEC5AF1D58CA7D", "64114F29620C24ED2631D46476A040E7EE740D956089C00B036A6A8118C322B5"],
            roots.Select(root => Convert.ToHexString(SHA256.HashData(root.Der))).Order());
        Assert.All(roots, root => Assert.False(root.IsTest));
        Assert.Equal(roots[0].Name, roots[1].Name);   // which is why a name chooses nothing
    }

    [Fact]
    public void A_further_root_needs_the_public_name_and_its_fingerprint()
    {
        var real = new TestAuthority("JPKI");
        var (file, print) = (Write(real), Convert.ToHexString(SHA256.HashData(real.Root)));

        Assert.Equal(3, TrustedRoots.Load(new() { Roots = [new() { File = file, Sha256 = print }] }).All.Count);
        Refused("fingerprint", new() { Roots = [new() { File = file, Sha256 = new('0', 64) }] });
        Refused("no root of JPKI", new() { Roots = [new() { File = Write(TestAuthority.Shared), Sha256 = Convert.ToHexString(SHA256.HashData(TestAuthority.Shared.Root)) }] });
        Refused("cannot be read", new() { Roots = [new() { File = Path.Combine(folder, "none.pem"), Sha256 = print }] });
    }

    [Theory]
    [InlineData("Production", "http://127.0.0.1:8080", "127.0.0.1", null, "Development")]
    [InlineData("Development", "http://0.0.0.0:8080", "127.0.0.1", null, "loopback")]
    [InlineData("Development", "http://127.0.0.1:8080", "0.0.0.0", null, "loopback")]
    [InlineData("Development", "http://127.0.0.1:8080", "127.0.0.1", "https://library.example", "loopback")]
    [InlineData("Development", "http://127.0.0.1:8080", "127.0.0.1", null, null)]
    [InlineData("Development", "http://[::1]:8080", "::1", "http://localhost:8080", null)]
    public void A_test_root_is_taken_on_a_desk_and_stops_the_start_anywhere_else(string environment, string web, string broker, string? address, string? advice)
    {
        var settings = new BridgeSettings
        {
            Environment = Enum.Parse<BridgeEnvironment>(environment),
            Storage = new() { Folder = folder },
            Web = new() { Listen = web, PublicAddress = address },
            Broker = new() { Host = broker },
            Identity = new() { Local = new() { TestRoots = [Write(TestAuthority.Shared)] } },
        };

        if (advice is null)
        {
            using var app = BridgeHost.Build(settings);
            return;
        }
        Assert.Contains(advice, Assert.Throws<OptionsValidationException>(() => BridgeHost.Build(settings)).Message, StringComparison.Ordinal);
    }

    [Property]
    public bool Garbage_is_no_certificate(byte[]? bytes) => !UserCertificate.TryRead(bytes ?? [], out _);

    [Property(MaxTest = 500)]
    public bool A_mangled_certificate_is_read_or_not_and_never_thrown(int seed)
    {
        var random = new Random(seed);
        var mangled = Card.Certificate.ToArray();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            mangled[random.Next(mangled.Length)] = (byte)random.Next(256);
        }
        return !UserCertificate.TryRead(mangled, out var certificate) || certificate.Serial.Length > 0;
    }

    Task<PlatformAnswer> IdentifyAsync(byte[] certificate) => Platform(TestAuthority.Shared).IdentifyAsync(Evidence(Card) with { Certificate = certificate }, Cancel);

    LocalPlatform Platform(params TestAuthority[] authorities) => Platform("here", authorities);

    LocalPlatform Platform(string site, params TestAuthority[] authorities)
    {
        var settings = new LocalPlatformSettings { TestRoots = [.. authorities.Select(Write)] };
        using var keys = BridgeKeys.Open(new() { Folder = Path.Combine(folder, site) });
        return new(settings, TrustedRoots.Load(settings), ocsp: null, keys, new FakeTimeProvider(TestBridge.Start));
    }

    string Write(TestAuthority authority)
    {
        var file = Path.Combine(folder, $"{Convert.ToHexString(SHA256.HashData(authority.Root))[..16]}.der");
        File.WriteAllBytes(file, authority.Root);
        return file;
    }

    static EnrolmentEvidence Evidence(TestCard card)
    {
        var digest = SHA256.HashData("challenge"u8);
        return new(card.Certificate, digest, card.Authentication.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), card.ChipKey);
    }

    static void Refused(string why, LocalPlatformSettings settings) =>
        Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => TrustedRoots.Load(settings)).Message, StringComparison.Ordinal);
}
