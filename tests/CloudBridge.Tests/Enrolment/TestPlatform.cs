using System.Collections.Concurrent;
using System.Security.Cryptography;
using Bridge.Identity;
using Bridge.Mail;
using Bridge.Storage;

namespace CloudBridge.Tests.Enrolment;

/// <summary>An identity platform in the test's hand.</summary>
sealed class TestPlatform : IIdentityPlatform
{
    public static readonly DateTimeOffset CertificateEnds = TestBridge.Start.AddYears(3);

    readonly ConcurrentDictionary<string, byte[]> persons = new();

    public Func<EnrolmentEvidence, CancellationToken, Task<PlatformAnswer>>? Identify { get; set; }
    public Func<TapEvidence, CancellationToken, Task<PlatformAnswer>>? Recognise { get; set; }
    public Func<StatusQuestion, CancellationToken, Task<PlatformAnswer>>? Check { get; set; }

    /// <summary>Questions of each kind so far.</summary>
    public int Identified, Recognised, Checked;

    /// <summary>The platform knows that this chip is this person's.</summary>
    public void Knows(TestCard card, byte[] ppid) => persons[Convert.ToHexString(card.ChipKey)] = ppid;

    public byte[] PpidOf(byte[] chipKey) => persons.GetValueOrDefault(Convert.ToHexString(chipKey)) ?? SHA256.HashData(chipKey);

    public Task<PlatformAnswer> IdentifyAsync(EnrolmentEvidence evidence, CancellationToken cancel)
    {
        Interlocked.Increment(ref Identified);
        return Identify?.Invoke(evidence, cancel) ?? Task.FromResult<PlatformAnswer>(new PlatformAnswer.Valid(PpidOf(evidence.ChipKey), CertificateEnds));
    }

    public Task<PlatformAnswer> RecogniseAsync(TapEvidence evidence, CancellationToken cancel)
    {
        Interlocked.Increment(ref Recognised);
        return Recognise?.Invoke(evidence, cancel) ?? Task.FromResult<PlatformAnswer>(new PlatformAnswer.Unknown());
    }

    public Task<PlatformAnswer> CheckAsync(StatusQuestion question, CancellationToken cancel)
    {
        Interlocked.Increment(ref Checked);
        return Check?.Invoke(question, cancel) ?? Task.FromResult<PlatformAnswer>(new PlatformAnswer.Valid(question.Ppid, CertificateEnds));
    }
}

/// <summary>Takes down what would be written to whom.</summary>
sealed class RecordingMails : IMails
{
    readonly ConcurrentQueue<(MailKind Kind, MailRecipient To)> sent = new();

    public IReadOnlyList<(MailKind Kind, MailRecipient To)> Sent => [.. sent];

    public IEnumerable<string> Lines => sent.Select(mail => $"{mail.Kind} {mail.To.Address}");

    public Task AddAsync(BridgeDb db, MailKind kind, MailRecipient recipient, CancellationToken cancel)
    {
        sent.Enqueue((kind, recipient));
        return Task.CompletedTask;
    }
}
