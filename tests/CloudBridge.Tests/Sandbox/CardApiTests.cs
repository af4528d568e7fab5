using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Contract;
using Contract.Platform;

namespace CloudBridge.Tests.Sandbox;

/// <summary>The card API as a client without the bridge sees it.</summary>
public sealed class CardApiTests
{
    static readonly byte[] Digest = SHA256.HashData("challenge"u8);

    [Fact]
    public async Task A_card_that_signed_after_its_pin_is_valid()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var reply = await EnrolAsync(sandbox, sandbox.ClientCertificate, TestPeople.Hanako);

        Assert.Equal((PlatformResult.Valid, sandbox.Host.Ppid("library.example", "yamada-hanako"), null), (reply.Result, reply.Ppid, reply.ChipKey));
        Assert.Equal(TestBridge.Start.AddYears(3).AddDays(-1), reply.CertificateEnds);
    }

    [Fact]
    public async Task A_chip_that_signed_is_vouched_for()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var known = await TapAsync(sandbox, TestPeople.Hanako, TestPeople.Hanako.SignByChip(Digest));
        var padded = await AskAsync(sandbox, sandbox.ClientCertificate, "v1/cards/taps",
            new TapCheck("0" + TestPeople.Hanako.Serial, Digest, TestPeople.Hanako.SignByChip(Digest)), PlatformJson.Default.TapCheck);   // whole bytes, as a certificate has them
        var unseen = await TapAsync(sandbox, TestPeople.Haruka, TestPeople.Haruka.SignByChip(Digest));
        var forged = await TapAsync(sandbox, TestPeople.Hanako, TestPeople.Misaki.SignByChip(Digest));

        Assert.Equal((PlatformResult.Valid, true), (known.Result, TestPeople.Hanako.ChipKey.AsSpan().SequenceEqual(known.ChipKey)));
        Assert.Equal(PlatformResult.Valid, padded.Result);
        Assert.Equal((PlatformResult.Valid, null), (unseen.Result, unseen.ChipKey));
        Assert.Equal(new PlatformReply(forged.RequestId, PlatformResult.Unknown), forged);
    }

    [Fact]
    public async Task Ended_and_revoked_certificates_are_told_and_nothing_else_of_them()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var expired = await EnrolAsync(sandbox, sandbox.ClientCertificate, TestPeople.Yui);
        var revoked = await EnrolAsync(sandbox, sandbox.ClientCertificate, TestPeople.Shun);

        Assert.Equal(new PlatformReply(expired.RequestId, PlatformResult.Expired), expired);
        Assert.Equal(new PlatformReply(revoked.RequestId, PlatformResult.Revoked), revoked);
    }

    [Fact]
    public async Task A_status_is_that_of_the_persons_own_certificate_and_follows_a_revocation()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var ppid = sandbox.Host.Ppid("library.example", "yamada-hanako");

        Assert.Equal(PlatformResult.Valid, (await StatusAsync(ppid, TestPeople.Hanako)).Result);
        Assert.Equal(PlatformResult.Unknown, (await StatusAsync(ppid, TestPeople.Misaki)).Result);
        Assert.Equal(PlatformResult.Unknown, (await StatusAsync(sandbox.Host.Ppid("other.example", "yamada-hanako"), TestPeople.Hanako)).Result);
        sandbox.Host.Revoke("yamada-hanako");
        Assert.Equal(PlatformResult.Revoked, (await StatusAsync(ppid, TestPeople.Hanako)).Result);
        sandbox.Host.Revoke("yamada-hanako", isRevoked: false);
        sandbox.Clock.Advance(TimeSpan.FromDays(4 * 365));
        Assert.Equal(PlatformResult.Expired, (await StatusAsync(ppid, TestPeople.Hanako)).Result);

        Task<PlatformReply> StatusAsync(string ppid, TestCard card) => AskAsync(sandbox, sandbox.ClientCertificate, "v1/persons/status", new StatusCheck(ppid, card.Serial), PlatformJson.Default.StatusCheck);
    }

    [Fact]
    public async Task A_proof_that_is_not_the_cards_is_nobodys()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var card = TestPeople.Hanako;
        EnrolmentCheck right = new(card.Certificate, Digest, card.Sign(Digest), card.ChipKey);

        foreach (var wrong in new[]
        {
            right with { Signature = TestPeople.Misaki.Sign(Digest) },
            right with { Signature = [] },
            right with { Digest = SHA256.HashData("another"u8) },
            right with { Digest = [1] },
            right with { ChipKey = TestPeople.Misaki.ChipKey },
            right with { Certificate = [.. card.Certificate.Reverse()] },
            right with { Certificate = [] },
        })
        {
            Assert.Equal(PlatformResult.Unknown, (await AskAsync(sandbox, sandbox.ClientCertificate, "v1/cards/enrolments", wrong, PlatformJson.Default.EnrolmentCheck)).Result);
        }
    }

    [Theory]
    [InlineData("""{"requestId":"0197f0a0-0000-7000-8000-000000000000","data":"a.b.c.d.e"}""", "application/json", HttpStatusCode.BadRequest, "urn:kazashi:problem:not-sealed-to-us")]
    [InlineData("""{"requestId":"0197f0a0-0000-7000-8000-000000000000"}""", "application/json", HttpStatusCode.BadRequest, "urn:kazashi:problem:not-a-request")]
    [InlineData("""{"requestId":"1","data":""}""", "application/json", HttpStatusCode.BadRequest, "urn:kazashi:problem:not-a-request")]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest, "urn:kazashi:problem:not-a-request")]
    [InlineData("", "application/json", HttpStatusCode.BadRequest, "urn:kazashi:problem:not-a-request")]
    [InlineData("requestId=1", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "urn:kazashi:problem:not-json")]
    public async Task What_is_no_question_is_a_problem_that_says_so(string body, string type, HttpStatusCode status, string problem)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var client = sandbox.CardClient(sandbox.ClientCertificate);

        using var response = await client.PostAsync("v1/cards/taps", new StringContent(body, Encoding.UTF8, type), TestContext.Current.CancellationToken);

        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(problem, (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Nobody_without_a_known_certificate_is_let_in()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var stranger = TestSandbox.NewClientCertificate();

        foreach (var certificate in new[] { null, stranger })
        {
            using var client = sandbox.CardClient(certificate);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("v1/cards/taps", TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Each_listener_serves_its_own()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var client = sandbox.CardClient(sandbox.ClientCertificate);
        using var site = sandbox.RelyingParty();

        foreach (var path in new[] { "people", "faults", ".well-known/openid-configuration", "app/app.css" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser.PostAsync("v1/cards/taps", JsonContent.Create(new { }), TestContext.Current.CancellationToken)).StatusCode);
    }

    internal static Task<PlatformReply> EnrolAsync(TestSandbox sandbox, X509Certificate2 client, TestCard card) =>
        AskAsync(sandbox, client, "v1/cards/enrolments", new EnrolmentCheck(card.Certificate, Digest, card.Sign(Digest), card.ChipKey), PlatformJson.Default.EnrolmentCheck);

    static Task<PlatformReply> TapAsync(TestSandbox sandbox, TestCard card, byte[] signature) =>
        AskAsync(sandbox, sandbox.ClientCertificate, "v1/cards/taps", new TapCheck(card.Serial, Digest, signature), PlatformJson.Default.TapCheck);

    static async Task<PlatformReply> AskAsync<T>(TestSandbox sandbox, X509Certificate2 certificate, string path, T check, JsonTypeInfo<T> type)
    {
        using var client = sandbox.CardClient(certificate);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(sandbox.Host.AnswerKey), out _);
        var request = new PlatformRequest(Guid.CreateVersion7(sandbox.Clock.GetUtcNow()), Seal.Close(check, type, sandbox.Host.SealKey));

        using var response = await client.PostAsync(path, JsonContent.Create(request, PlatformJson.Default.PlatformRequest), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "application/jose"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(PlatformSignature.TryOpen(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), key, out var reply));
        Assert.Equal(request.RequestId, reply.RequestId);
        return reply;
    }
}
