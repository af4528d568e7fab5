using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Binds cards and identities to patrons and takes them away again, inside the caller's transaction.</summary>
static class Cards
{
    /// <summary>Whose card and identity these are already.</summary>
    public static async Task<CardHolder> HolderAsync(BridgeDb db, IdentityClaim claim, CancellationToken cancel)
    {
        var byPpid = await db.Identities.Where(i => i.Ppid == claim.Ppid).Select(i => (long?)i.PatronId).SingleOrDefaultAsync(cancel);
        if (claim.Card is not { } card)
        {
            return CardHolder.Of(byPpid, null, null);
        }
        var bySerial = await db.Links.Where(l => l.SerialHash == card.SerialHash).Select(l => (long?)l.PatronId).SingleOrDefaultAsync(cancel);
        var byChip = await db.Links.Where(l => l.TextPublicKey == card.ChipKey).Select(l => (long?)l.PatronId).Distinct().ToListAsync(cancel);
        return byChip.Count > 1 ? new CardHolder.Disputed() : CardHolder.Of(byPpid, bySerial, byChip.SingleOrDefault());
    }

    /// <summary>From now on card and identity speak for this patron. An older certificate of the same chip gives way: it was renewed.</summary>
    public static async Task<CardLink?> BindAsync(BridgeDb db, Patron patron, IdentityClaim claim, LinkMethod method, DateTimeOffset now, EnrolmentTrace trace, CancellationToken cancel)
    {
        trace.Patron = patron.Id;
        if (await db.Identities.SingleOrDefaultAsync(i => i.Ppid == claim.Ppid, cancel) is null)
        {
            db.Identities.Add(new() { Ppid = claim.Ppid, PatronId = patron.Id, Source = claim.Source, At = now });
            trace.NewPpid = claim.Ppid;
        }
        if (claim.Card is not { } card)
        {
            await db.SaveChangesAsync(cancel);
            return null;
        }
        var old = await db.Links.Where(l => l.SerialHash == card.SerialHash || l.TextPublicKey == card.ChipKey).ToListAsync(cancel);
        trace.Links.AddRange(old.Select(LinkBefore.Of));
        trace.SerialHash = card.SerialHash;
        var formerPpids = old.Select(l => l.Ppid).ToList();
        var link = old.Find(l => l.SerialHash.AsSpan().SequenceEqual(card.SerialHash)) ?? old.FirstOrDefault();
        db.Links.RemoveRange(old.Where(l => l != link));
        await db.SaveChangesAsync(cancel);   // before a serial moves: it is unique
        link ??= db.Links.Add(new() { PatronId = patron.Id, SerialHash = card.SerialHash, Ppid = claim.Ppid, LinkedAt = now, Method = method, ValidatedAt = now }).Entity;
        (link.PatronId, link.SerialHash, link.Ppid, link.TextPublicKey) = (patron.Id, card.SerialHash, claim.Ppid, card.ChipKey);
        (link.LinkedAt, link.Method, link.ValidatedAt, link.CertificateEnds, link.Issuer, link.IsRevoked) = (now, method, now, card.CertificateEnds, card.Issuer, false);
        link.Trust = card.Trust;
        await db.SaveChangesAsync(cancel);
        foreach (var ppid in formerPpids)
        {
            await ForgetIdentityAsync(db, ppid, trace, cancel);
        }
        return link;
    }

    /// <summary>The card speaks for its patron no more, and neither does the identity it brought, unless another card of theirs has it, too.</summary>
    public static async Task<bool> UnbindAsync(BridgeDb db, long linkId, CancellationToken cancel)
    {
        if (await db.Links.SingleOrDefaultAsync(l => l.Id == linkId, cancel) is not { } link)
        {
            return false;
        }
        db.Links.Remove(link);
        await db.SaveChangesAsync(cancel);
        await ForgetIdentityAsync(db, link.Ppid, new(), cancel);
        return true;
    }

    /// <summary>Takes back what an enrolment changed; what changed again since then stays as it is.</summary>
    public static async Task UndoAsync(BridgeDb db, EnrolmentTrace trace, CancellationToken cancel)
    {
        var link = trace.SerialHash is null ? null : await db.Links.SingleOrDefaultAsync(l => l.SerialHash == trace.SerialHash && l.PatronId == trace.Patron, cancel);
        if (link is not null)
        {
            db.Links.Remove(link);
            await db.SaveChangesAsync(cancel);
            if (trace.NewPpid is not null)
            {
                await ForgetIdentityAsync(db, trace.NewPpid, new(), cancel);
            }
            foreach (var before in trace.Links)
            {
                if (!await db.Links.AnyAsync(l => l.SerialHash == before.SerialHash, cancel) && await db.Patrons.AnyAsync(p => p.Id == before.PatronId, cancel))
                {
                    db.Links.Add(before.Again());
                }
            }
            foreach (var before in trace.Identities)
            {
                if (!await db.Identities.AnyAsync(i => i.Ppid == before.Ppid, cancel) && await db.Patrons.AnyAsync(p => p.Id == before.PatronId, cancel))
                {
                    db.Identities.Add(new() { Ppid = before.Ppid, PatronId = before.PatronId, Source = before.Source, At = before.At });
                }
            }
        }
        await db.SaveChangesAsync(cancel);
    }

    static async Task ForgetIdentityAsync(BridgeDb db, byte[] ppid, EnrolmentTrace trace, CancellationToken cancel)
    {
        if (!await db.Links.AnyAsync(l => l.Ppid == ppid, cancel) && await db.Identities.SingleOrDefaultAsync(i => i.Ppid == ppid, cancel) is { } identity)
        {
            trace.Identities.Add(new(identity.Ppid, identity.PatronId, identity.Source, identity.At));
            db.Identities.Remove(identity);
            await db.SaveChangesAsync(cancel);
        }
    }
}

/// <summary>Who has a card and identity already.</summary>
abstract record CardHolder
{
    CardHolder() { }

    public sealed record Nobody : CardHolder;

    /// <param name="ByChipOnly">Neither platform nor certificate say so, only the chip: a renewed certificate that nobody but the card connects with the old one.</param>
    public sealed record Held(long PatronId, bool ByChipOnly) : CardHolder;

    /// <summary>Serial, chip and identity belong to different patrons.</summary>
    public sealed record Disputed : CardHolder;

    public static CardHolder Of(long? byPpid, long? bySerial, long? byChip) =>
        new[] { byPpid, bySerial, byChip }.OfType<long>().Distinct().ToArray() switch
        {
            [] => new Nobody(),
            [var patron] => new Held(patron, ByChipOnly: bySerial is null && (byPpid is null || byChip is not null)),
            _ => new Disputed(),
        };
}
