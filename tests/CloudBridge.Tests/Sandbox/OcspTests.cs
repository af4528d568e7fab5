using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FsCheck.Xunit;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Sandbox.Faults;
using Sandbox.Ocsp;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace CloudBridge.Tests.Sandbox;

/// <summary>OCSP as a verifier asks it (RFC 6960).</summary>
public sealed class OcspTests
{
    static readonly BouncyCertificate Authority = new(TestPeople.Authority.Certificate);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Good_revoked_and_unknown_are_told_apart_by_whoever_may_sign(bool signsAsAuthority)
    {
        await using var sandbox = await TestSandbox.StartAsync(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0", SignsOcspAsAuthority = signsAsAuthority });

        var good = await AskAsync(sandbox, SerialOf(TestPeople.Hanako));
        var revoked = await AskAsync(sandbox, SerialOf(TestPeople.Shun));
        var unknown = await AskAsync(sandbox, BigInteger.ValueOf(77));

        Assert.Null(good.Responses.Single().GetCertStatus());
        Assert.IsType<RevokedStatus>(revoked.Responses.Single().GetCertStatus());
        Assert.IsType<UnknownStatus>(unknown.Responses.Single().GetCertStatus());
        Assert.All([good, revoked, unknown], response => Assert.True(IsSignedFor(response)));
        Assert.Equal(signsAsAuthority ? 0 : 1, good.GetCerts().Length);
    }

    [Fact]
    public async Task A_revocation_is_told_at_once_and_can_be_taken_back()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        sandbox.Host.Revoke("yamada-hanako");
        Assert.IsType<RevokedStatus>((await AskAsync(sandbox, SerialOf(TestPeople.Hanako))).Responses.Single().GetCertStatus());
        sandbox.Host.Revoke("yamada-hanako", isRevoked: false);
        Assert.Null((await AskAsync(sandbox, SerialOf(TestPeople.Hanako))).Responses.Single().GetCertStatus());
    }

    [Fact]
    public async Task A_response_is_for_this_hour_and_carries_the_nonce()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var nonce = RandomNumberGenerator.GetBytes(32);

        var response = await AskAsync(sandbox, SerialOf(TestPeople.Hanako), nonce);
        var without = await AskAsync(sandbox, SerialOf(TestPeople.Hanako));

        Assert.Equal((TestBridge.Start.UtcDateTime, TestBridge.Start.AddHours(1).UtcDateTime), (response.Responses[0].ThisUpdate, response.Responses[0].NextUpdate!.Value));
        Assert.Equal(nonce, Asn1OctetString.GetInstance(response.GetExtensionParsedValue(OcspObjectIdentifiers.PkixOcspNonce)).GetOctets());
        Assert.Null(without.GetExtensionParsedValue(OcspObjectIdentifiers.PkixOcspNonce));
    }

    [Fact]
    public async Task The_question_may_be_in_the_address()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var http = new HttpClient();

        var bytes = await http.GetByteArrayAsync($"{sandbox.Host.Ocsp}/{Uri.EscapeDataString(Convert.ToBase64String(Question(SerialOf(TestPeople.Hanako), Authority, null)))}", TestContext.Current.CancellationToken);

        Assert.Null(Assert.IsType<BasicOcspResp>(new OcspResp(bytes).GetResponseObject()).Responses.Single().GetCertStatus());
    }

    [Fact]
    public async Task Nobody_else_is_answered_for()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var key = RSA.Create(2048);
        var other = new System.Security.Cryptography.X509Certificates.CertificateRequest(Authority.SubjectDN.ToString(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TestBridge.Start, TestBridge.Start.AddDays(1));   // the same name, another key

        Assert.Equal(OcspRespStatus.Unauthorized, (await PostAsync(sandbox, Question(SerialOf(TestPeople.Hanako), new(other.RawData), null))).Status);
    }

    [Fact]
    public async Task Faults_are_played()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var serial = SerialOf(TestPeople.Hanako);

        sandbox.Host.Faults.Ask(new(Fault.WrongSignature, Count: 1));
        Assert.False(IsSignedFor(await AskAsync(sandbox, serial)));
        sandbox.Host.Faults.Ask(new(Fault.Revoked, "yamada-hanako", 1));
        Assert.IsType<RevokedStatus>((await AskAsync(sandbox, serial)).Responses.Single().GetCertStatus());
        sandbox.Host.Faults.Ask(new(Fault.Expired, Count: 1));
        Assert.True((await AskAsync(sandbox, serial)).Responses.Single().NextUpdate < TestBridge.Start.UtcDateTime);
        sandbox.Host.Faults.Ask(new(Fault.Error, Count: 1));
        Assert.Equal(OcspRespStatus.TryLater, (await PostAsync(sandbox, Question(serial, Authority, null))).Status);
        Assert.Null((await AskAsync(sandbox, serial)).Responses.Single().GetCertStatus());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task A_nonce_that_is_empty_or_too_long_is_malformed(int length)
    {
        await using var sandbox = await TestSandbox.StartAsync();

        Assert.Equal(OcspRespStatus.MalformedRequest, (await PostAsync(sandbox, Question(SerialOf(TestPeople.Hanako), Authority, new byte[length]))).Status);
    }

    [Fact]
    public async Task What_is_no_question_is_malformed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var http = new HttpClient();

        Assert.Equal(OcspRespStatus.MalformedRequest, (await PostAsync(sandbox, [])).Status);
        Assert.Equal(OcspRespStatus.MalformedRequest, (await PostAsync(sandbox, "no DER"u8.ToArray())).Status);
        Assert.Equal(OcspRespStatus.MalformedRequest, new OcspResp(await http.GetByteArrayAsync($"{sandbox.Host.Ocsp}/%25%25", TestContext.Current.CancellationToken)).Status);
    }

    [Property]
    public bool Any_bytes_are_no_question(byte[] request) => !OcspQuestions.TryParse(request, 16, 128, out _);

    [Property]
    public bool A_damaged_question_is_read_without_a_throw(int at, byte value)
    {
        var request = Question(BigInteger.One, Authority, [1, 2, 3]);
        request[(int)((uint)at % request.Length)] = value;
        OcspQuestions.TryParse(request, 16, 128, out var questions);
        return questions.Ids.Count is 0 or 1;
    }

    static BigInteger SerialOf(TestCard card) => new(card.Serial, 16);

    static byte[] Question(BigInteger serial, BouncyCertificate issuer, byte[]? nonce)
    {
        var request = new OcspReqGenerator();
        request.AddRequest(new CertificateID(CertificateID.DigestSha1, issuer, serial));
        if (nonce is not null)
        {
            request.SetRequestExtensions(new X509Extensions(new Dictionary<DerObjectIdentifier, X509Extension>
            {
                [OcspObjectIdentifiers.PkixOcspNonce] = new(false, new DerOctetString(new DerOctetString(nonce).GetEncoded())),
            }));
        }
        return request.Generate().GetEncoded();
    }

    static async Task<BasicOcspResp> AskAsync(TestSandbox sandbox, BigInteger serial, byte[]? nonce = null)
    {
        var response = await PostAsync(sandbox, Question(serial, Authority, nonce));
        Assert.Equal(OcspRespStatus.Successful, response.Status);
        return Assert.IsType<BasicOcspResp>(response.GetResponseObject());
    }

    static async Task<OcspResp> PostAsync(TestSandbox sandbox, byte[] question)
    {
        using var http = new HttpClient();
        using var body = new ByteArrayContent(question) { Headers = { ContentType = new MediaTypeHeaderValue("application/ocsp-request") } };
        using var response = await http.PostAsync(sandbox.Host.Ocsp, body, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "application/ocsp-response"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    // RFC 6960 4.2.2.2: the authority itself, or a certificate that it issued directly and that may sign OCSP.
    static bool IsSignedFor(BasicOcspResp response)
    {
        if (response.GetCerts() is not [var signer])
        {
            return response.Verify(Authority.GetPublicKey());
        }
        signer.Verify(Authority.GetPublicKey());
        Assert.Contains(signer.GetExtendedKeyUsage(), usage => usage.Id == "1.3.6.1.5.5.7.3.9");
        Assert.NotNull(signer.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNocheck));
        return response.Verify(signer.GetPublicKey());
    }
}
