using System.Globalization;
using Sandbox;
using Virtual.Cards;
using Virtual.People;
using Virtual.Pki;

namespace Bench;

/// <summary>The sample people as the identity platform knows them: the same cards that lie on the desk.</summary>
static class SampleResidents
{
    public static IReadOnlyList<SandboxPerson> All { get; } = [.. SamplePeople.All.Select(Resident).OfType<SandboxPerson>()];

    public static IReadOnlyList<SandboxAuthority> Authorities { get; } =
        [.. new[] { TestHierarchy.Shared.Authentication, TestHierarchy.Shared.Signature }.Select(authority => new SandboxAuthority(authority.Certificate, authority.Key.ExportPkcs8()))];

    static SandboxPerson? Resident(SamplePerson person) => person.Card is CardDescription.MyNumber card && person.Lay().Issued is { } issued
        ? new(person.Id, person.Name, person.Remark, issued.Holder.Address, card.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture), card.Sex.ToString(),
            card.Options.Quirks.HasFlag(CardQuirks.FaceAuthenticationOnly) ? null : card.Options.AuthenticationPin,
            card.Options.Quirks.HasFlag(CardQuirks.Blocked) ? 0 : card.Options.AuthenticationTries,
            card.Options.Quirks.HasFlag(CardQuirks.CertificateAbsent) ? null : issued.Authentication.Value.Certificate,
            person.Enrolment?.TextPublicKey,
            card.Options.Quirks.HasFlag(CardQuirks.Revoked))
        : null;
}
