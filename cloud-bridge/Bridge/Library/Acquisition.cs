using Bridge.Identity;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Puts imported rows into the database: what is there is brought up to date, what is new is added, nothing is taken away.</summary>
sealed class Acquisition(Store store, BridgeKeys keys, TimeProvider time)
{
    public Task<int> SaveAsync(IReadOnlyList<Item> items, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var known = await db.Items.ToDictionaryAsync(item => item.Key, StringComparer.Ordinal, cancel);
        foreach (var item in items)
        {
            if (known.GetValueOrDefault(item.Key) is not { } old)
            {
                db.Items.Add(item);
                continue;
            }
            (old.Barcode, old.Title, old.Author, old.Isbn, old.Publisher, old.Shelf, old.Rule) =
                (item.Barcode, item.Title, item.Author, item.Isbn, item.Publisher, item.Shelf, item.Rule);
        }
        return items.Count;
    }, cancel);

    public Task<int> SaveAsync(IReadOnlyList<LinkedPerson> people, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        foreach (var person in people)
        {
            var patron = await SavePatronAsync(db, person, cancel);
            await SaveLinkAsync(db, patron, person, cancel);
        }
        return people.Count;
    }, cancel);

    static async Task<Patron> SavePatronAsync(BridgeDb db, LinkedPerson person, CancellationToken cancel)
    {
        var number = Label.KeyOf(person.Number);
        var patron = await db.Patrons.SingleOrDefaultAsync(p => p.Number == number, cancel)
            ?? db.Patrons.Add(new() { Number = number, Name = person.Name, Category = "adult" }).Entity;
        (patron.Name, patron.Kana, patron.Category, patron.BirthDate) = (person.Name, person.Kana, person.Category ?? "adult", person.BirthDate);
        (patron.Expires, patron.Block) = (person.Expires, person.Block);
        patron.LibraryCard = person.LibraryCard is { } card ? Label.KeyOf(card) : null;
        await db.SaveChangesAsync(cancel);
        return patron;
    }

    async Task SaveLinkAsync(BridgeDb db, Patron patron, LinkedPerson person, CancellationToken cancel)
    {
        if (person.CertificateSerial is not { } serial)
        {
            return;
        }
        var index = CardLink.SerialIndex(keys.Site, serial);
        var link = await db.Links.SingleOrDefaultAsync(l => l.SerialHash == index, cancel)
            ?? db.Links.Add(new() { PatronId = patron.Id, SerialHash = index, Ppid = CardLink.LocalPpid(keys.Site, serial), LinkedAt = time.GetUtcNow(), Method = LinkMethod.Import, ValidatedAt = time.GetUtcNow() }).Entity;
        link.PatronId = patron.Id;
        link.TextPublicKey = person.TextPublicKey is { } key ? Convert.FromBase64String(key) : null;
        link.LinkedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancel);
    }
}
