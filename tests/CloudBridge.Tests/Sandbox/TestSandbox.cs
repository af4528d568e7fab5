using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sandbox;

namespace CloudBridge.Tests.Sandbox;

/// <summary>A sandbox of its own for one test, on free ports of loopback, with a clock that stands still, and two systems it serves.</summary>
sealed class TestSandbox : IAsyncDisposable
{
    public const string Library = "RP00000001", OtherCity = "RP00000002", Redirect = "http://127.0.0.1:9/signin";

    TestSandbox(SandboxHost host, FakeTimeProvider clock) => (Host, Clock) = (host, clock);

    public SandboxHost Host { get; }
    public FakeTimeProvider Clock { get; }

    /// <summary>Of <see cref="Library"/>.</summary>
    public ECDsa ClientKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Shown to the card API by <see cref="Library"/>.</summary>
    public X509Certificate2 ClientCertificate { get; } = NewClientCertificate();

    /// <summary>The same for <see cref="OtherCity"/>.</summary>
    public X509Certificate2 OtherCertificate { get; } = NewClientCertificate();

    public static async Task<TestSandbox> StartAsync(SandboxSettings? settings = null, Action<ILoggingBuilder>? logging = null)
    {
        var clock = new FakeTimeProvider(TestBridge.Start);
        var host = SandboxHost.Build(settings ?? new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0" }, TestPeople.All, [TestPeople.Authority], logging, clock);
        await host.StartAsync(TestContext.Current.CancellationToken);
        var sandbox = new TestSandbox(host, clock);
        await host.AddClientAsync(sandbox.Client(Library, "library.example", sandbox.ClientCertificate), TestContext.Current.CancellationToken);
        await host.AddClientAsync(sandbox.Client(OtherCity, "other.example", sandbox.OtherCertificate), TestContext.Current.CancellationToken);
        return sandbox;
    }

    public RelyingParty RelyingParty(string client = Library) => new(this, client);

    /// <summary>Speaks to the card API with this certificate, trusting the sandbox's own authority alone.</summary>
    public HttpClient CardClient(X509Certificate2? certificate) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { X509Certificate2.CreateFromPem(Host.Authority) } },
        },
    })
    { BaseAddress = Host.CardApi };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        ClientKey.Dispose();
        ClientCertificate.Dispose();
        OtherCertificate.Dispose();
    }

    public static X509Certificate2 NewClientCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=library", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    SandboxClient Client(string id, string sector, X509Certificate2 certificate) => new()
    {
        Id = id,
        Name = "白樺市立図書館",
        Sector = sector,
        RedirectUris = [Redirect],
        PostLogoutRedirectUris = ["http://127.0.0.1:9/bye"],
        Jwks = Tests.Sandbox.RelyingParty.KeySet(ClientKey),
        CertificateHash = certificate.GetCertHashString(HashAlgorithmName.SHA256),
    };
}
