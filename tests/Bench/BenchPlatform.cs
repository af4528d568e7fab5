using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Settings;
using Sandbox;

namespace Bench;

/// <summary>The identity platform on the desk: it knows the sample people and their cards, and serves one library.</summary>
sealed class BenchPlatform : IAsyncDisposable
{
    const string Client = "RP00000001";
    const string Sector = "toshokan.shirakaba.example";

    readonly SandboxHost _sandbox;
    readonly string _folder;
    readonly string _certificateHash;

    BenchPlatform(SandboxHost sandbox, string folder)
    {
        (_sandbox, _folder) = (sandbox, folder);
        File.WriteAllText(AuthorityFile, sandbox.Authority);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=shirakaba", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        _certificateHash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>Where its phone app's page and OpenID Connect are.</summary>
    public Uri Address => _sandbox.Issuer;

    /// <summary>What goes wrong on request, and whose certificate is revoked.</summary>
    public SandboxHost Sandbox => _sandbox;

    /// <summary>What a bridge is told to ask it about cards.</summary>
    public PlatformSettings CardApi => new()
    {
        Kind = PlatformKind.MyKey,
        Address = _sandbox.CardApi.ToString(),
        CertificateFile = CertificateFile,
        KeyFile = KeyFile,
        AuthorityFile = AuthorityFile,
        SealKey = _sandbox.SealKey.Text,
        AnswerKey = _sandbox.AnswerKey,
    };

    /// <summary>What a bridge is told to have its patrons sign in there.</summary>
    public SignInSettings SignIn => new() { Issuer = _sandbox.Issuer, ClientId = Client };

    /// <param name="folder">For the bridge's certificate and key; there already.</param>
    /// <param name="cancel">Ends the start.</param>
    public static async Task<BenchPlatform> StartAsync(string folder, CancellationToken cancel)
    {
        var sandbox = SandboxHost.Build(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0" }, SandboxPeople.All, SandboxPeople.Authorities,
            logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        await sandbox.StartAsync(cancel);
        return new(sandbox, folder);
    }

    /// <summary>Serves this library from now on.</summary>
    /// <param name="library">Where its pages are.</param>
    /// <param name="keySet">Public keys of its sign-in, a JSON Web Key Set.</param>
    /// <param name="cancel">Ends it.</param>
    public Task ServeAsync(Uri library, string keySet, CancellationToken cancel) => _sandbox.AddClientAsync(new()
    {
        Id = Client,
        Name = SampleLibrary.Name,
        Sector = Sector,
        RedirectUris = [new Uri(library, Bridge.Patrons.PatronSignIn.CallbackPath).ToString()],
        Jwks = keySet,
        CertificateHash = _certificateHash,
    }, cancel);

    /// <summary>What it calls one of the sample people, to this library.</summary>
    public string SubjectOf(string person) => _sandbox.Ppid(Sector, person);

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    string AuthorityFile => Path.Combine(_folder, "platform-ca.pem");
    string CertificateFile => Path.Combine(_folder, "platform.pem");
    string KeyFile => Path.Combine(_folder, "platform.key.pem");
}
