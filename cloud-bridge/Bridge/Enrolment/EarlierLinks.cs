using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Enrolment;

/// <summary>Takes over links by older methods. A serial finds its patron at the next tap, who shows the PIN once and keeps the number.</summary>
/// <remarks>A MyKey ID is on no card, and only the platform that gave it could say whose it is. So it is kept beside its patron, opens nothing,
/// and is forgotten when the patron has linked a card: with the library card, or because staff or platform matched it.</remarks>
sealed class EarlierLinks(Store store, BridgeKeys keys, TimeProvider time)
{
    public Task<EarlierLinksTaken> SaveAsync(IReadOnlyList<EarlierLink> links, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var taken = new EarlierLinksTaken();
        foreach (var link in links)
        {
            var patron = await db.Patrons.SingleOrDefaultAsync(p => p.Number == link.Number, cancel);
            if (patron is null)
            {
                taken.Problems.Add(new(link.Line, "no patron has this number", "import people first, or correct the number"));
            }
            else if (link.Serial is { } serial)
            {
                await SaveSerialAsync(db, patron, serial, link.Line, taken, cancel);
            }
            else
            {
                await SaveMyKeyIdAsync(db, patron, link.MyKeyId!, link.Line, taken, cancel);
            }
        }
        return taken;
    }, cancel);

    async Task SaveSerialAsync(BridgeDb db, Patron patron, string serial, int line, EarlierLinksTaken taken, CancellationToken cancel)
    {
        var index = CardLink.SerialIndex(keys.Site, serial);
        switch (await db.Links.SingleOrDefaultAsync(l => l.SerialHash == index, cancel))
        {
            case { } link when link.PatronId != patron.Id:
                taken.Problems.Add(new(line, "the card is linked to another patron", "find out whose it is and leave out the other line"));
                return;
            case not null:
                taken.Known++;
                return;
        }
        db.Links.Add(new()
        {
            PatronId = patron.Id,
            SerialHash = index,
            Ppid = CardLink.UnprovenPpid(keys.Site, serial),
            LinkedAt = time.GetUtcNow(),
            Method = LinkMethod.Serial,
            ValidatedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancel);
        taken.Serials++;
    }

    static async Task SaveMyKeyIdAsync(BridgeDb db, Patron patron, string value, int line, EarlierLinksTaken taken, CancellationToken cancel)
    {
        switch (await db.MyKeyIds.SingleOrDefaultAsync(m => m.Value == value, cancel))
        {
            case { } known when known.PatronId != patron.Id:
                taken.Problems.Add(new(line, "the MyKey ID is another patron's", "find out whose it is and leave out the other line"));
                return;
            case not null:
                taken.Known++;
                return;
        }
        db.MyKeyIds.Add(new() { PatronId = patron.Id, Value = value });
        await db.SaveChangesAsync(cancel);
        taken.MyKeyIds++;
    }
}

/// <summary>What was taken over.</summary>
sealed class EarlierLinksTaken
{
    public int Serials { get; set; }
    public int MyKeyIds { get; set; }

    /// <summary>There already; a file may be taken in twice.</summary>
    public int Known { get; set; }

    public List<ImportProblem> Problems { get; } = [];
}
