using System.Security.Cryptography;
using Virtual.Cards;

namespace Virtual.Pki;

/// <summary>Everything that vouches for test cards: the two roots for certificates and the issuers of signed records.
/// Keys are made when they are first needed (an RSA-2048 key takes 0.1 s).</summary>
/// <remarks>Never to be trusted by a site: its name is O=JPKI-TEST and its keys lie in files.</remarks>
public sealed class TestHierarchy
{
    readonly Lazy<CertificateAuthority> _authentication;
    readonly Lazy<CertificateAuthority> _signature;
    readonly Lazy<(CardKey Authority, RecordIssuer Issuer)> _text;
    readonly Lazy<(CardKey Authority, RecordIssuer Issuer)> _visual;

    public TestHierarchy(TimeProvider time, int generation = 0)
    {
        Time = time;
        _authentication = new(() => CertificateAuthority.Create(CertificateKind.Authentication, generation, time.GetUtcNow()));
        _signature = new(() => CertificateAuthority.Create(CertificateKind.Signature, generation, time.GetUtcNow()));
        _text = new(() => NewIssuer("6000033"));
        _visual = new(() => NewIssuer("6000023"));
    }

    TestHierarchy(TimeProvider time, CertificateAuthority authentication, CertificateAuthority signature,
        (CardKey, RecordIssuer) text, (CardKey, RecordIssuer) visual)
    {
        Time = time;
        (_authentication, _signature, _text, _visual) = (new(authentication), new(signature), new(text), new(visual));
    }

    /// <summary>The one this process issues under when no other is given.</summary>
    public static TestHierarchy Shared { get; } = new(TimeProvider.System);

    public TimeProvider Time { get; }

    public CertificateAuthority Authentication => _authentication.Value;
    public CertificateAuthority Signature => _signature.Value;

    /// <summary>Signs the records of the text application.</summary>
    public RecordIssuer TextRecords => _text.Value.Issuer;

    /// <summary>Signs the records of the visual application.</summary>
    public RecordIssuer VisualRecords => _visual.Value.Issuer;

    /// <summary>SubjectPublicKeyInfo of the key above <see cref="TextRecords"/>: what a verifier pins.</summary>
    public byte[] TextRecordAuthority => _text.Value.Authority.ExportSubjectPublicKeyInfo();

    /// <summary>SubjectPublicKeyInfo of the key above <see cref="VisualRecords"/>.</summary>
    public byte[] VisualRecordAuthority => _visual.Value.Authority.ExportSubjectPublicKeyInfo();

    public CertificateAuthority Authority(CertificateKind kind) => kind switch
    {
        CertificateKind.Authentication => Authentication,
        CertificateKind.Signature => Signature,
    };

    static (CardKey, RecordIssuer) NewIssuer(string authorityNumber)
    {
        var authority = CardKey.Generate();
        return (authority, RecordIssuer.Create(authority, authorityNumber, $"62{CardHolder.Municipality}"));
    }

    /// <summary>Writes certificates and keys as PEM files, so that another process can issue and answer under the same roots.</summary>
    public void Save(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var (name, authority) in new[] { ("auth-ca", Authentication), ("sign-ca", Signature) })
        {
            Write(directory, $"{name}.pem", "CERTIFICATE", authority.Certificate);
            Write(directory, $"{name}.key.pem", "PRIVATE KEY", authority.Key.ExportPkcs8());
        }
        foreach (var (name, (authority, issuer)) in new[] { ("text", _text.Value), ("visual", _visual.Value) })
        {
            Write(directory, $"{name}-records-ca.pem", "PUBLIC KEY", authority.ExportSubjectPublicKeyInfo());
            Write(directory, $"{name}-records-ca.key.pem", "PRIVATE KEY", authority.ExportPkcs8());
            Write(directory, $"{name}-records.key.pem", "PRIVATE KEY", issuer.Key.ExportPkcs8());
            Write(directory, $"{name}-records.pem", "CARD VERIFIABLE CERTIFICATE", issuer.Certificate);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public static bool TryLoad(string directory, TimeProvider time, out TestHierarchy? hierarchy, out string? problem)
    {
        hierarchy = null;
        if (TryAuthority(directory, "auth-ca", CertificateKind.Authentication, out var authentication, out problem)
            && TryAuthority(directory, "sign-ca", CertificateKind.Signature, out var signature, out problem)
            && TryIssuer(directory, "text", out var text, out problem)
            && TryIssuer(directory, "visual", out var visual, out problem))
        {
            hierarchy = new(time, authentication!, signature!, text, visual);
        }
        return hierarchy is not null;
    }

    static bool TryAuthority(string directory, string name, CertificateKind kind, out CertificateAuthority? authority, out string? problem)
    {
        authority = null;
        if (!TryRead(directory, $"{name}.pem", out var certificate, out problem) || !TryRead(directory, $"{name}.key.pem", out var key, out problem))
        {
            return false;
        }
        if (!CertificateAuthority.TryImport(kind, certificate, key, out authority))
        {
            problem = $"{directory}: {name}.pem and {name}.key.pem are no certificate with its RSA-2048 key; write them anew with `people --out`";
        }
        return authority is not null;
    }

    static bool TryIssuer(string directory, string name, out (CardKey, RecordIssuer) issuer, out string? problem)
    {
        issuer = default;
        if (!TryRead(directory, $"{name}-records-ca.key.pem", out var authority, out problem)
            || !TryRead(directory, $"{name}-records.key.pem", out var key, out problem)
            || !TryRead(directory, $"{name}-records.pem", out var certificate, out problem))
        {
            return false;
        }
        if (!CardKey.TryImport(authority, out var authorityKey) || !CardKey.TryImport(key, out var issuerKey))
        {
            problem = $"{directory}: {name}-records*.key.pem are no RSA-2048 keys; write them anew with `people --out`";
            return false;
        }
        issuer = (authorityKey!, new(issuerKey!, certificate));
        return true;
    }

    static void Write(string directory, string file, string label, byte[] content) =>
        File.WriteAllText(Path.Combine(directory, file), PemEncoding.WriteString(label, content) + "\n");

    static bool TryRead(string directory, string file, out byte[] content, out string? problem)
    {
        var path = Path.Combine(directory, file);
        content = [];
        problem = null;
        if (!File.Exists(path))
        {
            problem = $"{path} is not there; `people --out` writes it";
            return false;
        }
        var text = File.ReadAllText(path);
        if (!PemEncoding.TryFind(text, out var fields))
        {
            problem = $"{path} is no PEM file; `people --out` writes it";
            return false;
        }
        content = Convert.FromBase64String(text[fields.Base64Data]);
        return true;
    }
}
