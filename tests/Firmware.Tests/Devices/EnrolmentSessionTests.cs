using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract;
using Firmware.Cards;
using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Tests.Cards;
using Hal;
using Virtual.Cards;

namespace Firmware.Tests.Devices;

/// <summary>What one enrolment does with one card, without any wire.</summary>
public sealed class EnrolmentSessionTests : IDisposable
{
    const string Person = "sato-ichiro";   // his text PIN is another number
    static readonly DeviceAddress Device = new("sakura-main", "counter-1");
    static readonly byte[] Nonce = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    readonly PinBuffer _pin = new();
    EnrolmentSession? _session;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _session?.Dispose();
        _pin.Dispose();
    }

    [Fact]
    public async Task Both_numbers_make_a_request_whose_proof_is_this_cards_over_this_challenge()
    {
        var session = Begin(new MyNumberOptions { TextPin = "5678" });
        Assert.Equal(new DialogueEvent.EnrolmentPrepared(new(3, 3)), await PrepareAsync(session));
        Assert.Equal(new DialogueEvent.PinAccepted(PinKind.Authentication), await VerifyAsync(session, PinKind.Authentication, "1234"));
        Assert.Equal(new DialogueEvent.PinAccepted(PinKind.Text), await VerifyAsync(session, PinKind.Text, "5678"));
        var read = Assert.IsType<DialogueEvent.RecordsRead>(await session.ReadRecordsAsync(Cancel));
        Assert.Equal(new MaskedPerson("佐○ ○○", "19○○年", "長野県白樺市○○"), read.Person);

        var request = Assert.IsType<RegistrationRequested>(session.Request(new Purpose.Register(), "09012345678"));
        Assert.Equal("佐藤　一郎", request.Person.Name);
        Assert.Equal(("terms-1", "ja"), (request.Consent.TermsVersion, request.Consent.Language));
        Assert.Equal("09012345678", request.Phone);
        AssertProves(request.Proof);

        Assert.Equal("9000123", Assert.IsType<LinkRequested>(session.Request(new Purpose.Link("9000123"), phone: null)).LibraryCard);
        Assert.Null(Assert.IsType<LinkRequested>(session.Request(new Purpose.Renew(EnrolmentCause.OtherChip), phone: null)).LibraryCard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Right_digits_stay_only_to_be_asked_whether_the_other_number_is_the_same(bool keeps)
    {
        var session = Begin(new MyNumberOptions());
        await PrepareAsync(session);
        Type("1234");
        await session.VerifyAsync(PinKind.Authentication, keeps, Cancel);
        Assert.Equal(keeps ? 4 : 0, _pin.Count);
    }

    [Fact]
    public async Task Wrong_digits_are_gone_at_once_and_the_card_says_what_is_left()
    {
        var session = Begin(new MyNumberOptions());
        await PrepareAsync(session);
        Assert.Equal(new DialogueEvent.PinWrong(PinKind.Authentication, Left: 2), await VerifyAsync(session, PinKind.Authentication, "9999", keeps: true));
        Assert.Equal(0, _pin.Count);
    }

    [Fact]
    public async Task The_try_that_locks_says_so()
    {
        var session = Begin(new MyNumberOptions { TextTries = 1 });
        await PrepareAsync(session);
        await VerifyAsync(session, PinKind.Authentication, "1234");
        Assert.Equal(new DialogueEvent.PinWrong(PinKind.Text, Left: 0), await VerifyAsync(session, PinKind.Text, "9999"));
    }

    [Fact]
    public async Task Digits_that_were_cleared_meanwhile_are_not_tried()
    {
        var session = Begin(new MyNumberOptions());
        await PrepareAsync(session);
        Assert.Equal(new DialogueEvent.PinNotTried(PinKind.Authentication, 3), await session.VerifyAsync(PinKind.Authentication, keepsDigits: false, Cancel));
    }

    [Theory]
    [InlineData(CardQuirks.FaceAuthenticationOnly, CardBar.NoPin)]
    [InlineData(CardQuirks.Blocked, CardBar.AuthenticationPinLocked)]
    [InlineData(CardQuirks.CertificateAbsent, CardBar.CertificateAbsent)]
    public async Task What_keeps_a_card_from_being_enrolled_is_said_before_a_number_is_typed(CardQuirks quirk, CardBar bar) =>
        Assert.Equal(new DialogueEvent.CardBarred(bar), await PrepareAsync(Begin(new MyNumberOptions { Quirks = quirk })));

    [Fact]
    public async Task A_phone_is_told_so() => Assert.Equal(new DialogueEvent.CardBarred(CardBar.Phone), await PrepareAsync(Begin(new MyNumberOptions { IsAndroid = true })));

    [Fact]
    public async Task Records_whose_signature_is_wrong_are_not_used()
    {
        var session = Begin(new MyNumberOptions { Quirks = CardQuirks.TamperedRecord });
        await PrepareAsync(session);
        await VerifyAsync(session, PinKind.Authentication, "1234");
        await VerifyAsync(session, PinKind.Text, "1234");
        Assert.Equal(new DialogueEvent.CardBarred(CardBar.RecordsNotGenuine), await session.ReadRecordsAsync(Cancel));
    }

    [Fact]
    public async Task Without_a_challenge_nothing_begins()
    {
        Assert.Equal(new DialogueEvent.EnrolmentFailed(EnrolmentProblem.NoConnection), await PrepareAsync(Begin(new MyNumberOptions()), null));
        Assert.Equal(new DialogueEvent.EnrolmentFailed(EnrolmentProblem.PlatformDown), await PrepareAsync(Begin(new MyNumberOptions()), new AskFailed("E-21")));
        Assert.Equal(new DialogueEvent.EnrolmentFailed(EnrolmentProblem.PlatformDown),
            await PrepareAsync(Begin(new MyNumberOptions()), new EnrolmentChallenge([1, 2, 3], DateTimeOffset.UnixEpoch, "short")));
    }

    [Fact]
    public async Task A_session_that_ended_has_forgotten_what_it_held()
    {
        var session = Begin(new MyNumberOptions());
        await PrepareAsync(session);
        await VerifyAsync(session, PinKind.Authentication, "1234");
        await VerifyAsync(session, PinKind.Text, "1234");
        await session.ReadRecordsAsync(Cancel);
        var proof = Assert.IsType<LinkRequested>(session.Request(new Purpose.Renew(EnrolmentCause.OtherChip), null)).Proof;

        session.Dispose();
        Assert.All(proof.Certificate, value => Assert.Equal(0, value));
        Assert.All(proof.Signature, value => Assert.Equal(0, value));
    }

    EnrolmentSession Begin(MyNumberOptions options) =>
        _session = new(new CardInField(TestCards.Of(Person, options)), RecordAuthorities.None, _pin, Device, TimeProvider.System);

    static ValueTask<DialogueEvent> PrepareAsync(EnrolmentSession session) => PrepareAsync(session, new EnrolmentChallenge(Nonce, DateTimeOffset.MaxValue, "terms-1"));

    static ValueTask<DialogueEvent> PrepareAsync(EnrolmentSession session, Answer? answer) => session.PrepareAsync("ja", _ => Task.FromResult(answer), Cancel);

    ValueTask<DialogueEvent> VerifyAsync(EnrolmentSession session, PinKind kind, string digits, bool keeps = false)
    {
        Type(digits);
        return session.VerifyAsync(kind, keeps, Cancel);
    }

    void Type(string digits)
    {
        foreach (var digit in digits)
        {
            _pin.TryAdd(Key.Digit0 + (digit - '0'));
        }
    }

    static void AssertProves(EnrolmentProof proof)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(proof.Certificate);
        using var person = certificate.GetRSAPublicKey()!;
        using var chip = RSA.Create();
        chip.ImportSubjectPublicKeyInfo(proof.ChipKey, out _);
        Assert.Equal(Nonce, proof.Nonce);
        Assert.True(person.VerifyHash(CardChallenge.Digest(CardChallenge.Enrol, Device, proof.Time, Nonce), proof.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.True(chip.VerifyHash(CardChallenge.Digest(CardChallenge.EnrolChip, Device, proof.Time, Nonce), proof.ChipSignature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
