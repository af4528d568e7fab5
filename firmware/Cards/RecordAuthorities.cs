using Contract;

namespace Firmware.Cards;

/// <summary>Keys of the authorities above the municipalities that sign cards' records; a site may know some, or none.</summary>
/// <remarks>They are not published officially. An authority is found by its signature, never by the key id a certificate names.</remarks>
sealed class RecordAuthorities
{
    readonly byte[][] _keys;

    RecordAuthorities(byte[][] keys) => _keys = keys;

    /// <summary>Trust on enrolment.</summary>
    public static RecordAuthorities None { get; } = new([]);

    /// <param name="keys">SubjectPublicKeyInfo in Base64, one an authority; RSA-2048.</param>
    /// <param name="authorities">The authorities, where there is no problem.</param>
    /// <param name="problem">Which key is none.</param>
    public static bool TryParse(IReadOnlyList<string> keys, out RecordAuthorities authorities, out string? problem)
    {
        authorities = None;
        problem = null;
        var parsed = new byte[keys.Count][];
        for (var i = 0; i < keys.Count; i++)
        {
            var bytes = new byte[keys[i].Length];
            if (!Convert.TryFromBase64String(keys[i], bytes, out var length) || !RecordSignature.IsPublicKey(bytes.AsSpan(0, length)))
            {
                problem = $"record authority {i + 1} is no RSA-2048 SubjectPublicKeyInfo in Base64";
                return false;
            }
            parsed[i] = bytes[..length];
        }
        authorities = new(parsed);
        return true;
    }

    /// <summary>How far a CV certificate can be followed.</summary>
    public RecordTrust Judge(IssuerCertificate certificate) =>
        Array.Exists(_keys, key => RecordSignature.IsRight(key, certificate.Body, certificate.Signature)) ? RecordTrust.Authority : RecordTrust.OnEnrolment;
}
