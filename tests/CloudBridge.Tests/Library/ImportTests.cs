using System.Security.Cryptography;
using System.Text;
using Bridge;
using Bridge.Library;
using Bridge.Storage;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>Catalogues and people as they come from elsewhere.</summary>
public sealed class ImportTests
{
    const string Header = "資料番号,ISBN,書名,著者,出版者,請求記号,貸出区分\n";

    static readonly Encoding Cp932 = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    [Fact]
    public void A_row_becomes_an_item()
    {
        var rows = Read(Header + "a10000017a,4-10-109205-2,吾輩は猫である,夏目漱石,あおば文庫,913.6-ナ,館内\n");

        Assert.Empty(rows.Problems);
        var item = Assert.Single(rows.Items);
        Assert.Equal(("A10000017A", "10000017", "9784101092058", "吾輩は猫である", "夏目漱石", "あおば文庫", "913.6-ナ", LoanRule.InLibraryOnly),
            (item.Barcode, item.Key, item.Title!.Isbn, item.Title.Name, item.Title.Author, item.Title.Publisher, item.Shelf, item.Rule));
    }

    [Fact]
    public void English_names_of_columns_in_any_order_do_as_well()
    {
        var item = Assert.Single(Read("Title,rule,unknown,BARCODE\nBotchan,magazine,x,A1A\n").Items);

        Assert.Equal(("A1A", "Botchan", LoanRule.Magazine), (item.Barcode, item.Title!.Name, item.Rule));
    }

    [Fact]
    public void A_mark_that_comes_apart_from_its_letter_is_put_back_onto_it() =>
        Assert.Equal("ぐりとぐら", Assert.Single(Read(Header + "A1A,,く\u3099りとく\u3099ら,,,,\n").Items).Title!.Name);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("cp932", false)]
    public void Every_encoding_in_use_is_read_without_being_named(string encoding, bool mark)
    {
        const string Title = "ハリー・ポッターと竹内文芸の翻訳表";   // ポ is 83 7C, 表 is 95 5C
        var text = Header + $"A1A,,\"{Title}\",ソ十,,,\n";
        byte[] bytes = encoding == "cp932" ? Cp932.GetBytes(text) : [.. mark ? Encoding.UTF8.GetPreamble() : [], .. Encoding.UTF8.GetBytes(text)];

        var item = Assert.Single(CatalogueImport.Read(bytes, CsvEncoding.Auto).Items);

        Assert.Equal((Title, "ソ十"), (item.Title!.Name, item.Title.Author));
    }

    [Theory]
    [InlineData(",,書名,,,,", "no label")]
    [InlineData("ISBN978,,書名,,,,", "NW-7")]
    [InlineData("A1A,,,,,,", "no title")]
    [InlineData("A1A,9784101092059,書名,,,,", "ISBN")]
    [InlineData("A1A,,書名,,,,貸さない", "loan rule")]
    [InlineData("A1A,,\"書名,,,,", "quotation")]
    [InlineData("A1A,,書\u0001名,,,,", "cannot be read")]
    public void A_bad_row_is_told_with_its_line_and_the_others_are_read(string row, string what)
    {
        var rows = Read(Header + "A8A,,前,,,,\n" + row + "\nA9A,,後,,,,\n");

        Assert.Equal(["A8A", "A9A"], rows.Items.Select(item => item.Barcode));
        var problem = Assert.Single(rows.Problems);
        Assert.Equal(3, problem.Line);
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Todo);
    }

    [Fact]
    public void A_label_that_stands_there_twice_is_told_with_both_lines()
    {
        var rows = Read(Header + "A1A,,一,,,,\n1,,二,,,,\n");

        Assert.Single(rows.Items);
        Assert.Contains("line 2", Assert.Single(rows.Problems).Todo, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_the_columns_says_which_is_missing()
    {
        Assert.Contains("barcode", Assert.Single(Read("a,b\n1,2\n").Problems).What, StringComparison.Ordinal);
        Assert.Contains("title", Assert.Single(Read("barcode\n1\n").Problems).What, StringComparison.Ordinal);
        Assert.Contains("column names", Assert.Single(Read("").Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_that_is_no_character_costs_its_row_only()
    {
        byte[] bytes = [.. Cp932.GetBytes(Header), .. Cp932.GetBytes("A1A,,"), 0x83, 0x0A, .. Cp932.GetBytes("A2A,,表,,,,\n")];

        var rows = CatalogueImport.Read(bytes, CsvEncoding.Auto);

        Assert.Equal("A2A", Assert.Single(rows.Items).Barcode);
        Assert.Single(rows.Problems);
    }

    [Property]
    public bool Garbage_is_told_and_never_thrown(int seed)
    {
        var random = new Random(seed);
        var tail = new byte[random.Next(0, 5000)];
        random.NextBytes(tail);
        var head = random.Next(2) == 0 ? Encoding.UTF8.GetBytes(Header) : [];
        foreach (var encoding in Enum.GetValues<CsvEncoding>())
        {
            CatalogueImport.Read([.. head, .. tail], encoding);
        }
        PeopleImport.Read(tail);
        PeopleImport.Read([(byte)'[', .. tail]);
        return true;
    }

    [Property]
    public bool What_a_title_says_comes_out_as_it_went_in(int seed)
    {
        const string Letters = "ポ表ソ竹内文芸翻訳,\"|\\あA1 　・";
        var random = new Random(seed);
        var title = new string([.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => Letters[random.Next(Letters.Length)])]).Trim();
        var text = Header + $"A1A,,\"{title.Replace("\"", "\"\"", StringComparison.Ordinal)}\",,,,\n";
        return title.Length == 0 || (CatalogueImport.Read(Cp932.GetBytes(text), CsvEncoding.Auto).Items is [var a] && a.Title!.Name == title
            && CatalogueImport.Read(Encoding.UTF8.GetBytes(text), CsvEncoding.Auto).Items is [var b] && b.Title!.Name == title);
    }

    [Theory]
    [InlineData("4-10-109205-2", "9784101092058")]
    [InlineData("978-4-10-109205-8", "9784101092058")]
    [InlineData("080442957X", "9780804429573")]
    [InlineData("4-10-109205-3", null)]
    [InlineData("X804429570", null)]
    [InlineData("1920093012006", null)]   // the second code of a Japanese book is no ISBN
    [InlineData("", null)]
    public void An_ISBN_is_kept_as_thirteen_digits(string text, string? expected)
    {
        Assert.Equal(expected is not null, Isbn.TryNormalize(text, out var isbn));
        Assert.Equal(expected, isbn);
    }

    [Fact]
    public async Task The_sample_library_is_taken_in_whole_and_twice_is_once()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-import-").FullName;
        var samples = Path.Combine(AppContext.BaseDirectory, "Samples");
        string[] storage = [$"--Bridge:Storage:Folder={folder}"];
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var (output, errors) = (new StringWriter(), new StringWriter());
            Assert.Equal(0, await Commands.RunAsync(["import", "items", Path.Combine(samples, "catalogue.csv"), .. storage], output, errors));
            Assert.Equal(0, await Commands.RunAsync(["import", "items", Path.Combine(samples, "catalogue-cp932.csv"), "--encoding", "cp932", .. storage], output, errors));
            Assert.Equal(0, await Commands.RunAsync(["import", "items", Path.Combine(samples, "catalogue-copies.csv"), .. storage], output, errors));
            Assert.Empty(errors.ToString());
        }
        using (var store = new Store(new() { Folder = folder }))
        {
            var items = (await new Ledger(store).ReadAsync(TestContext.Current.CancellationToken)).Items;
            Assert.True(items.Count >= 200, $"{items.Count} items");
            Assert.Contains(items, item => item.Title == "ハリー・ポッペンと秘密の書庫");
            Assert.Contains(items, item => item.Title == "濹東綺譚");
            Assert.Equal(3, items.Count(item => item.Title == "こころ"));
            await using var db = store.Open();
            Assert.Equal(3, await db.Items.CountAsync(item => item.Title!.Record == "S0000001", TestContext.Current.CancellationToken));
            Assert.Equal("ココロ", (await db.Titles.SingleAsync(title => title.Name == "こころ", TestContext.Current.CancellationToken)).Kana);
            Assert.All(items, item => Assert.True(HasCheckDigit(item.Barcode), item.Barcode));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void New_columns_are_read_and_an_unknown_branch_is_told()
    {
        var branches = new Branches(new() { Branches = [new() { Code = "central", Name = "中央館", NameEnglish = "Central" }, new() { Code = "hill", Name = "丘の分館", NameEnglish = "Hill" }] }, new(), new());
        var rows = CatalogueImport.Read(Encoding.UTF8.GetBytes("資料番号,書誌番号,書名,書名ヨミ,著者,著者ヨミ,出版者,出版年,所蔵館\nA1A,R1,門,モン,夏目漱石,ナツメ,社,1910,丘の分館\nA2A,,門,,,,,,月\n"), CsvEncoding.Auto, branches);

        var item = Assert.Single(rows.Items);
        Assert.Equal(("R1", "モン", "ナツメ", "1910", "hill"), (item.Title!.Record, item.Title.Kana, item.Title.AuthorKana, item.Title.Published, item.Branch));
        Assert.Contains("branch", Assert.Single(rows.Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_staff_marked_as_missing_stays_missing_after_another_import()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.AddItemAsync("A1A", status: ItemStatus.Missing);
        await bridge.Get<Acquisition>().SaveAsync(Read("資料番号,書名\nA1A,門\n").Items, TestContext.Current.CancellationToken);
        Assert.Equal(ItemStatus.Missing, await bridge.ReadAsync(db => db.Items.Select(item => item.Status).SingleAsync()));

        await bridge.Get<Acquisition>().SaveAsync(Read("資料番号,書名,状態\nA1A,門,修理中\n").Items, TestContext.Current.CancellationToken);
        Assert.Equal(ItemStatus.InRepair, await bridge.ReadAsync(db => db.Items.Select(item => item.Status).SingleAsync()));
        Assert.Contains("status", Assert.Single(Read("資料番号,書名,状態\nA1A,門,どこか\n").Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_find_their_title_and_a_corrected_title_stays_one()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var acquisition = bridge.Get<Acquisition>();
        async Task<List<string>> TakeAsync(string rows)
        {
            await acquisition.SaveAsync(Read("資料番号,ISBN,書名,著者,出版者,出版年,書誌番号\n" + rows).Items, TestContext.Current.CancellationToken);
            return await bridge.ReadAsync(db => db.Titles.OrderBy(t => t.Id).Select(t => t.Name + " " + db.Items.Count(i => i.TitleId == t.Id)).ToListAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(["門 2"], await TakeAsync("A1A,,門,夏目漱石,社,1910,\nA2A,,門,夏目 漱石,社,1910,\n"));
        Assert.Equal(["門 2", "門 1"], await TakeAsync("A3A,,門,夏目漱石,別の社,1950,\n"));
        Assert.Equal(["門 2", "門　改版 1"], await TakeAsync("A3A,,門　改版,夏目漱石,別の社,1950,\n"));        // the only copy: corrected
        Assert.Equal(["門 3"], await TakeAsync("A3A,,門,夏目漱石,社,1910,\n"));                                // another title after all
        Assert.Equal(["門 3", "上 1", "下 1"], await TakeAsync("A4A,9784101010137,上,,,,\nA5A,9784101010137,下,,,,\n"));   // one ISBN for a set
        Assert.Equal(["門 3", "上 1", "下 1", "記録 2"], await TakeAsync("A6A,,記録の本,,,,R1\nA7A,,記録,,,,R1\n"));   // the catalogue's own number counts
    }

    [Fact]
    public void A_person_with_a_card_is_read()
    {
        using var rsa = RSA.Create(2048);
        var rows = PeopleImport.Read(Encoding.UTF8.GetBytes($$"""
            [ { "number": "1001", "name": "𠮷野 桜", "kana": "ヨシノ サクラ", "category": "adult", "birthDate": "1999-12-31",
                "certificateSerial": "0A1B", "textPublicKey": "{{Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}}", "libraryCard": "A91001A" },
              { "number": "1002" }, { "number": "1003", "name": "名", "certificateSerial": "xyz" }, { "number": "1004", "name": "名", "textPublicKey": "AAAA" }, 7, null, { "number": "1005", "name": "山\u0000田" } ]
            """));

        Assert.Equal("𠮷野 桜", Assert.Single(rows.People).Name);
        Assert.Equal([2, 3, 4, 5, 6, 7], rows.Problems.Select(problem => problem.Line));
    }

    // M11, weights 2 to 7 from the right, 10 and 11 become 0
    static bool HasCheckDigit(string barcode)
    {
        var data = Label.KeyOf(barcode);
        var rest = 11 - data[..^1].Reverse().Select((c, at) => (c - '0') * (2 + at % 6)).Sum() % 11;
        return data[^1] - '0' == (rest > 9 ? 0 : rest);
    }

    static CatalogueRows Read(string text) => CatalogueImport.Read(Encoding.UTF8.GetBytes(text), CsvEncoding.Auto);
}
