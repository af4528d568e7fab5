using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Fleet;
using Contract;
using Contract.Pairing;
using MQTTnet;
using MQTTnet.Formatter;

namespace CloudBridge.Tests.Fleet;

/// <summary>An appliance before, at and after its pairing, as the bridge sees it: real HTTPS, a real key, a real MQTT client.</summary>
sealed class TestAppliance : IDisposable
{
    readonly TestBridge bridge;
    readonly SealKey seal = SealKey.Create();
    X509Certificate2? shown;

    public TestAppliance(TestBridge bridge) => this.bridge = bridge;

    public ECDsa Key { get; private set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>With its private key, once it is paired.</summary>
    public X509Certificate2? Certificate { get; set; }

    public PairedDevice? Paired { get; private set; }
    public PairingCode Code { get; private set; } = null!;

    /// <summary>The one that the bridge named with the codes, and that issued what it showed.</summary>
    public X509Certificate2 Authority => X509Certificate2.CreateFromPem(Code.Authority);

    public DeviceAddress Address => DeviceAddress.TryParseName(Paired!.Name, out var address) ? address : throw new InvalidOperationException(Paired.Name);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public byte[] Request(ECDsa? key = null) => new CertificateRequest("CN=whatever", key ?? Key, HashAlgorithmName.SHA256).CreateSigningRequest();

    public PairingRequest Asking => new(Request(), seal.Public.Text, "Kazashi counter", "0.1.0");

    /// <summary>Asks for codes.</summary>
    public async Task<PairingCode> BeginAsync()
    {
        using var answer = await PostAsync(PairingPaths.Authorization, Asking);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Code = await ReadAsync<PairingCode>(answer);
        Assert.True(IsBridge(shown!, Code.Authority));
        return Code;
    }

    /// <summary>What the bridge says to the next poll, in time; null is yes.</summary>
    public async Task<string?> PollAsync(bool waits = true)
    {
        if (waits)
        {
            bridge.Clock.Advance(TimeSpan.FromSeconds(Code.Interval));
        }
        using var answer = await PostAsync(PairingPaths.Token, new PairingPoll(Code.DeviceCode));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            Take(await ReadAsync<PairedDevice>(answer));
            return null;
        }
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await ReadAsync<PairingProblem>(answer)).Error;
    }

    /// <summary>From nothing to a certificate; staff say yes.</summary>
    public static async Task<TestAppliance> PairAsync(TestBridge bridge, string device = "counter-1", DeviceStation station = DeviceStation.Counter)
    {
        var appliance = new TestAppliance(bridge);
        await appliance.BeginAsync();
        Assert.Null(await bridge.Get<Pairings>().AcceptAsync(appliance.Code.UserCode, new("central", device), station, "sato", Cancel));
        Assert.Null(await appliance.PollAsync());
        return appliance;
    }

    /// <summary>Asks for the next certificate, with another key.</summary>
    public async Task<HttpStatusCode> RenewAsync()
    {
        var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var answer = await PostAsync(PairingPaths.Certificate, new CertificateRenewal(Request(next)));
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            Key = next;
            Take(await ReadAsync<PairedDevice>(answer));
        }
        return answer.StatusCode;
    }

    public async Task<HttpStatusCode> AskAsync(X509Certificate2? with = null)
    {
        using var http = Http(with ?? Certificate);
        using var answer = await http.GetAsync(PairingPaths.Certificate, Cancel);
        return answer.StatusCode;
    }

    /// <remarks>It tells the length and asks before it sends (RFC 9110, 10.1.1): a body that is refused would end the connection under whoever is still writing it.</remarks>
    public async Task<HttpResponseMessage> PostAsync<T>(string path, T body)
    {
        using var http = Http(Certificate);
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var content = JsonContent.Create(body, options: PairingJson.Default.Options);
        await content.LoadIntoBufferAsync(Cancel);
        return await http.PostAsync(path, content, Cancel);
    }

    public HttpClient Http(X509Certificate2? certificate) => Http(bridge.Get<DeviceDoor>().Port, certificate, Check);

    public static HttpClient Http(int port, X509Certificate2? certificate, RemoteCertificateValidationCallback check) => new(new SocketsHttpHandler
    {
        SslOptions = new()
        {
            ClientCertificates = certificate is null ? null : [certificate],
            LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,   // whoever the bridge asks for
            RemoteCertificateValidationCallback = check,
            CertificateChainPolicy = Anybody(),
        },
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
    })
    { BaseAddress = new($"https://localhost:{port}") };

    /// <summary>With its certificate, at the port it was told.</summary>
    public async Task<MqttClientConnectResultCode> ConnectAsync(IMqttClient client, string? clientId = null, X509Certificate2? certificate = null, bool isClean = true, int? port = null, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer("localhost", port ?? Paired!.MqttPort).WithClientId(clientId ?? Paired!.Name).WithCleanSession(isClean)
            .WithProtocolVersion(version).WithTimeout(TimeSpan.FromSeconds(20))
            .WithTlsOptions(tls => tls.WithClientCertificates(new X509Certificate2Collection(certificate ?? Certificate!))
                .WithCertificateValidationHandler(seen => seen.Certificate is X509Certificate2 shown && IsBridge(shown, Paired!.Authority)))
            .Build();
        return (await client.ConnectAsync(options, Cancel)).ResultCode;
    }

    public void Dispose()
    {
        seal.Dispose();
        Key.Dispose();
        Certificate?.Dispose();
    }

    // Before it is paired it trusts whoever answers, and compares twelve digits; afterwards its authority alone.
    bool Check(object _, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
        return Paired is null || IsBridge(shown, Paired.Authority);
    }

    bool IsBridge(X509Certificate2 certificate, string by)
    {
        using var authority = X509Certificate2.CreateFromPem(by);
        using var chain = new X509Chain { ChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = bridge.Clock.GetUtcNow().UtcDateTime, VerificationTimeIgnored = false } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate) && certificate.MatchesHostname("localhost");
    }

    static X509ChainPolicy Anybody() => new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };

    void Take(PairedDevice paired)
    {
        Paired = paired;
        using var bare = X509Certificate2.CreateFromPem(paired.Certificate);
        Certificate = bare.CopyWithPrivateKey(Key);
    }

    static async Task<T> ReadAsync<T>(HttpResponseMessage answer) => (T)(await answer.Content.ReadFromJsonAsync(typeof(T), PairingJson.Default.Options, Cancel))!;
}
