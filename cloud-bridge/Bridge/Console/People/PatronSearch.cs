using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.People;

/// <summary>Finds patrons as staff think of them: a number or a card, a name or its reading, a birth date.</summary>
static class PatronSearch
{
    /// <summary>More than these are no answer: ask for another word.</summary>
    public const int Most = 50;

    public static async Task<IReadOnlyList<Patron>> FindAsync(BridgeDb db, string typed, CancellationToken cancel)
    {
        var query = Typed.Narrow(typed).Trim();
        if (query.Length is 0 or > 100)
        {
            return [];
        }
        if (await Recognition.FindByLibraryCardAsync(db, query, cancel) is { } one)
        {
            return [one];
        }
        var digits = string.Concat(query.Where(char.IsAsciiDigit));
        if (digits.Length == 8 && FormRules.DateOf(digits) is { } birth && query.All(c => char.IsAsciiDigit(c) || c is '-' or '/' or '.'))
        {
            return await db.Patrons.AsNoTracking().Where(patron => patron.BirthDate == birth).OrderBy(patron => patron.Kana ?? patron.Name).Take(Most + 1).ToListAsync(cancel);
        }
        var words = SearchText.Words(query);
        var names = await db.Patrons.Select(patron => new { patron.Id, patron.Name, patron.Kana }).ToListAsync(cancel);   // a city has fewer patrons than a processor folds in a second
        var found = names.Where(name => Has(words, name.Name, name.Kana)).Take(Most + 1).Select(name => name.Id).ToList();
        return await db.Patrons.AsNoTracking().Where(patron => found.Contains(patron.Id)).OrderBy(patron => patron.Kana ?? patron.Name).ToListAsync(cancel);
    }

    static bool Has(IReadOnlyList<string> words, string name, string? kana)
    {
        var (folded, reading) = (SearchText.Fold(name), SearchText.Fold(kana ?? ""));
        return words.Count > 0 && words.All(word => folded.Contains(word, StringComparison.Ordinal) || reading.Contains(word, StringComparison.Ordinal));
    }
}
