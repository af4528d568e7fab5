using Contract;

namespace Firmware.Cards;

/// <summary>What the text application says under its issuer's signatures.</summary>
abstract record CardRecords
{
    CardRecords() { }

    /// <summary>All signatures are right.</summary>
    /// <param name="Person">The 4 information (EF 0002).</param>
    /// <param name="ChipKey">Public key of the application's own key (EF 0007), SubjectPublicKeyInfo.</param>
    /// <param name="ChipSignature">By that key over the digest asked for; 256 bytes.</param>
    /// <param name="Trust">How far the issuer could be followed.</param>
    public sealed record Signed(PersonDetails Person, byte[] ChipKey, byte[] ChipSignature, RecordTrust Trust) : CardRecords
    {
        /// <summary>Says that it is there; what it says is nobody's to print.</summary>
        public override string ToString() => nameof(Signed);
    }

    /// <summary>Something is not what its signature says: nothing of it may be used.</summary>
    public sealed record RecordsRefused(RecordFault Fault) : CardRecords;
}

/// <summary>What was wrong with a card's records.</summary>
enum RecordFault
{
    /// <summary>The issuer's CV certificate (EF 0004) cannot be read.</summary>
    IssuerCertificate,

    /// <summary>The 4 information (EF 0002) are not laid out as they must be.</summary>
    PersonLayout,

    /// <summary>The integrity record (EF 0003) is not laid out as it must be.</summary>
    IntegrityLayout,

    /// <summary>The integrity record is not signed by the issuer (DF33).</summary>
    IntegritySignature,

    /// <summary>The 4 information are not those the integrity record hashed (DF32).</summary>
    PersonDigest,

    /// <summary>The chip's key (EF 0007) is not laid out as it must be.</summary>
    ChipKeyLayout,

    /// <summary>The chip's key is not signed by the issuer (DF52).</summary>
    ChipKeySignature,

    /// <summary>The chip does not sign with the key it shows.</summary>
    ChipSignature,
}
