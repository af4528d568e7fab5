using Hal;

namespace Firmware.Cards;

/// <summary>A My Number card at its enrolment: what it says without PIN, one VERIFY at a time, and what it opens to the right one.</summary>
/// <remarks>
/// A try is spent by <see cref="VerifyAuthenticationAsync"/> and <see cref="VerifyTextAsync"/> only, at most one a call, and only while the card's
/// counter is what the last <see cref="InspectAsync"/> or outcome told. Nothing is repeated: after a torn VERIFY the card is inspected anew.
/// </remarks>
sealed class EnrolmentCard(ICard card, RecordAuthorities authorities) : IDisposable
{
    /// <summary>Everything the card says without PIN. It ends what a PIN had opened.</summary>
    /// <exception cref="CardRemovedException">The card left.</exception>
    /// <exception cref="DeviceException">The reader failed, or the card answers what makes no sense.</exception>
    public ValueTask<CardInspection> InspectAsync(CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Reads the counter and gives the card the authentication PIN, once.</summary>
    /// <exception cref="CardRemovedException">The card left; whether a try is gone, the next inspection tells.</exception>
    public ValueTask<PinOutcome> VerifyAuthenticationAsync(PinBuffer pin, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Signs with the authentication key, after <see cref="PinOutcome.Verified"/> of its PIN and before anything else.</summary>
    /// <param name="digest">SHA-256, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    /// <exception cref="DeviceException">The card refuses.</exception>
    public ValueTask<byte[]> SignAuthenticationAsync(ReadOnlyMemory<byte> digest, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Reads the counter and gives the card the text application's PIN, once.</summary>
    /// <exception cref="CardRemovedException">The card left; whether a try is gone, the next inspection tells.</exception>
    public ValueTask<PinOutcome> VerifyTextAsync(PinBuffer pin, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>The 4 information and the chip's key, checked; after <see cref="PinOutcome.Verified"/> of the text application's PIN. It ends what that had opened.</summary>
    /// <param name="chipDigest">SHA-256 that the chip's key signs, 32 bytes.</param>
    /// <param name="cancel">Ends the conversation.</param>
    public ValueTask<CardRecords> ReadRecordsAsync(ReadOnlyMemory<byte> chipDigest, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Zeroes what the card said.</summary>
    public void Dispose() { _ = (card, authorities); }
}
