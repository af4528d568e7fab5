using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Firmware.Pairing;

/// <summary>Whom the appliance believes to be its bridge. The public authorities of the internet have no say in it.</summary>
static class BridgeTrust
{
    /// <summary>Extended key usages (RFC 5280 4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>A server of the authority the appliance was paired with. Its name is not compared: the authority issues to one bridge only.</summary>
    public static RemoteCertificateValidationCallback PairedWith(X509Certificate2 authority) =>
        (_, certificate, _, _) => certificate is X509Certificate2 server && IsIssuedBy(server, authority, ServerAuthentication);

    /// <summary>Anybody, whose certificate is noted: the people who compare the codes decide whether it is their bridge.</summary>
    public static RemoteCertificateValidationCallback FirstContact(Action<X509Certificate2> note) => (_, certificate, _, _) =>
    {
        if (certificate is X509Certificate2 server)
        {
            note(X509CertificateLoader.LoadCertificate(server.RawDataMemory.Span));   // the connection's own one ends with it
        }
        return certificate is X509Certificate2;
    };

    /// <summary>Whether one authority, and nobody else, vouches for a certificate and this use of it, now.</summary>
    public static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 authority, string usage)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;   // the bridge itself refuses who is no longer paired
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        return chain.Build(certificate);
    }
}
