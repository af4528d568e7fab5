namespace Bridge.Library.Marc;

/// <summary>Reads a catalogue from MARC 21 (ISO 2709 or MARCXML): the title with its readings, and its copies from 952 (Koha) or 852.</summary>
/// <remarks>
/// JAPAN/MARC is MARC 21 in UTF-8 since 2012; readings stand in 880, linked by $6, in kana ($1) and in Latin letters ((B), of which the kana are taken.
/// Older JAPAN/MARC and MARC-8 are not read. No package for MARC was to be had, so these few rules are our own.
/// </remarks>
static class MarcImport
{
    public static bool IsLike(ReadOnlySpan<byte> file) => MarcXml.IsLike(file) || Iso2709.IsLike(file);

    public static CatalogueRows Read(byte[] file, Branches? branches = null)
    {
        var rows = new CatalogueRows();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (MarcXml.IsLike(file))
        {
            if (MarcXml.Read(new MemoryStream(file, writable: false), (line, record) => Add(rows, line, record, branches, seen)) is { } line)
            {
                rows.Problems.Add(new(line, "here the file is no XML", "export it again; records before this line were read"));
            }
            return rows;
        }
        Iso2709.Read(file, (place, record) =>
        {
            if (record is null)
            {
                rows.Problems.Add(new(place, place == 0 ? "the last record is cut off" : "this record's lengths do not fit, or it is not in UTF-8", "export the file again as MARC 21 in UTF-8"));
                return;
            }
            Add(rows, place, record, branches, seen);
        });
        return rows;
    }

    static void Add(CatalogueRows rows, int place, MarcRecord record, Branches? branches, HashSet<string> seen)
    {
        if (TitleOf(record) is not { } title)
        {
            rows.Problems.Add(new(place, "no title", "write one into 245 $a"));
            return;
        }
        var copies = record.Of("952").Where(copy => copy.First('p') is not null).ToList() is { Count: > 0 } koha ? koha : [.. record.Of("852").Where(copy => copy.First('p') is not null)];
        if (copies.Count == 0)
        {
            rows.Problems.Add(new(place, "no copy with a label", "write each copy's label into 952 $p or 852 $p"));
        }
        foreach (var copy in copies)
        {
            var label = copy.First('p')!;
            if (!Label.IsLabel(label) || !seen.Add(Label.KeyOf(label)))
            {
                rows.Problems.Add(new(place, Label.IsLabel(label) ? "a label is in this file twice" : "a label is no NW-7 code", "write digits and - $ : / . + with start and stop letter A–D or without both"));
                continue;
            }
            rows.Items.Add(new()
            {
                Barcode = label.ToUpperInvariant(),
                Key = Label.KeyOf(label),
                Title = title,
                Shelf = copy.Tag == "952" ? copy.First('o') : copy.First('h') is { } number ? string.Join(' ', ((string?[])[number, copy.First('i')]).OfType<string>()) : null,
                Branch = branches?.All.FirstOrDefault(branch => branch.Code == copy.First(copy.Tag == "952" ? 'a' : 'b'))?.Code,
                Rule = RuleOf(title.Kind),
            });
        }
    }

    static Title? TitleOf(MarcRecord record)
    {
        if (record.Of("245").FirstOrDefault() is not { } name || name.First('a') is null)
        {
            return null;
        }
        return new()
        {
            Name = Text(name, "anpb")!,
            Kana = Reading(record, "245") is { } kana ? Text(kana, "anpb") : null,
            Author = Plain(name.First('c')) ?? Plain(record.First('a', "100", "110", "700", "710")),
            AuthorKana = ((string[])["100", "110", "700", "710"]).Select(tag => Reading(record, tag)?.First('a')).FirstOrDefault(text => text is not null) is { } reading ? Plain(reading) : null,
            Publisher = Plain(record.First('b', "264", "260")),
            Published = Plain(record.First('c', "264", "260"))?.Trim('[', ']', '©', 'c'),
            Isbn = record.Of("020").Select(field => field.First('a')?.Split(' ')[0] ?? "").Select(text => Isbn.TryNormalize(text, out var isbn) ? isbn : null).FirstOrDefault(isbn => isbn is not null),
            Record = record.Of("001").FirstOrDefault()?.Value is { Length: > 0 } number ? number : null,
            Kind = KindOf(record.Leader),
        };
    }

    // 880 $6 245-01/$1
    static MarcField? Reading(MarcRecord record, string tag) => record.Of("880").FirstOrDefault(field => field.First('6') is { } link
        && link.StartsWith(tag + "-", StringComparison.Ordinal) && !link.EndsWith("/(B", StringComparison.Ordinal) && field.First('a')?.Any(c => c is >= '\u3041' and <= '\u30FF') == true);

    static string? Text(MarcField field, string codes) => Plain(string.Join(' ', field.Subfields.Where(part => codes.Contains(part.Code, StringComparison.Ordinal)).Select(part => Plain(part.Text))));

    // ISBD marks stand at the end of a part, for the next one.
    static string? Plain(string? text) => text?.Trim().TrimEnd('/', ':', ';', ',', '=', ' ', '　') is { Length: > 0 } plain ? Composition.Compose(plain.Trim()) : null;

    // Leader 06 type of record, 07 bibliographic level
    static TitleKind KindOf(string leader) => (leader.ElementAtOrDefault(6), leader.ElementAtOrDefault(7)) switch
    {
        ('g' or 'i' or 'j' or 'k', _) => TitleKind.Av,
        (_, 's') => TitleKind.Magazine,
        _ => TitleKind.Book,
    };

    static LoanRule RuleOf(TitleKind kind) => kind switch
    {
        TitleKind.Book => LoanRule.Normal,
        TitleKind.Magazine => LoanRule.Magazine,
        TitleKind.Av => LoanRule.Av,
    };
}
