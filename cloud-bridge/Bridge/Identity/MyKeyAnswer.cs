using System.Security.Cryptography;
using Contract;
using Contract.Platform;

namespace Bridge.Identity;

/// <summary>What the platform said, if it was the platform, if it was said to this question, and if it is whole.</summary>
static class MyKeyAnswer
{
    public static PlatformAnswer Read(string body, Guid question, ECDsa platform)
    {
        if (!PlatformSignature.TryOpen(body, platform, out var reply))
        {
            return new PlatformAnswer.Unavailable("the platform's answer is not signed by AnswerKey");
        }
        if (reply.RequestId != question)
        {
            return new PlatformAnswer.Unavailable("the platform answered another question");
        }
        return reply switch
        {
            { Result: PlatformResult.Valid, CertificateEnds: { } ends, ChipKey: var chip } when Ppid.TryRead(reply.Ppid, out var ppid) => new PlatformAnswer.Valid(ppid, ends, chip),
            { Result: PlatformResult.Expired } => new PlatformAnswer.NotValid(CardInvalidity.Expired),
            { Result: PlatformResult.Revoked } => new PlatformAnswer.NotValid(CardInvalidity.Revoked),
            { Result: PlatformResult.Unknown } => new PlatformAnswer.Unknown(),
            _ => new PlatformAnswer.Unavailable("the platform's answer lacks what belongs to its result"),
        };
    }
}
