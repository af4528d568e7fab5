using Bridge.Identity;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Puts imported rows into the database: what is there is brought up to date, what is new is added, nothing is taken away.</summary>
sealed class Acquisition(Store store, BridgeKeys keys, TimeProvider time)
{
    /// <param name="items">Each with its title as the file has it.</param>
    public Task<int> SaveAsync(IReadOnlyList<Item> items, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var known = await db.Items.Include(item => item.Title).ToDictionaryAsync(item => item.Key, StringComparer.Ordinal, cancel);
        var titles = TitleIndex.Of(await db.Titles.ToListAsync(cancel), known.Values);
        foreach (var item in items)
        {
            var old = known.GetValueOrDefault(item.Key);
            var title = titles.Take(item.Title!, old?.Title);
            if (old is null)
            {
                item.Title = title;
                db.Items.Add(item);
                continue;
            }
            (old.Barcode, old.Title, old.Shelf, old.Branch, old.Rule) = (item.Barcode, title, item.Shelf, item.Branch, item.Rule);
            old.Status = item.Status is ItemStatus.Available ? old.Status : item.Status;   // a catalogue without the column knows nothing of what staff found since
        }
        await db.SaveChangesAsync(cancel);
        await db.Titles.Where(title => !db.Items.Any(item => item.TitleId == title.Id) && !db.Holds.Any(hold => hold.TitleId == title.Id) && !db.History.Any(past => past.TitleId == title.Id))
            .ExecuteDeleteAsync(cancel);   // titles whose last copy got another
        return items.Count;
    }, cancel);

    /// <summary>A new patron needs a name; rows without one, for numbers nobody has, are told.</summary>
    public Task<IReadOnlyList<string>> SaveAsync(IReadOnlyList<PatronRow> rows, CancellationToken cancel) => store.WriteAsync<IReadOnlyList<string>>(async db =>
    {
        var known = await db.Patrons.ToDictionaryAsync(patron => patron.Number, StringComparer.Ordinal, cancel);
        var nameless = new List<string>();
        foreach (var row in rows)
        {
            if (known.GetValueOrDefault(row.Number) is not { } patron)
            {
                if (row.Name is null)
                {
                    nameless.Add(row.Number);
                    continue;
                }
                patron = db.Patrons.Add(new() { Number = row.Number, Name = row.Name, Category = "adult" }).Entity;
            }
            (patron.Name, patron.Kana, patron.Category) = (row.Name ?? patron.Name, row.Kana ?? patron.Kana, row.Category ?? patron.Category);
            (patron.BirthDate, patron.PostalCode, patron.Address) = (row.BirthDate ?? patron.BirthDate, row.PostalCode ?? patron.PostalCode, row.Address ?? patron.Address);
            (patron.Phone, patron.Email, patron.Language, patron.WantsMail) = (row.Phone ?? patron.Phone, row.Email ?? patron.Email, row.Language ?? patron.Language, row.WantsMail ?? patron.WantsMail);
            (patron.Expires, patron.Block, patron.LibraryCard) = (row.Expires ?? patron.Expires, row.Block ?? patron.Block, row.LibraryCard ?? patron.LibraryCard);
        }
        return nameless;
    }, cancel);

    public Task<int> SaveAsync(IReadOnlyList<LinkedPerson> people, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        foreach (var person in people)
        {
            var patron = await SavePatronAsync(db, person, cancel);
            await SaveLinkAsync(db, patron, person, cancel);
            await SaveCardAsync(db, patron, PatronCardKind.Felica, person.Felica?.ToUpperInvariant(), cancel);
            await SaveCardAsync(db, patron, PatronCardKind.Mifare, person.Mifare?.ToUpperInvariant(), cancel);
            await SaveCardAsync(db, patron, PatronCardKind.Phone, person.Phone?.Trim(), cancel);
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
        (patron.Email, patron.WantsMail) = (person.Email ?? patron.Email, person.WantsMail ?? patron.WantsMail);
        patron.PasswordHash = person.PasswordHash ?? patron.PasswordHash;
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
        var chip = person.TextPublicKey is { } key ? Convert.FromBase64String(key) : null;
        var ppid = chip is null ? CardLink.UnprovenPpid(keys.Site, serial) : CardLink.LocalPpid(keys.Site, chip);
        var known = await db.Links.SingleOrDefaultAsync(l => l.SerialHash == index, cancel);
        if (known is { Method: LinkMethod.Pin or LinkMethod.Platform })
        {
            return;   // what the card itself proved is not overwritten by a file
        }
        var link = known
            ?? db.Links.Add(new() { PatronId = patron.Id, SerialHash = index, Ppid = ppid, LinkedAt = time.GetUtcNow(), Method = LinkMethod.Import, ValidatedAt = time.GetUtcNow() }).Entity;
        (link.PatronId, link.Ppid, link.TextPublicKey, link.LinkedAt, link.ValidatedAt) = (patron.Id, ppid, chip, time.GetUtcNow(), time.GetUtcNow());
        link.Method = chip is null ? LinkMethod.Serial : LinkMethod.Import;
        await db.SaveChangesAsync(cancel);
        if (chip is not null)
        {
            var identity = await db.Identities.SingleOrDefaultAsync(i => i.Ppid == ppid, cancel)
                ?? db.Identities.Add(new() { Ppid = ppid, PatronId = patron.Id, Source = IdentitySource.Card, At = time.GetUtcNow() }).Entity;
            identity.PatronId = patron.Id;
            await db.SaveChangesAsync(cancel);
        }
    }

    static async Task SaveCardAsync(BridgeDb db, Patron patron, PatronCardKind kind, string? value, CancellationToken cancel)
    {
        if (value is null)
        {
            return;
        }
        var card = await db.PatronCards.SingleOrDefaultAsync(c => c.Kind == kind && c.Value == value, cancel)
            ?? db.PatronCards.Add(new() { PatronId = patron.Id, Kind = kind, Value = value }).Entity;
        card.PatronId = patron.Id;
        await db.SaveChangesAsync(cancel);
    }
}
