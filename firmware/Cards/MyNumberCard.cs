using Hal;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>What a My Number card tells without its PIN. The commands below are all there are: no function takes a file id from outside,
/// so nothing here can select the 12-digit number (text application EF 0001, visual application EF 0005).</summary>
/// <remarks>Reference of applications and files: the public JPKI card drivers (OpenSC card-jpki.c, jpki/myna).</remarks>
sealed class MyNumberCard(ICard card)
{
    // 00 A4 04 0C: SELECT by DF name, no response data
    static readonly byte[] SelectJpki = Convert.FromHexString("00A4040C0AD392F000260100000001");
    static readonly byte[] SelectText = Convert.FromHexString("00A4040C0AD3921000310001010408");

    // 00 A4 02 0C: SELECT EF 000A, the user-authentication certificate, readable without PIN
    static readonly byte[] SelectAuthenticationCertificate = Convert.FromHexString("00A4020C02000A");

    // Its serial number ends at byte 35 at the latest: 30 82 hh ll 30 82 hh ll A0 03 02 01 02 02 LL serial (at most 20 bytes, RFC 5280 4.1.2.2)
    static readonly byte[] ReadHead = Convert.FromHexString("00B0000023");

    // 80 2A 00 00: the text application signs a DigestInfo without PIN; 19 bytes say "SHA-256" (RFC 8017 9.2)
    static readonly byte[] SignHead = Convert.FromHexString("802A0000333031300D060960864801650304020105000420");

    // The references of the two 4-digit PINs; VERIFY without data only asks how many tries are left (ISO 7816-4 11.6.6)
    static readonly byte[] SelectAuthenticationPin = Convert.FromHexString("00A4020C020018");
    static readonly byte[] SelectTextPin = Convert.FromHexString("00A4020C020011");
    static readonly byte[] AskTries = Convert.FromHexString("00200080");

    readonly CardChannel _channel = new(card);

    /// <summary>Which card it is, and its text application's signature over <paramref name="digest"/>.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    /// <exception cref="CardRemovedException">The card left.</exception>
    public async ValueTask<TapOutcome> TapAsync(ReadOnlyMemory<byte> digest, CancellationToken cancel)
    {
        if (await SendAsync(SelectJpki, cancel) is { IsSuccess: false } noJpki)
        {
            return noJpki == StatusWord.FileNotFound ? new TapOutcome.OtherCard() : new TapOutcome.Odd("SELECT JPKI", noJpki);
        }
        if (await SendAsync(SelectAuthenticationCertificate, cancel) is { IsSuccess: false } noCertificate)
        {
            return new TapOutcome.NoCertificate(noCertificate);
        }
        var head = await _channel.SendAsync(ReadHead, cancel);
        if (!head.Status.IsSuccess)
        {
            return new TapOutcome.NoCertificate(head.Status);
        }
        if (!CertificateHead.TryReadSerial(head.Data.Span, out var serial))
        {
            return new TapOutcome.Odd("certificate", head.Status);
        }
        if (await SendAsync(SelectText, cancel) is { IsSuccess: false } noText)
        {
            return new TapOutcome.Odd("SELECT text application", noText);
        }
        var signature = await _channel.SendAsync(SignCommand(digest.Span), cancel);
        return signature.Status.IsSuccess
            ? new TapOutcome.Identified(serial, signature.Data.ToArray())
            : new TapOutcome.Odd("sign", signature.Status);
    }

    /// <summary>Tries left of the authentication PIN and of the text application's PIN; asking costs none. Null where the card does not say.</summary>
    public async ValueTask<(int? Authentication, int? Text)> TriesLeftAsync(CancellationToken cancel) =>
        (await TriesLeftAsync(SelectJpki, SelectAuthenticationPin, cancel), await TriesLeftAsync(SelectText, SelectTextPin, cancel));

    async ValueTask<int?> TriesLeftAsync(byte[] selectApplication, byte[] selectPin, CancellationToken cancel)
    {
        if (!(await SendAsync(selectApplication, cancel)).IsSuccess || !(await SendAsync(selectPin, cancel)).IsSuccess)
        {
            return null;
        }
        var status = await SendAsync(AskTries, cancel);
        return status.IsLocked ? 0 : status.IsWrongPin(out var triesLeft) ? triesLeft : null;
    }

    async ValueTask<StatusWord> SendAsync(byte[] command, CancellationToken cancel) => (await _channel.SendAsync(command, cancel)).Status;

    static byte[] SignCommand(ReadOnlySpan<byte> digest) => [.. SignHead, .. digest, 0x00];   // Le 00: up to 256 bytes
}

/// <summary>How a tap without PIN went.</summary>
abstract record TapOutcome
{
    TapOutcome() { }

    /// <param name="CertificateSerial">Upper-case hex, without leading zero bytes.</param>
    /// <param name="Signature">256 bytes.</param>
    public sealed record Identified(string CertificateSerial, byte[] Signature) : TapOutcome;

    /// <summary>No JPKI application: some other card.</summary>
    public sealed record OtherCard : TapOutcome;

    /// <summary>A My Number card (or phone) that shows no authentication certificate without PIN, or has none.</summary>
    public sealed record NoCertificate(StatusWord Status) : TapOutcome;

    /// <summary>The card answered, but not as it should.</summary>
    public sealed record Odd(string Step, StatusWord Status) : TapOutcome;
}
