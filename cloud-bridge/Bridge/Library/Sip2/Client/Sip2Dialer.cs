using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Client;

/// <summary>Opens the wire: TCP, with TLS unless the site says otherwise.</summary>
static class Sip2Dialer
{
    public static async Task<Stream> DialAsync(Sip2Settings settings, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancel);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return settings.Security switch
            {
                Sip2Security.None => stream,
                Sip2Security.Tls => await SecureAsync(stream, settings, cancel),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static async Task<Stream> SecureAsync(NetworkStream stream, Sip2Settings settings, CancellationToken cancel)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(new()
        {
            TargetHost = settings.Host,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => settings.PinnedCertificate is { Length: > 0 } pin
                ? certificate is not null && Convert.FromHexString(pin).AsSpan().SequenceEqual(SHA256.HashData(certificate.GetRawCertData()))
                : errors == SslPolicyErrors.None,
        }, cancel);
        return secure;
    }
}
