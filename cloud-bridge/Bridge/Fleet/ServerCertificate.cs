using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Bridge.Settings;

namespace Bridge.Fleet;

/// <summary>The bridge's certificate for its appliances: made anew at each start and whenever half of it is over; its key is never on a disk.</summary>
sealed class ServerCertificate(DeviceAuthority authority, FleetSettings settings, TimeProvider time)
{
    const int Days = 30;

    readonly Lock making = new();
    X509Certificate2? certificate;
    SslStreamCertificateContext? context;

    public X509Certificate2 Certificate
    {
        get
        {
            Renew();
            return certificate!;
        }
    }

    public SslStreamCertificateContext Context
    {
        get
        {
            Renew();
            return context!;
        }
    }

    void Renew()
    {
        lock (making)
        {
            if (certificate is null || certificate.NotAfter - TimeSpan.FromDays(Days / 2) < time.GetUtcNow().LocalDateTime)
            {
                certificate = authority.IssueServer(settings.Host!, Days);   // the old one may still be in a handshake
                context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
            }
        }
    }
}
