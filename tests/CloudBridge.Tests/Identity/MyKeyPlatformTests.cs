using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Identity;
using Bridge.Settings;
using CloudBridge.Tests.Sandbox;
using Contract;
using Contract.Platform;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Http;
using Sandbox.Faults;

namespace CloudBridge.Tests.Identity;

/// <summary>The bridge asks the sandbox's card API over real TLS; the clock of both stands still until a test moves it.</summary>
public sealed class MyKeyPlatformTests : IDisposable
{
    static readonly byte[] Digest = SHA256.HashData("challenge"u8);

    readonly string folder = Directory.CreateTempSubdirectory("kazashi-platform-").FullName;

    [Fact]
    public async Task A_card_that_signed_is_somebody_with_a_ppid()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);

        var answer = Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));

        Assert.Equal(sandbox.Host.Ppid("library.example", "yamada-hanako"), Ppid.Write(answer.Ppid));
        Assert.Equal((TestBridge.Start.AddYears(3).AddDays(-1), null, null), (answer.CertificateEnds, answer.ChipKey, answer.Issuer));
    }

    [Fact]
    public async Task A_tap_is_vouched_for_with_the_chips_key()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);

        var known = Assert.IsType<PlatformAnswer.Valid>(await platform.RecogniseAsync(new(TestPeople.Hanako.Serial, Digest, TestPeople.Hanako.SignByChip(Digest)), TestContext.Current.CancellationToken));
        var unseen = Assert.IsType<PlatformAnswer.Valid>(await platform.RecogniseAsync(new(TestPeople.Haruka.Serial, Digest, TestPeople.Haruka.SignByChip(Digest)), TestContext.Current.CancellationToken));

        Assert.Equal(TestPeople.Hanako.ChipKey, known.ChipKey);
        Assert.Null(unseen.ChipKey);
        Assert.IsType<PlatformAnswer.Unknown>(await platform.RecogniseAsync(new("AB", Digest, []), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_ended_was_revoked_or_is_forged_is_told_apart()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);

        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Expired), await IdentifyAsync(platform, TestPeople.Yui));
        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Revoked), await IdentifyAsync(platform, TestPeople.Shun));
        Assert.Equal(new PlatformAnswer.Unknown(), await IdentifyAsync(platform, TestPeople.Hanako, signer: TestPeople.Misaki));
    }

    [Fact]
    public async Task A_later_check_sees_a_revocation()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        Assert.True(Ppid.TryRead(sandbox.Host.Ppid("library.example", "yamada-hanako"), out var ppid));
        var question = new StatusQuestion(ppid, TestPeople.Hanako.Serial, Issuer: null);

        Assert.IsType<PlatformAnswer.Valid>(await platform.CheckAsync(question, TestContext.Current.CancellationToken));
        sandbox.Host.Revoke("yamada-hanako");
        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Revoked), await platform.CheckAsync(question, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_noticed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.Error, Count: 2));

        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));
    }

    [Fact]
    public async Task A_failure_that_stays_is_said_after_the_last_try()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.Error, Count: 3));

        var answer = await IdentifyAsync(platform, TestPeople.Hanako);

        Assert.Contains("503", Assert.IsType<PlatformAnswer.Unavailable>(answer).Why, StringComparison.Ordinal);
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));   // three tries, no more
    }

    [Fact]
    public async Task A_platform_that_is_slow_is_not_waited_for()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.Slow));

        var answer = await WhileTimePasses(sandbox, IdentifyAsync(platform, TestPeople.Hanako));

        Assert.Contains("in time", Assert.IsType<PlatformAnswer.Unavailable>(answer).Why, StringComparison.Ordinal);
        Assert.True(sandbox.Clock.GetUtcNow() - TestBridge.Start >= TimeSpan.FromSeconds(8));   // by the clock in the test's hand
    }

    [Fact]
    public async Task A_platform_that_fails_again_and_again_is_left_alone_and_tried_later()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox, retries: 0);
        sandbox.Host.Faults.Ask(new(Fault.Error));
        for (var failure = 0; failure < 6; failure++)
        {
            Assert.Contains("503", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
        }
        sandbox.Host.Faults.Ask(new(Fault.None));

        Assert.Contains("left alone", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));
    }

    [Fact]
    public async Task A_broken_platform_that_is_still_broken_is_left_alone_again()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox, retries: 0);
        sandbox.Host.Faults.Ask(new(Fault.Error, Count: 7));
        for (var failure = 0; failure < 6; failure++)
        {
            await IdentifyAsync(platform, TestPeople.Hanako);
        }
        sandbox.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Contains("503", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
        Assert.Contains("left alone", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_signature_is_no_answer()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.WrongSignature, Count: 1));

        Assert.Contains("AnswerKey", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));
    }

    [Fact]
    public async Task Cards_fail_on_request()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.Revoked, "yamada-hanako", 1));
        sandbox.Host.Faults.Ask(new(Fault.Expired, "yoshida-misaki", 1));

        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Expired), await IdentifyAsync(platform, TestPeople.Misaki));
        Assert.Equal(new PlatformAnswer.NotValid(CardInvalidity.Revoked), await IdentifyAsync(platform, TestPeople.Hanako));
        Assert.IsType<PlatformAnswer.Valid>(await IdentifyAsync(platform, TestPeople.Hanako));
    }

    [Fact]
    public async Task A_bridge_the_platform_does_not_know_is_told_that()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var stranger = TestSandbox.NewClientCertificate();
        using var platform = Platform(sandbox, certificate: stranger, retries: 0);

        Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako));
    }

    [Fact]
    public async Task A_server_under_another_authority_is_not_talked_to()
    {
        var questions = 0;
        await using var sandbox = await TestSandbox.StartAsync();
        await using var odd = await OddPlatform.StartAsync((_, _) =>
        {
            questions++;
            return Task.CompletedTask;
        });
        using var platform = Platform(sandbox, address: odd.Address, retries: 0);

        Assert.Contains("AuthorityFile", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_none()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var sandbox = await TestSandbox.StartAsync();
        var earlier = "";
        await using var odd = await OddPlatform.StartAsync((question, context) =>
        {
            var answer = PlatformSignature.Close(new(question.RequestId, PlatformResult.Unknown), key);
            (answer, earlier) = (earlier.Length > 0 ? earlier : answer, earlier.Length > 0 ? earlier : answer);
            return context.Response.WriteAsync(answer);
        });
        using var platform = Platform(sandbox, odd, key);

        Assert.IsType<PlatformAnswer.Unknown>(await IdentifyAsync(platform, TestPeople.Hanako));
        Assert.Contains("another question", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "a.b.c")]
    [InlineData(200, "eyJhbGciOiJub25lIn0.e30.")]
    [InlineData(204, "")]
    [InlineData(302, "")]
    [InlineData(400, "{}")]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(200, "too long")]
    [InlineData(200, "cut")]
    public async Task A_body_that_is_no_answer_is_said_to_be_none(int status, string body)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var sandbox = await TestSandbox.StartAsync();
        await using var odd = await OddPlatform.StartAsync((_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/jose; charset=nonsense";
            context.Response.Headers.Location = "https://elsewhere.example/";
            if (body == "cut")
            {
                context.Response.ContentLength = 10;
                return context.Response.Body.WriteAsync("abc"u8.ToArray()).AsTask().ContinueWith(_ => context.Abort(), TaskScheduler.Default);
            }
            return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(body == "too long" ? new string('a', Seal.MaximumLength + 1) : body);
        });
        using var platform = Platform(sandbox, odd, key);

        Assert.NotEmpty(Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_said_to_be_away()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"https://{closed.LocalEndpoint}";
        closed.Stop();
        using var platform = Platform(sandbox, address: address, retries: 0);

        Assert.Contains("no connection", Assert.IsType<PlatformAnswer.Unavailable>(await IdentifyAsync(platform, TestPeople.Hanako)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_may_give_up()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var platform = Platform(sandbox);
        sandbox.Host.Faults.Ask(new(Fault.Slow));
        using var given = new CancellationTokenSource();

        var asking = platform.IdentifyAsync(Evidence(TestPeople.Hanako, TestPeople.Hanako), given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Property]
    public bool Any_body_is_read_without_a_throw(string? body)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return MyKeyAnswer.Read(body ?? "", Guid.Empty, key) is PlatformAnswer.Unavailable;
    }

    [Property]
    public bool Any_signed_content_is_read_without_a_throw(byte[] content)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return MyKeyAnswer.Read(Jose.JWT.EncodeBytes(content, key, Jose.JwsAlgorithm.ES256), Guid.Empty, key) is PlatformAnswer.Unavailable;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64url at all!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB")]   // unused bits are not zero
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    public void A_valid_answer_without_a_proper_ppid_is_none(string? ppid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = PlatformSignature.Close(new(Guid.Empty, PlatformResult.Valid, ppid, TestBridge.Start), key);

        Assert.IsType<PlatformAnswer.Unavailable>(MyKeyAnswer.Read(signed, Guid.Empty, key));
    }

    [Property]
    public bool Any_text_is_a_ppid_written_in_one_way_or_none(string? text) => !Ppid.TryRead(text, out var ppid) || Ppid.Write(ppid) == text;

    [Property]
    public bool A_ppid_reads_back(byte[] bytes) => bytes.Length is < 16 or > 64 ? !Ppid.TryRead(Ppid.Write(bytes), out _) : Ppid.TryRead(Ppid.Write(bytes), out var read) && read.AsSpan().SequenceEqual(bytes);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static async Task<T> WhileTimePasses<T>(TestSandbox sandbox, Task<T> work)
    {
        while (!work.IsCompleted)
        {
            sandbox.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        return await work;
    }

    static Task<PlatformAnswer> IdentifyAsync(MyKeyPlatform platform, TestCard card, TestCard? signer = null) => platform.IdentifyAsync(Evidence(card, signer ?? card), TestContext.Current.CancellationToken);

    static EnrolmentEvidence Evidence(TestCard card, TestCard signer) => new(card.Certificate, Digest, signer.Sign(Digest), card.ChipKey);

    MyKeyPlatform Platform(TestSandbox sandbox, OddPlatform odd, ECDsa key) => new(new()
    {
        Kind = PlatformKind.MyKey,
        Address = odd.Address,
        CertificateFile = Write("own.pem", sandbox.ClientCertificate.ExportCertificatePem()),
        KeyFile = Write("own.key.pem", KeyOf(sandbox.ClientCertificate)),
        AuthorityFile = Write("ca.pem", odd.Certificate.ExportCertificatePem()),
        SealKey = sandbox.Host.SealKey.Text,
        AnswerKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
        Retries = 0,
    }, new ImpatientClock(sandbox.Clock));

    MyKeyPlatform Platform(TestSandbox sandbox, X509Certificate2? certificate = null, string? address = null, int retries = 2) => new(new()
    {
        Kind = PlatformKind.MyKey,
        Address = address ?? sandbox.Host.CardApi.AbsoluteUri,
        CertificateFile = Write("own.pem", (certificate ?? sandbox.ClientCertificate).ExportCertificatePem()),
        KeyFile = Write("own.key.pem", KeyOf(certificate ?? sandbox.ClientCertificate)),
        AuthorityFile = Write("ca.pem", sandbox.Host.Authority),
        SealKey = sandbox.Host.SealKey.Text,
        AnswerKey = sandbox.Host.AnswerKey,
        Retries = retries,
    }, new ImpatientClock(sandbox.Clock));

    static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}

/// <summary>The clock in a test's hand, but for the short waits between two tries: those are over at once.</summary>
sealed class ImpatientClock(TimeProvider clock) : TimeProvider
{
    static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    public override long TimestampFrequency => clock.TimestampFrequency;
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime > TimeSpan.Zero && dueTime < Short ? System.CreateTimer(callback, state, TimeSpan.Zero, period) : clock.CreateTimer(callback, state, dueTime, period);
}
