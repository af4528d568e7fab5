using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Virtual.Pki;

/// <summary>Extensions the JPKI profile has and .NET has no builder for (RFC 5280 4.2.1), as DER.</summary>
internal static class CertificateExtensions
{
    static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>CRLDP whose distribution point is a directory name, not an address of the Internet.</summary>
    public static X509Extension CrlDistributionPoint(X500DistinguishedName name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())                                                    // DistributionPoint
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))      // distributionPoint
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))      // fullName
        using (writer.PushSequence(DirectoryName))
        {
            writer.WriteEncodedValue(name.RawData);
        }
        return new("2.5.29.31", writer.Encode(), critical: false);
    }

    /// <summary>A subject or issuer alternative name that is a directory name.</summary>
    public static X509Extension AlternativeDirectoryName(string oid, X500DistinguishedName name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(DirectoryName))
        {
            writer.WriteEncodedValue(name.RawData);
        }
        return new(oid, writer.Encode(), critical: false);
    }

    /// <summary>A subject alternative name made of otherName texts: the 4 information in the signature certificate.</summary>
    public static X509Extension OtherNames(IEnumerable<(string Oid, string Text)> names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (oid, text) in names)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                {
                    writer.WriteObjectIdentifier(oid);
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)))
                    {
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
                    }
                }
            }
        }
        return new("2.5.29.17", writer.Encode(), critical: false);
    }

    /// <summary>One policy with a user notice in Japanese.</summary>
    public static X509Extension Policy(string oid, string practiceStatement, string notice)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.5.5.7.2.1");
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, practiceStatement);
                }
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.5.5.7.2.2");
                    using (writer.PushSequence())
                    {
                        writer.WriteCharacterString(UniversalTagNumber.UTF8String, notice);
                    }
                }
            }
        }
        return new("2.5.29.32", writer.Encode(), critical: true);
    }

    /// <summary>Key identifier, name and serial of the issuer.</summary>
    public static X509Extension AuthorityKeyIdentifier(X509Certificate2 issuer)
    {
        var keyIdentifier = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes;
        return X509AuthorityKeyIdentifierExtension.Create(keyIdentifier.Span, issuer.SubjectName, issuer.SerialNumberBytes.Span);
    }

    public static X509Extension OcspResponder(string address) =>
        new X509AuthorityInformationAccessExtension(ocspUris: [address], caIssuersUris: null);

    public static X509Extension SubjectKeyIdentifier(RSA key) =>
        new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false);
}
