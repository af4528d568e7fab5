namespace Bridge.Library;

/// <summary>Finds the title that an imported copy belongs to: by the catalogue's own number, else by ISBN and name, else by name, author, publisher and year.</summary>
sealed class TitleIndex
{
    readonly Dictionary<string, Title> byRecord = new(StringComparer.Ordinal), byKey = new(StringComparer.Ordinal);
    readonly Dictionary<Title, int> copies = [];

    TitleIndex()
    {
    }

    public static TitleIndex Of(IEnumerable<Title> titles, IEnumerable<Item> items)
    {
        var index = new TitleIndex();
        foreach (var title in titles)
        {
            index.Enter(title);
        }
        foreach (var item in items)
        {
            index.copies[item.Title!] = index.copies.GetValueOrDefault(item.Title!) + 1;
        }
        return index;
    }

    /// <summary>The title there is, brought up to date, or the read one.</summary>
    /// <param name="before">What the copy belonged to. With no other copy it is corrected rather than left behind.</param>
    public Title Take(Title read, Title? before)
    {
        var found = read.Record is { } record && byRecord.TryGetValue(record, out var same) ? same
            : byKey.TryGetValue(KeyOf(read), out var alike) && (alike.Record is null || read.Record is null) ? alike
            : before is not null && copies.GetValueOrDefault(before) == 1 && (before.Record is null || read.Record is null || before.Record == read.Record) ? before
            : read;
        if (found != read)
        {
            (found.Name, found.Kana, found.Author, found.AuthorKana) = (read.Name, read.Kana ?? found.Kana, read.Author, read.AuthorKana ?? found.AuthorKana);
            (found.Publisher, found.Published, found.Isbn, found.Record, found.Kind) = (read.Publisher, read.Published ?? found.Published, read.Isbn, read.Record ?? found.Record, read.Kind);
        }
        if (before != found)
        {
            copies[found] = copies.GetValueOrDefault(found) + 1;
            if (before is not null)
            {
                copies[before]--;
            }
        }
        found.Search = SearchText.Of(found);
        Enter(found);
        return found;
    }

    void Enter(Title title)
    {
        byKey.TryAdd(KeyOf(title), title);
        if (title.Record is { } record)
        {
            byRecord.TryAdd(record, title);
        }
    }

    // Volumes of a set may share an ISBN, and books of another edition a name.
    static string KeyOf(Title title) => title.Isbn is { } isbn ? $"{isbn}\n{SearchText.Fold(title.Name)}"
        : string.Join('\n', ((string?[])[title.Name, title.Author, title.Publisher, title.Published]).Select(part => SearchText.Fold(part ?? "")));
}
