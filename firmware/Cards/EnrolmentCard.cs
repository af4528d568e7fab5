using Hal;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>A My Number card at its enrolment: what it says without PIN, one VERIFY at a time, and what it opens to the right one.</summary>
/// <remarks>
/// A try is spent by <see cref="VerifyAuthenticationAsync"/> and <see cref="VerifyTextAsync"/> only, at most one a call, and only while the card's
/// counter is what the last <see cref="InspectAsync"/> or outcome told. Nothing is repeated: after a torn VERIFY the card is inspected anew.
/// </remarks>
sealed class EnrolmentCard : IDisposable
{
    readonly RecordAuthorities _authorities;
    readonly CardChannel _channel;
    readonly CardFiles _files;
    readonly Pin _authentication = new(MyNumberCommand.SelectJpki, MyNumberCommand.SelectAuthenticationPin);
    readonly Pin _text = new(MyNumberCommand.SelectText, MyNumberCommand.SelectTextPin);
    Pin? _verified;   // the one whose application is selected and open

    public EnrolmentCard(ICard card, RecordAuthorities authorities)
    {
        _authorities = authorities;
        _channel = new(card);
        _files = new(_channel);
    }

    /// <summary>Everything the card says without PIN. It ends what a PIN had opened.</summary>
    /// <exception cref="CardRemovedException">The card left.</exception>
    /// <exception cref="DeviceException">The reader failed, or the card answers what makes no sense.</exception>
    public async ValueTask<CardInspection> InspectAsync(CancellationToken cancel)
    {
        (_verified, _authentication.Told, _text.Told) = (null, null, null);
        var selected = await _channel.TellAsync(MyNumberCommand.SelectJpki, cancel);
        if (selected == StatusWord.FileNotFound)
        {
            return new(CardKind.OtherCard);
        }
        ThrowUnlessSuccess(selected, "SELECT JPKI");
        var token = await _files.ReadStartAsync(MyNumberCommand.SelectTokenInformation, TokenInformation.Length, cancel);
        var inspection = new CardInspection(TokenInformation.KindOf(token.Data.Span));
        return inspection.Kind is CardKind.MyNumberCard or CardKind.Phone ? await InspectTokenAsync(inspection, cancel) : inspection;
    }

    /// <summary>Reads the counter and gives the card the authentication PIN, once.</summary>
    /// <exception cref="CardRemovedException">The card left; whether a try is gone, the next inspection tells.</exception>
    public ValueTask<PinOutcome> VerifyAuthenticationAsync(PinBuffer pin, CancellationToken cancel) => VerifyAsync(_authentication, pin, cancel);

    /// <summary>Signs with the authentication key, after <see cref="PinOutcome.Verified"/> of its PIN and before anything else.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    /// <exception cref="DeviceException">The card refuses.</exception>
    public async ValueTask<byte[]> SignAuthenticationAsync(ReadOnlyMemory<byte> digest, CancellationToken cancel)
    {
        ThrowUnlessVerified(_authentication);
        var sign = MyNumberCommand.SignWithSelectedKey(digest.Span);
        ThrowUnlessSuccess(await _channel.TellAsync(MyNumberCommand.SelectAuthenticationKey, cancel), "SELECT authentication key");
        var signature = await _channel.SendAsync(sign, cancel);
        ThrowUnlessSuccess(signature.Status, "sign");
        return signature.Data.ToArray();
    }

    /// <summary>Reads the counter and gives the card the text application's PIN, once.</summary>
    /// <exception cref="CardRemovedException">The card left; whether a try is gone, the next inspection tells.</exception>
    public ValueTask<PinOutcome> VerifyTextAsync(PinBuffer pin, CancellationToken cancel) => VerifyAsync(_text, pin, cancel);

    /// <summary>The 4 information and the chip's key, checked; after <see cref="PinOutcome.Verified"/> of the text application's PIN.
    /// It ends what that had opened.</summary>
    /// <param name="chipDigest">SHA-256 that the chip's key signs, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    /// <exception cref="DeviceException">The card refuses.</exception>
    public async ValueTask<CardRecords> ReadRecordsAsync(ReadOnlyMemory<byte> chipDigest, CancellationToken cancel)
    {
        ThrowUnlessVerified(_text);
        var sign = MyNumberCommand.SignWithChip(chipDigest.Span);
        var records = new RecordReading(_authorities);
        foreach (var (select, take) in records.Files)
        {
            var file = await _files.ReadObjectAsync(select, cancel);
            ThrowUnlessSuccess(file.Status, "READ of a record");
            if (take(file.Data.Span) is { } fault)
            {
                return new CardRecords.RecordsRefused(fault);
            }
        }
        _verified = null;   // the key signs right behind SELECT, and needs no PIN
        ThrowUnlessSuccess(await _channel.TellAsync(MyNumberCommand.SelectText, cancel), "SELECT text application");
        var signature = await _channel.SendAsync(sign, cancel);
        ThrowUnlessSuccess(signature.Status, "sign");
        return records.Sign(chipDigest.Span, signature.Data.ToArray());
    }

    /// <summary>Zeroes what the card said.</summary>
    public void Dispose()
    {
        _files.Dispose();
        _channel.Dispose();
    }

    async ValueTask<CardInspection> InspectTokenAsync(CardInspection inspection, CancellationToken cancel)
    {
        var availability = await _files.ReadStartAsync(MyNumberCommand.SelectCertificateAvailability, CertificateAvailability.Length, cancel);
        var (signature, authentication) = CertificateAvailability.Parse(availability.Data.Span);
        _authentication.Told = await _channel.TriesLeftAsync(MyNumberCommand.SelectAuthenticationPin, cancel);
        var certificate = await _files.ReadObjectAsync(MyNumberCommand.SelectAuthenticationCertificate, cancel);
        var ends = CertificateHead.TryReadEnd(certificate.Data.Span, out var end) ? end : (DateTimeOffset?)null;
        inspection = inspection with
        {
            HasSignatureCertificate = signature,
            HasAuthenticationCertificate = authentication,
            AuthenticationTries = _authentication.Told,
            Certificate = ends is null ? null : certificate.Data.ToArray(),
            CertificateEnds = ends,
        };
        if ((await _channel.TellAsync(MyNumberCommand.SelectText, cancel)).IsSuccess)
        {
            _text.Told = await _channel.TriesLeftAsync(MyNumberCommand.SelectTextPin, cancel);
        }
        return inspection with { TextTries = _text.Told };
    }

    async ValueTask<PinOutcome> VerifyAsync(Pin pin, PinBuffer digits, CancellationToken cancel)
    {
        _verified = null;
        var told = pin.Told;
        ThrowUnlessSuccess(await _channel.TellAsync(pin.SelectApplication, cancel), "SELECT application");
        pin.Told = await _channel.TriesLeftAsync(pin.Select, cancel);
        if (pin.Told is 0)
        {
            return new PinOutcome.Blocked();
        }
        if (pin.Told is null || pin.Told != told)
        {
            return new PinOutcome.NotTried(pin.Told, pin.Told is null ? NotTriedReason.CountNotTold : NotTriedReason.CountChanged);
        }
        if (!MyNumberCommand.TryVerify(digits, out var verify))
        {
            return new PinOutcome.NotTried(pin.Told, NotTriedReason.PinCleared);
        }
        pin.Told = null;   // until the card says it, nobody knows
        try
        {
            return Judge(pin, await _channel.TellAsync(verify, cancel));
        }
        finally
        {
            verify.Erase();
        }
    }

    PinOutcome Judge(Pin pin, StatusWord status)
    {
        if (status.IsSuccess)
        {
            _verified = pin;
            return new PinOutcome.Verified();
        }
        if (status.IsLocked)
        {
            pin.Told = 0;
            return new PinOutcome.Blocked();
        }
        if (status.IsWrongPin(out var triesLeft))
        {
            pin.Told = triesLeft;
            return new PinOutcome.Wrong(triesLeft);
        }
        throw Odd(status, "VERIFY");
    }

    void ThrowUnlessVerified(Pin pin)
    {
        if (_verified != pin)
        {
            throw new InvalidOperationException("the PIN of this application was not verified last");
        }
    }

    static void ThrowUnlessSuccess(StatusWord status, string step)
    {
        if (!status.IsSuccess)
        {
            throw Odd(status, step);
        }
    }

    static DeviceException Odd(StatusWord status, string step) => new("card", $"answered {status} to {step}");

    /// <summary>One of the two PINs, and how many tries of it the patron was told are left.</summary>
    sealed class Pin(MyNumberCommand selectApplication, MyNumberCommand select)
    {
        public MyNumberCommand SelectApplication => selectApplication;
        public MyNumberCommand Select => select;
        public int? Told { get; set; }
    }
}
