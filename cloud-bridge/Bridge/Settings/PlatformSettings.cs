using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract;

namespace Bridge.Settings;

/// <summary>Who vouches for My Number cards.</summary>
sealed class PlatformSettings : IValidatableObject
{
    const string Section = "Bridge:Identity:Platform";

    public PlatformKind Kind { get; init; } = PlatformKind.Local;

    /// <summary>MyKey only: base of the card API.</summary>
    public string? Address { get; init; }

    /// <summary>MyKey only: PEM of the certificate this bridge shows.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>MyKey only: PEM of its private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>MyKey only: PEM of the authorities that may vouch for the platform's server; no other is believed.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>MyKey only: what is asked is sealed to this key of the platform; base64 of the SubjectPublicKeyInfo, P-256.</summary>
    public string? SealKey { get; init; }

    /// <summary>MyKey only: what the platform answers is signed by this key; base64 of the SubjectPublicKeyInfo, P-256.</summary>
    public string? AnswerKey { get; init; }

    /// <summary>How long one try may take.</summary>
    [Within(typeof(TimeSpan), "00:00:00.2", "00:00:30", ErrorMessage = Section + ":AttemptTimeout must be 00:00:00.2 to 00:00:30; 00:00:03 is the default")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a question may take with all its tries; the patron waits.</summary>
    [Within(typeof(TimeSpan), "00:00:00.2", "00:01:00", ErrorMessage = Section + ":Timeout must be 00:00:00.2 to 00:01:00; 00:00:08 is the default")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Tries after the first; a question changes nothing, so it may be asked again.</summary>
    [Within(0, 5, ErrorMessage = Section + ":Retries must be 0 to 5; 2 is the default")]
    public int Retries { get; init; } = 2;

    /// <summary>So many failures in a row of 30 seconds and nobody is made to wait for the platform any more.</summary>
    [Within(2, 100, ErrorMessage = Section + ":FailuresUntilBreak must be 2 to 100; 6 is the default")]
    public int FailuresUntilBreak { get; init; } = 6;

    /// <summary>For how long; then one question tries it.</summary>
    [Within(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = Section + ":BreakFor must be 00:00:01 to 00:10:00; 00:00:30 is the default")]
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Kind == PlatformKind.MyKey ? Problems().Select(problem => new ValidationResult($"{Section}:{problem}")) : [];

    IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            yield return $"Address '{Address}' is no https address: write the card API's base, for example https://platform.example/";
        }
        if (!Reads(() => OwnCertificate().Dispose()))
        {
            yield return "CertificateFile and KeyFile are no PEM files of a certificate and its key: write the paths of both; the platform knows the certificate";
        }
        if (!Reads(() => _ = Authorities().Count > 0 ? true : throw new CryptographicException("none")))
        {
            yield return "AuthorityFile is no PEM file with a certificate: write the path of the authority of the platform's server (the sandbox writes ca.pem)";
        }
        if (!SealPublicKey.TryParse(SealKey, out _))
        {
            yield return "SealKey is no P-256 public key: write the base64 the platform's operator gave (the sandbox prints it)";
        }
        if (!SealPublicKey.TryParse(AnswerKey, out _))
        {
            yield return "AnswerKey is no P-256 public key: write the base64 the platform's operator gave (the sandbox prints it)";
        }
        if (AttemptTimeout > Timeout)
        {
            yield return "AttemptTimeout is longer than Timeout: a try must fit into the whole; 00:00:03 and 00:00:08 are the defaults";
        }
    }

    /// <summary>Certificate and key that the bridge shows.</summary>
    public X509Certificate2 OwnCertificate() => X509Certificate2.CreateFromPemFile(CertificateFile!, KeyFile);

    public X509Certificate2Collection Authorities()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(AuthorityFile!);
        return authorities;
    }

    static bool Reads(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}

enum PlatformKind
{
    /// <summary>The bridge itself, with pinned roots.</summary>
    Local,

    /// <summary>The identity platform, over its card API (type 2).</summary>
    MyKey,
}
