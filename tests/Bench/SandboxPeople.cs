using Sandbox;
using Virtual.Cards;
using Virtual.People;
using Virtual.Pki;

namespace Bench;

/// <summary>The sample people as the sandbox knows them: the same keys that their cards have on the reader.</summary>
static class SandboxPeople
{
    /// <summary>Everyone with a My Number card.</summary>
    public static IReadOnlyList<SandboxPerson> All { get; } = [.. SamplePeople.All.Select(Of).OfType<SandboxPerson>()];

    /// <summary>Who issued their certificates.</summary>
    public static IReadOnlyList<SandboxAuthority> Authorities { get; } =
        [.. new[] { TestHierarchy.Shared.Authentication, TestHierarchy.Shared.Signature }.Select(authority => new SandboxAuthority(authority.Certificate, authority.Key.ExportPkcs8()))];

    static SandboxPerson? Of(SamplePerson person)
    {
        if (person is not { Card: CardDescription.MyNumber { Options: var options } } || person.Lay() is not { Issued: { } issued } card)
        {
            return null;
        }
        var details = issued.Holder.FourInformation;
        return new(
            person.Id,
            details.Name,
            person.Remark,
            details.Address,
            details.BirthDate,
            details.Sex.ToString(),
            options.Quirks.HasFlag(CardQuirks.FaceAuthenticationOnly) ? null : options.AuthenticationPin,
            options.Quirks.HasFlag(CardQuirks.Blocked) ? 0 : options.AuthenticationTries,
            options.Quirks.HasFlag(CardQuirks.CertificateAbsent) ? null : issued.Authentication.Value.Certificate,
            card.HasTextApplication ? issued.TextKey.Value.ExportSubjectPublicKeyInfo() : null,
            options.Quirks.HasFlag(CardQuirks.Revoked));
    }
}
