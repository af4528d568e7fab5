namespace Firmware.Cards;

/// <summary>The text application's records, taken one file after the other and believed only as far as their signatures reach.</summary>
sealed class RecordReading(RecordAuthorities authorities)
{
    /// <summary>Takes a file; what is wrong with it, or null.</summary>
    public delegate RecordFault? Take(ReadOnlySpan<byte> file);

    IssuerCertificate? _issuer;
    PersonFile? _person;
    byte[] _chipKey = [];

    /// <summary>What to read, in this order.</summary>
    public IEnumerable<(MyNumberCommand Select, Take Take)> Files =>
    [
        (MyNumberCommand.SelectIssuerCertificate, TakeIssuer),
        (MyNumberCommand.SelectPerson, TakePerson),
        (MyNumberCommand.SelectIntegrityRecord, TakeIntegrity),
        (MyNumberCommand.SelectChipKey, TakeChipKey),
    ];

    /// <summary>The records, when the chip has signed with the key they name.</summary>
    public CardRecords Sign(ReadOnlySpan<byte> digest, byte[] signature) => RecordSignature.IsRightForDigest(_chipKey, digest, signature)
        ? new CardRecords.Signed(_person!.Person, _chipKey, signature, authorities.Judge(_issuer!))
        : new CardRecords.RecordsRefused(RecordFault.ChipSignature);

    RecordFault? TakeIssuer(ReadOnlySpan<byte> file) =>
        IssuerCertificate.TryParse(file, out _issuer) ? null : RecordFault.IssuerCertificate;

    RecordFault? TakePerson(ReadOnlySpan<byte> file) =>
        PersonFile.TryParse(file, out _person) ? null : RecordFault.PersonLayout;

    RecordFault? TakeIntegrity(ReadOnlySpan<byte> file) =>
        !IntegrityRecord.TryParse(file, out var record) ? RecordFault.IntegrityLayout
        : !RecordSignature.IsRight(_issuer!.Key, record.Signed, record.Signature) ? RecordFault.IntegritySignature
        : !record.PersonDigest.SequenceEqual(_person!.Digest) ? RecordFault.PersonDigest
        : null;

    RecordFault? TakeChipKey(ReadOnlySpan<byte> file)
    {
        if (!SignedChipKey.TryParse(file, out var chip))
        {
            return RecordFault.ChipKeyLayout;
        }
        _chipKey = chip.Key;
        return RecordSignature.IsRight(_issuer!.Key, chip.Signed, chip.Signature) ? null : RecordFault.ChipKeySignature;
    }
}
