using CsvHelper;

namespace Bridge.Library;

/// <summary>Reads a catalogue from CSV. Good rows become items; each bad one is told with its line, what is wrong and what to do. Pure, and calm with garbage.</summary>
static class CatalogueImport
{
    /// <summary>Longest field; the longest titles have some hundred characters.</summary>
    const int LongestField = 2000;

    /// <param name="branches">Whose copies there are; null where any will do, with the library's only branch.</param>
    public static CatalogueRows Read(ReadOnlySpan<byte> file, CsvEncoding encoding, Branches? branches = null)
    {
        var rows = new CatalogueRows();
        // One line is one row: a quotation mark nobody closed then costs its own row and not the rest of the file.
        using var csv = CsvReader.FromText(encoding.Decode(file), new CsvReaderOptions
        {
            HasHeader = false,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => rows.Problems.Add(new((int)record.LineNumber, "the quotation marks are not balanced",
                "write \"…\" around the whole field, \"\" for a mark inside it, and no line break")),
        });
        if (!csv.Read())
        {
            rows.Problems.Add(new(1, "no line with column names", "write a first line with the column names: barcode,title,…"));
            return rows;
        }
        if (!Columns.TryRead(csv.Current.ToArray(), out var columns, out var missing))
        {
            rows.Problems.Add(new(1, $"no column {missing}", "the first line must name the columns, at least 資料番号 (barcode) and 書名 (title); is it the right encoding?"));
            return rows;
        }
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (csv.Read())
        {
            rows.Add((int)csv.LineNumber, csv.Current.ToArray(), columns, branches, seen);
        }
        return rows;
    }

    static void Add(this CatalogueRows rows, int line, string[] fields, Columns columns, Branches? branches, Dictionary<string, int> seen)
    {
        var problem = TryReadItem(fields, columns, branches, out var item);
        if (problem is null && !seen.TryAdd(item!.Key, line))
        {
            problem = ("the label is in this file twice", $"line {seen[item.Key]} has it too; give one of them another label");
        }
        if (problem is var (what, todo))
        {
            rows.Problems.Add(new(line, what, todo));
            return;
        }
        rows.Items.Add(item!);
    }

    static (string What, string Todo)? TryReadItem(string[] fields, Columns columns, Branches? branches, out Item? item)
    {
        item = null;
        string? Field(int? column) => column is { } index && index < fields.Length && fields[index].Trim() is { Length: > 0 } text ? text : null;

        var (barcode, title, isbn, rule) = (Field(columns.Barcode), Field(columns.Title), Field(columns.Isbn), Field(columns.Rule));
        if (fields.Any(field => field.Length > LongestField))
        {
            return ($"a field is longer than {LongestField} characters", "look for a separator that is missing");
        }
        if (fields.Any(field => field.Contains('\uFFFD', StringComparison.Ordinal) || field.Any(char.IsControl)))
        {
            return ("characters that cannot be read", "save the file as UTF-8 or as Shift_JIS (CP932), or name its encoding");
        }
        if (barcode is null || !Label.IsLabel(barcode))
        {
            return (barcode is null ? "no label" : "the label is no NW-7 code", "write digits and - $ : / . + with start and stop letter A–D or without both, such as A10000017A");
        }
        if (title is null)
        {
            return ("no title", "write the title");
        }
        if (isbn is not null && !Isbn.TryNormalize(isbn, out isbn))
        {
            return ("the ISBN's check digit or length is wrong", "correct it from the book's last page, or leave it empty");
        }
        if (!TryReadRule(rule, out var loanRule))
        {
            return ("unknown loan rule", "write 通常, 館内, AV or 雑誌 (normal, in-library, av, magazine), or leave it empty");
        }
        if (!TryReadStatus(Field(columns.Status), out var status))
        {
            return ("unknown status", "write 修理中, 不明 or 除籍 (in repair, missing, withdrawn), or leave it empty");
        }
        if (!TryReadBranch(Field(columns.Branch), branches, out var branch))
        {
            return ("unknown branch", "write a branch's code or name as in Bridge:Library:Branches, or leave it empty for the first one");
        }
        item = new()
        {
            Barcode = barcode.ToUpperInvariant(),
            Key = Label.KeyOf(barcode),
            Title = new()
            {
                Name = Composition.Compose(title),
                Kana = Composed(columns.Kana),
                Author = Composed(columns.Author),
                AuthorKana = Composed(columns.AuthorKana),
                Publisher = Composed(columns.Publisher),
                Published = Field(columns.Published),
                Isbn = isbn,
                Record = Field(columns.Record),
                Kind = KindOf(loanRule),
            },
            Shelf = Field(columns.Shelf),
            Branch = branch,
            Rule = loanRule,
            Status = status,
        };
        return null;

        string? Composed(int? column) => Field(column) is { } text ? Composition.Compose(text) : null;
    }

    static bool TryReadBranch(string? text, Branches? branches, out string? code)
    {
        var found = text is null ? null : branches?.All.FirstOrDefault(branch => branch.Code == text || branch.Settings.Name == text || branch.Settings.NameEnglish == text);
        code = found?.Code;
        return found is not null || text is null || branches is null or { All.Count: 1 };
    }

    public static TitleKind KindOf(LoanRule rule) => rule switch
    {
        LoanRule.Normal or LoanRule.InLibraryOnly => TitleKind.Book,
        LoanRule.Av => TitleKind.Av,
        LoanRule.Magazine => TitleKind.Magazine,
    };

    static bool TryReadRule(string? text, out LoanRule rule)
    {
        LoanRule? read = text?.ToUpperInvariant() switch
        {
            null or "通常" or "貸出可" or "一般" or "NORMAL" => LoanRule.Normal,
            "館内" or "館内閲覧" or "禁帯出" or "貸出不可" or "IN-LIBRARY" => LoanRule.InLibraryOnly,
            "AV" or "視聴覚" or "ＡＶ" => LoanRule.Av,
            "雑誌" or "MAGAZINE" => LoanRule.Magazine,
            _ => null,
        };
        rule = read.GetValueOrDefault();
        return read is not null;
    }

    static bool TryReadStatus(string? text, out ItemStatus status)
    {
        ItemStatus? read = text?.ToUpperInvariant() switch
        {
            null or "在架" or "AVAILABLE" => ItemStatus.Available,
            "修理中" or "IN REPAIR" => ItemStatus.InRepair,
            "不明" or "MISSING" => ItemStatus.Missing,
            "除籍" or "WITHDRAWN" => ItemStatus.Withdrawn,
            _ => null,
        };
        status = read.GetValueOrDefault();
        return read is not null;
    }

    /// <summary>Where each column stands; whatever else is in the file is left alone.</summary>
    sealed record Columns(int Barcode, int Title, int? Kana, int? Isbn, int? Author, int? AuthorKana, int? Publisher, int? Published, int? Record, int? Shelf, int? Branch, int? Rule, int? Status)
    {
        public static bool TryRead(string[] header, out Columns columns, out string missing)
        {
            int? Find(params string[] names)
            {
                var at = Array.FindIndex(header, cell => names.Contains(cell.Trim(), StringComparer.OrdinalIgnoreCase));
                return at < 0 ? null : at;
            }

            var (barcode, title) = (Find("barcode", "label", "item", "資料番号", "資料コード", "バーコード"), Find("title", "書名", "タイトル", "資料名"));
            columns = new(barcode ?? 0, title ?? 0, Find("title kana", "kana", "書名ヨミ", "書名カナ", "書名よみ", "タイトルヨミ", "タイトルカナ"), Find("isbn"),
                Find("author", "著者", "著者名", "責任表示"), Find("author kana", "著者ヨミ", "著者名ヨミ", "著者カナ", "著者よみ"), Find("publisher", "出版社", "出版者"),
                Find("published", "year", "出版年", "出版年月", "発行年", "発行年月"), Find("record", "record number", "書誌番号", "書誌コード", "書誌id", "marc番号"),
                Find("shelf", "call number", "配架", "配架場所", "棚", "請求記号"), Find("branch", "所蔵館", "館", "館コード", "所蔵館コード"), Find("rule", "loan rule", "貸出区分", "区分"), Find("status", "状態"));
            missing = barcode is null ? "資料番号 (barcode)" : title is null ? "書名 (title)" : "";
            return missing.Length == 0;
        }
    }
}

/// <summary>What a catalogue file came to.</summary>
sealed class CatalogueRows
{
    public List<Item> Items { get; } = [];
    public List<ImportProblem> Problems { get; } = [];
}

/// <param name="Line">As an editor counts, from 1.</param>
sealed record ImportProblem(int Line, string What, string Todo)
{
    public override string ToString() => $"line {Line}: {What}; {Todo}";
}
