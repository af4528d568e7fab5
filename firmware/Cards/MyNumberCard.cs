using Hal;
using Hal.Iso7816;

namespace Firmware.Cards;

/// <summary>A My Number card at a tap: which one it is, and a signature, both without its PIN.</summary>
sealed class MyNumberCard(ICard card)
{
    /// <summary>Which card it is, and its text application's signature over <paramref name="digest"/>.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    /// <exception cref="CardRemovedException">The card left.</exception>
    public async ValueTask<TapOutcome> TapAsync(ReadOnlyMemory<byte> digest, CancellationToken cancel)
    {
        using var channel = new CardChannel(card);
        if (await channel.TellAsync(MyNumberCommand.SelectJpki, cancel) is { IsSuccess: false } noJpki)
        {
            return noJpki == StatusWord.FileNotFound ? new TapOutcome.OtherCard() : new TapOutcome.Odd("SELECT JPKI", noJpki);
        }
        if (await channel.TellAsync(MyNumberCommand.SelectAuthenticationCertificate, cancel) is { IsSuccess: false } noCertificate)
        {
            return new TapOutcome.NoCertificate(noCertificate);
        }
        var head = await channel.SendAsync(MyNumberCommand.ReadCertificateHead, cancel);
        if (!head.Status.BringsData)
        {
            return new TapOutcome.NoCertificate(head.Status);
        }
        if (!CertificateHead.TryReadSerial(head.Data.Span, out var serial))
        {
            return new TapOutcome.Odd("certificate", head.Status);
        }
        if (await channel.TellAsync(MyNumberCommand.SelectText, cancel) is { IsSuccess: false } noText)
        {
            return new TapOutcome.Odd("SELECT text application", noText);
        }
        var signature = await channel.SendAsync(MyNumberCommand.SignWithChip(digest.Span), cancel);
        return signature.Status.IsSuccess
            ? new TapOutcome.Identified(serial, signature.Data.ToArray())
            : new TapOutcome.Odd("sign", signature.Status);
    }
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
