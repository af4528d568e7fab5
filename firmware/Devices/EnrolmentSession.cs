using System.Security.Cryptography;
using Contract;
using Firmware.Cards;
using Firmware.Dialogue;
using Hal;

namespace Firmware.Devices;

/// <summary>One enrolment with one card: carries out what the flow wants of it, and holds what it said until the request is written.</summary>
sealed class EnrolmentSession(ICard card, RecordAuthorities authorities, PinBuffer pin, DeviceAddress device, TimeProvider time) : IDisposable
{
    const int NonceLength = 32;

    readonly EnrolmentCard _card = new(card, authorities);
    readonly byte[] _signature = new byte[256];
    Consent? _consent;
    byte[] _certificate = [], _nonce = [];
    DateTimeOffset _signedAt;
    CardRecords.Signed? _records;

    /// <summary>Looks at the card and asks the bridge, at the same time, for what it is to sign.</summary>
    /// <param name="language">In which the terms were agreed to; BCP 47.</param>
    /// <param name="begin">Asks <see cref="BeginEnrolment"/>; null when no answer came.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CardRemovedException">The card left.</exception>
    /// <exception cref="DeviceException">The card or the reader failed.</exception>
    public async ValueTask<DialogueEvent> PrepareAsync(string language, Func<CancellationToken, Task<Answer?>> begin, CancellationToken cancel)
    {
        var now = Now();
        var asked = begin(cancel);
        var inspection = await _card.InspectAsync(cancel);
        var answer = await asked;
        if (inspection.Obstacle(now) is { } obstacle)
        {
            return ResultOf(obstacle);
        }
        if (answer is not EnrolmentChallenge { Nonce.Length: NonceLength } challenge)
        {
            return new DialogueEvent.EnrolmentFailed(answer is null ? EnrolmentProblem.NoConnection : EnrolmentProblem.PlatformDown);
        }
        _consent = new(challenge.TermsVersion, now, language);
        (_certificate, _nonce) = (inspection.Certificate!, challenge.Nonce);
        return new DialogueEvent.EnrolmentPrepared(new(inspection.AuthenticationTries!.Value, inspection.TextTries!.Value));
    }

    /// <summary>One VERIFY, and after the right authentication PIN the signature it allows.</summary>
    /// <param name="kind">Which number.</param>
    /// <param name="keepsDigits">If they are right they stay, to be asked whether the other number is the same.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="CardRemovedException">The card left; whether a try is gone, the next inspection tells.</exception>
    /// <exception cref="DeviceException">The card or the reader failed.</exception>
    public async ValueTask<DialogueEvent> VerifyAsync(PinKind kind, bool keepsDigits, CancellationToken cancel)
    {
        var isRight = false;
        try
        {
            var outcome = kind switch
            {
                PinKind.Authentication => await _card.VerifyAuthenticationAsync(pin, cancel),
                PinKind.Text => await _card.VerifyTextAsync(pin, cancel),
            };
            isRight = outcome is PinOutcome.Verified;
            if (isRight && kind == PinKind.Authentication)
            {
                _signedAt = Now();
                (await _card.SignAuthenticationAsync(Digest(CardChallenge.Enrol), cancel)).CopyTo(_signature, 0);
            }
            return outcome switch
            {
                PinOutcome.Verified => new DialogueEvent.PinAccepted(kind),
                PinOutcome.Wrong(var left) => new DialogueEvent.PinWrong(kind, left),
                PinOutcome.Blocked => new DialogueEvent.PinWrong(kind, Left: 0),
                PinOutcome.NotTried(var left, _) => new DialogueEvent.PinNotTried(kind, left),
                _ => throw new InvalidOperationException($"no such outcome: {outcome.GetType().Name}"),
            };
        }
        finally
        {
            if (!(isRight && keepsDigits))
            {
                pin.Clear();
            }
        }
    }

    /// <exception cref="CardRemovedException">The card left.</exception>
    /// <exception cref="DeviceException">The card or the reader failed.</exception>
    public async ValueTask<DialogueEvent> ReadRecordsAsync(CancellationToken cancel)
    {
        switch (await _card.ReadRecordsAsync(Digest(CardChallenge.EnrolChip), cancel))
        {
            case CardRecords.Signed signed:
                _records = signed;
                return new DialogueEvent.RecordsRead(Guid.CreateVersion7(time.GetUtcNow()), MaskedPerson.Of(signed.Person));
            default:
                return new DialogueEvent.CardBarred(CardBar.RecordsNotGenuine);
        }
    }

    /// <summary>The request for what was read. Only after <see cref="DialogueEvent.RecordsRead"/>.</summary>
    public DeviceEvent Request(Purpose purpose, string? phone)
    {
        var (records, consent) = (_records!, _consent!);
        var proof = new EnrolmentProof(_certificate, _nonce, _signedAt, _signature, records.ChipKey, records.ChipSignature, records.Trust);
        return purpose switch
        {
            Purpose.Register => new RegistrationRequested(proof, records.Person, consent, phone),
            Purpose.Link(var libraryCard) => new LinkRequested(proof, records.Person, consent, libraryCard),
            _ => new LinkRequested(proof, records.Person, consent, LibraryCard: null),
        };
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_certificate);
        CryptographicOperations.ZeroMemory(_signature);
        _records = null;
        _card.Dispose();
    }

    byte[] Digest(string purpose) => CardChallenge.Digest(purpose, device, _signedAt, _nonce);

    DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());   // what the challenge can carry

    static DialogueEvent ResultOf(EnrolmentObstacle obstacle) => obstacle switch
    {
        EnrolmentObstacle.OtherCard or EnrolmentObstacle.CountNotTold => new DialogueEvent.EnrolmentFailed(EnrolmentProblem.CardNotRead),
        EnrolmentObstacle.OldResidentCard => new DialogueEvent.CardBarred(CardBar.OldCard),
        EnrolmentObstacle.Phone => new DialogueEvent.CardBarred(CardBar.Phone),
        EnrolmentObstacle.NoPin => new DialogueEvent.CardBarred(CardBar.NoPin),
        EnrolmentObstacle.NoCertificate => new DialogueEvent.CardBarred(CardBar.CertificateAbsent),
        EnrolmentObstacle.CertificateEnded => new DialogueEvent.CardBarred(CardBar.CertificateExpired),
        EnrolmentObstacle.AuthenticationPinLocked => new DialogueEvent.CardBarred(CardBar.AuthenticationPinLocked),
        EnrolmentObstacle.TextPinLocked => new DialogueEvent.CardBarred(CardBar.TextPinLocked),
    };
}
