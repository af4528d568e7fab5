using System.Net.Http.Headers;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.Oiw;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace Bridge.Identity;

/// <summary>Asks an OCSP responder about one certificate (RFC 6960).</summary>
sealed class OcspClient(Uri address, HttpClient http, TimeProvider time)
{
    /// <summary>For the life of the bridge: connections are kept for a while, and an address is looked up again.</summary>
    public static HttpClient CreateHttp() => new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        MaxResponseContentBufferSize = 64 * 1024,
        Timeout = TimeSpan.FromSeconds(10),
    };

    public async Task<OcspAnswer> AskAsync(TrustedRoot issuer, string serial, CancellationToken cancel)
    {
        var exchange = OcspExchange.Create(issuer, serial);
        try
        {
            using var content = new ByteArrayContent(exchange.Request);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
            using var response = await http.PostAsync(address, content, cancel);
            return response.IsSuccessStatusCode
                ? exchange.Judge(await response.Content.ReadAsByteArrayAsync(cancel), time.GetUtcNow())
                : new OcspAnswer.Unavailable($"the OCSP responder answers {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return new OcspAnswer.Unavailable($"the OCSP responder cannot be reached: {e.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new OcspAnswer.Unavailable("the OCSP responder does not answer in time");
        }
    }
}

/// <summary>One question, and what makes an answer to it believable.</summary>
sealed class OcspExchange
{
    /// <summary>How far the responder's clock may be from ours.</summary>
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>An answer without nextUpdate says that newer ones are there at any time; older than this it is none.</summary>
    static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    readonly X509Certificate issuer;
    readonly CertificateID id;
    readonly byte[] nonce;

    OcspExchange(X509Certificate issuer, CertificateID id, byte[] nonce)
    {
        (this.issuer, this.id, this.nonce) = (issuer, id, nonce);
        var generator = new OcspReqGenerator();
        generator.AddRequest(id);
        generator.SetRequestExtensions(new X509Extensions(new Dictionary<DerObjectIdentifier, X509Extension>
        {
            [OcspObjectIdentifiers.PkixOcspNonce] = new(critical: false, new DerOctetString(new DerOctetString(nonce))),   // RFC 9654 2.1
        }));
        Request = generator.Generate().GetEncoded();
    }

    public byte[] Request { get; }

    public static OcspExchange Create(TrustedRoot issuer, string serial)
    {
        var certificate = new X509Certificate(issuer.Der);
        var id = new CertificateID(new AlgorithmIdentifier(OiwObjectIdentifiers.IdSha1), certificate, new BigInteger(serial, 16));
        return new(certificate, id, RandomNumberGenerator.GetBytes(32));
    }

    /// <summary>Whether the answer is to this question, by someone the issuer lets answer, and of now. Garbage is no answer.</summary>
    public OcspAnswer Judge(byte[] response, DateTimeOffset now)
    {
        try
        {
            return JudgeWellFormed(new OcspResp(response), now.UtcDateTime);
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // the library answers garbage with whatever broke first
        {
            return new OcspAnswer.Unavailable($"the OCSP answer cannot be read: {e.GetType().Name}");
        }
    }

    OcspAnswer JudgeWellFormed(OcspResp response, DateTime now)
    {
        if (response.Status != OcspRespStatus.Successful)
        {
            return new OcspAnswer.Unavailable($"the OCSP responder says status {response.Status}");   // 2 internal error, 3 try later, 6 unauthorized
        }
        if (response.GetResponseObject() is not BasicOcspResp basic || !IsSigned(basic, now))
        {
            return new OcspAnswer.Unavailable("the OCSP answer is not signed by the issuer or someone it lets answer");
        }
        if (NonceOf(basic) is not { } echoed || !echoed.AsSpan().SequenceEqual(nonce))
        {
            return new OcspAnswer.Unavailable("the OCSP answer is to another question");
        }
        if (Array.Find(basic.Responses, single => single.GetCertID().Equals(id)) is not { } answer)
        {
            return new OcspAnswer.Unavailable("the OCSP answer is about another certificate");
        }
        if (answer.ThisUpdate > now + Skew || (answer.NextUpdate ?? answer.ThisUpdate + FreshFor) < now - Skew)
        {
            return new OcspAnswer.Unavailable("the OCSP answer is of another time");
        }
        return answer.GetCertStatus() switch
        {
            null => new OcspAnswer.Good(),   // CertificateStatus.Good is null in this library
            RevokedStatus => new OcspAnswer.Revoked(),
            _ => new OcspAnswer.Unavailable("the OCSP responder does not know the certificate"),
        };
    }

    // RFC 6960 4.2.2.2: the issuer itself, or a responder with a certificate by it and id-kp-OCSPSigning.
    bool IsSigned(BasicOcspResp basic, DateTime now) =>
        IsVerified(basic, issuer.GetPublicKey()) || basic.GetCerts().Any(responder => IsDelegate(responder, now) && IsVerified(basic, responder.GetPublicKey()));

    bool IsDelegate(X509Certificate responder, DateTime now) =>
        responder.IsSignatureValid(issuer.GetPublicKey()) && responder.IsValid(now)
        && responder.GetExtendedKeyUsage() is { } usages && usages.Contains(KeyPurposeID.id_kp_OCSPSigning);

    static bool IsVerified(BasicOcspResp basic, AsymmetricKeyParameter key)
    {
        try
        {
            return basic.Verify(key);
        }
        catch (Exception e) when (e is OcspException or GeneralSecurityException or CryptoException or InvalidCastException)
        {
            return false;   // a key of another algorithm
        }
    }

    static byte[]? NonceOf(BasicOcspResp basic) =>
        basic.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce) is { } value ? Asn1OctetString.GetInstance(value.GetOctets()).GetOctets() : null;
}

/// <summary>What a responder says of a certificate.</summary>
abstract record OcspAnswer
{
    OcspAnswer() { }

    public sealed record Good : OcspAnswer;
    public sealed record Revoked : OcspAnswer;

    /// <param name="Why">For the log; no data of a card.</param>
    public sealed record Unavailable(string Why) : OcspAnswer;
}
