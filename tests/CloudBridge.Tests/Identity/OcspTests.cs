using System.Net;
using System.Security.Cryptography;
using Bridge.Identity;
using CloudBridge.Tests.Enrolment;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace CloudBridge.Tests.Identity;

/// <summary>Which answers of an OCSP responder are believed (RFC 6960).</summary>
public sealed class OcspTests
{
    const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    static readonly TestAuthority Authority = TestAuthority.Shared;
    static readonly TrustedRoot Root = new(Authority.Root, IsTest: true);
    static readonly RSA Responder = RSA.Create(2048);
    static readonly DateTimeOffset Now = TestBridge.Start;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Good_and_revoked_are_told_apart()
    {
        Assert.IsType<OcspAnswer.Good>(Ask(new()));
        Assert.IsType<OcspAnswer.Revoked>(Ask(new() { Status = new RevokedStatus(Now.UtcDateTime.AddDays(-1), 0) }));
    }

    [Fact]
    public void A_responder_that_the_issuer_lets_answer_is_believed() =>
        Assert.IsType<OcspAnswer.Good>(Ask(new() { Signer = Responder, Certificate = Authority.Issue("77", Responder, purpose: OcspSigning) }));

    [Fact]
    public void Nobody_else_is_believed()
    {
        var stranger = new TestAuthority();   // of the same name

        NotBelieved(new() { Signer = Responder });
        NotBelieved(new() { Signer = stranger.Key });
        NotBelieved(new() { Signer = Responder, Certificate = Authority.Issue("77", Responder) });   // a card's certificate
        NotBelieved(new() { Signer = Responder, Certificate = stranger.Issue("77", Responder, purpose: OcspSigning) });
        NotBelieved(new() { Signer = Responder, Certificate = Authority.Issue("77", Responder, ends: Now.AddDays(-1), purpose: OcspSigning) });
        NotBelieved(new() { Signer = stranger.Key, Certificate = Authority.Issue("77", Responder, purpose: OcspSigning) });
    }

    [Fact]
    public void An_answer_counts_for_its_question_only()
    {
        NotBelieved(new() { Nonce = new byte[32] });
        NotBelieved(new() { Nonce = [] });
        NotBelieved(new() { Serial = "0B" });
    }

    [Fact]
    public void An_answer_of_another_time_is_none()
    {
        Assert.IsType<OcspAnswer.Good>(Ask(new() { ThisUpdate = Now.AddDays(-2), NextUpdate = Now.AddMinutes(1) }));
        NotBelieved(new() { ThisUpdate = Now.AddDays(-2), NextUpdate = Now.AddMinutes(-6) });
        NotBelieved(new() { ThisUpdate = Now.AddMinutes(6) });
        NotBelieved(new() { ThisUpdate = Now.AddHours(-2), NextUpdate = null });
    }

    [Fact]
    public void A_responder_that_does_not_know_or_cannot_say_has_not_said_it_is_good()
    {
        NotBelieved(new() { Status = new UnknownStatus() });
        foreach (var status in new[] { OcspRespStatus.TryLater, OcspRespStatus.InternalError, OcspRespStatus.Unauthorized, OcspRespStatus.MalformedRequest })
        {
            Assert.IsType<OcspAnswer.Unavailable>(OcspExchange.Create(Root, "0A").Judge(new OCSPRespGenerator().Generate(status, null).GetEncoded(), Now));
        }
    }

    [Property]
    public bool Garbage_is_no_answer(byte[]? bytes) => OcspExchange.Create(Root, "0A").Judge(bytes ?? [], Now) is OcspAnswer.Unavailable;

    [Property]
    public bool An_answer_with_a_byte_changed_is_none(int seed)
    {
        var random = new Random(seed);
        var exchange = OcspExchange.Create(Root, "0A");
        var answer = new Answering().To(exchange.Request);
        answer[random.Next(answer.Length)] ^= (byte)random.Next(1, 256);
        return exchange.Judge(answer, Now) is OcspAnswer.Unavailable or OcspAnswer.Good;   // never revoked by a slip, and never thrown
    }

    [Fact]
    public async Task A_revoked_card_is_not_valid_and_a_silent_responder_is_no_answer()
    {
        var responder = new Handler(request => new Answering { Status = new RevokedStatus(Now.UtcDateTime, 0) }.To(request));
        Assert.IsType<OcspAnswer.Revoked>(await AskAsync(responder));
        Assert.Equal("application/ocsp-request", responder.ContentType);
        Assert.IsType<OcspAnswer.Unavailable>(await AskAsync(new Handler(_ => null)));
        Assert.IsType<OcspAnswer.Unavailable>(await AskAsync(new Handler(_ => throw new HttpRequestException("refused"))));
        Assert.IsType<OcspAnswer.Unavailable>(await AskAsync(new Handler(_ => throw new TaskCanceledException("time-out"))));
    }

    static Task<OcspAnswer> AskAsync(Handler handler) => new OcspClient(new("http://ocsp.example/auth"), new(handler), new FakeTimeProvider(Now)).AskAsync(Root, "0A", Cancel);

    static OcspAnswer Ask(Answering answering)
    {
        var exchange = OcspExchange.Create(Root, "0A");
        return exchange.Judge(answering.To(exchange.Request), Now);
    }

    static void NotBelieved(Answering answering) => Assert.IsType<OcspAnswer.Unavailable>(Ask(answering));

    /// <summary>How a responder answers.</summary>
    sealed record Answering
    {
        public CertificateStatus? Status { get; init; }
        public RSA Signer { get; init; } = Authority.Key;
        public byte[]? Certificate { get; init; }
        public byte[]? Nonce { get; init; }
        public string? Serial { get; init; }
        public DateTimeOffset ThisUpdate { get; init; } = Now;
        public DateTimeOffset? NextUpdate { get; init; } = Now.AddHours(1);

        public byte[] To(byte[] request)
        {
            var asked = new OcspReq(request);
            var id = asked.GetRequestList()[0].GetCertID();
            if (Serial is not null)
            {
                id = new(new AlgorithmIdentifier(Org.BouncyCastle.Asn1.Oiw.OiwObjectIdentifiers.IdSha1), new BouncyCertificate(Authority.Root), new(Serial, 16));
            }
            var signing = DotNetUtilities.GetRsaKeyPair(Signer);
            var generator = new BasicOcspRespGenerator(signing.Public);
            generator.AddResponse(id, Status, ThisUpdate.UtcDateTime, NextUpdate?.UtcDateTime, null);
            if (Nonce is not [])
            {
                var value = Nonce is null ? asked.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce).GetOctets() : new Org.BouncyCastle.Asn1.DerOctetString(Nonce).GetEncoded();
                generator.SetResponseExtensions(new(new Dictionary<Org.BouncyCastle.Asn1.DerObjectIdentifier, Org.BouncyCastle.Asn1.X509.X509Extension>
                {
                    [OcspObjectIdentifiers.PkixOcspNonce] = new(false, new Org.BouncyCastle.Asn1.DerOctetString(value)),
                }));
            }
            var basic = generator.Generate(new Asn1SignatureFactory("SHA256WITHRSA", signing.Private), Certificate is null ? null : [new BouncyCertificate(Certificate)], Now.UtcDateTime);
            return new OCSPRespGenerator().Generate(OcspRespStatus.Successful, basic).GetEncoded();
        }
    }

    sealed class Handler(Func<byte[], byte[]?> answer) : HttpMessageHandler
    {
        public string? ContentType { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ContentType = request.Content!.Headers.ContentType?.MediaType;
            return answer(await request.Content.ReadAsByteArrayAsync(cancellationToken)) is { } bytes
                ? new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) }
                : new(HttpStatusCode.ServiceUnavailable);
        }
    }
}
