using System.Text;
using Bridge;
using Bridge.Library;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>The library's data out, and in again.</summary>
public sealed class ExportTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_exported_makes_the_same_library_elsewhere()
    {
        await using var world = await LibraryWorld.OpenAsync();
        await world.Bridge.Get<Acquisition>().SaveAsync([new Item
        {
            Barcode = "A9A",
            Key = "9",
            Title = new() { Name = "\"引用\", と=式", Kana = "インヨウ", Author = "著", AuthorKana = "チョ", Publisher = "社", Published = "2026", Isbn = "9784101010137", Record = "R1", Kind = TitleKind.Magazine },
            Shelf = "913.6-ナ",
            Branch = LibraryWorld.Hill,
            Rule = LoanRule.Magazine,
            Status = ItemStatus.Withdrawn,
        }], Cancel);
        var patron = new Patron
        {
            Number = "1001",
            Name = "=1+1 花子",
            Kana = "ハナコ",
            Category = "child",
            BirthDate = new(2015, 4, 1),
            Address = "白樺市みどり1-2",
            PostalCode = "123-4567",
            Phone = "-0123-45-6789",
            Email = "a@example.jp",
            Language = "en",
            WantsMail = true,
            Expires = new(2030, 3, 31),
            Block = "@転居",
            LibraryCard = "91001",
        };
        await world.Bridge.WriteAsync(db => db.Patrons.Add(patron));
        var (items, patrons) = (await world.Bridge.ReadAsync(db => world.Bridge.Get<Exports>().ItemsAsync(db, Cancel)), await world.Bridge.ReadAsync(db => Exports.PatronsAsync(db, Cancel)));

        await using var other = await LibraryWorld.OpenAsync(copies: 0);
        var rows = CatalogueImport.Read(items.ToBytes(), CsvEncoding.Auto, other.Bridge.Get<Branches>());
        Assert.Empty(rows.Problems);
        await other.Bridge.Get<Acquisition>().SaveAsync(rows.Items, Cancel);
        var people = PatronImport.Read(patrons.ToBytes(), CsvEncoding.Auto);
        Assert.Empty(people.Problems);
        Assert.Empty(await other.Bridge.Get<Acquisition>().SaveAsync(people.Patrons, Cancel));

        Assert.Equal(Cells(items), Cells(await other.Bridge.ReadAsync(db => other.Bridge.Get<Exports>().ItemsAsync(db, Cancel))));
        Assert.Equal(Cells(patrons), Cells(await other.Bridge.ReadAsync(db => Exports.PatronsAsync(db, Cancel))));
        Assert.Equal(2, await other.Bridge.ReadAsync(db => db.Titles.CountAsync(title => db.Items.Any(item => item.TitleId == title.Id), Cancel)));
    }

    [Fact]
    public void A_name_that_begins_like_a_formula_is_none_in_a_spreadsheet()
    {
        var text = Encoding.UTF8.GetString(new CsvTable(["a"], [["=HYPERLINK(1)"], ["+81 3 1234"], ["-5"], ["@x"], ["'=x"], ["山"]]).ToBytes());
        Assert.Equal("\uFEFFa\r\n'=HYPERLINK(1)\r\n+81 3 1234\r\n-5\r\n'@x\r\n''=x\r\n山\r\n", text);
    }

    [Property]
    public bool A_cell_comes_out_as_it_went_in(int seed)
    {
        const string Letters = "=+-@'\",あポ表A1 ";
        var random = new Random(seed);
        var cell = new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)])]).Trim();
        var read = new List<string?>();
        var problems = new List<ImportProblem>();
        CsvTable.Read(new CsvTable(["first", "cell"], [["x", cell]]).ToBytes(), CsvEncoding.Auto, problems, (_, of) => read.Add(of(["cell"])));
        return problems.Count == 0 && read is [var one] && (one ?? "") == cell;
    }

    [Fact]
    public async Task An_empty_cell_leaves_what_is_there_and_a_bad_row_is_told()
    {
        await using var world = await LibraryWorld.OpenAsync();
        await world.AddPatronAsync("1001", wantsMail: true);
        var rows = PatronImport.Read(Encoding.UTF8.GetBytes("""
            利用者番号,氏名,生年月日,メール,メール希望,停止理由
            1001,,2001/2/3,,,転居先不明
            1002,新しい人,,,はい,
            1003,,,,,
            ,名,,,,
            1004,名,先月,,,
            1005,名,,no mail,,
            1006,名,,,たぶん,
            1002,また,,,,
            """), CsvEncoding.Auto);

        Assert.Equal([5, 6, 7, 8, 9], rows.Problems.Select(problem => problem.Line));
        Assert.Equal(["1003"], await world.Bridge.Get<Acquisition>().SaveAsync(rows.Patrons, Cancel));
        var patrons = await world.Bridge.ReadAsync(db => db.Patrons.OrderBy(p => p.Number).ToListAsync(Cancel));
        Assert.Equal(("利用者1001", "1001@example.jp", true, "転居先不明", new DateOnly(2001, 2, 3)),
            (patrons[0].Name, patrons[0].Email, patrons[0].WantsMail, patrons[0].Block, patrons[0].BirthDate!.Value));
        Assert.Equal(("新しい人", "adult", true), (patrons[1].Name, patrons[1].Category, patrons[1].WantsMail));
        Assert.Contains("利用者番号", Assert.Single(PatronImport.Read("氏名\n名\n"u8, CsvEncoding.Auto).Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_write_and_read_files_that_nobody_else_may_read()
    {
        await using var world = await LibraryWorld.OpenAsync(folder => TestBridge.Settings(folder));
        var patron = await world.AddPatronAsync("1001");
        await world.LendAsync(patron, "A1A");
        await world.HoldAsync(await world.AddPatronAsync("1002"));
        var folder = world.Bridge.Folder;
        string[] storage = [$"--Bridge:Storage:Folder={folder}"];
        foreach (var (what, line) in ((string, string)[])[("items", "A1A,,,こころ,,,,,,,main,通常,"), ("patrons", "1001,利用者1001,,adult"), ("loans", "A1A,こころ,1001,2026-06-01,2026-06-15,0,"), ("holds", "1,こころ,1002,順番待ち,main,,,")])
        {
            var file = Path.Combine(folder, what + ".csv");
            Assert.Equal(0, await Commands.RunAsync(["export", what, file, .. storage], new StringWriter(), new StringWriter()));
            Assert.Contains("\n" + line, await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        var errors = new StringWriter();
        Assert.Equal(0, await Commands.RunAsync(["import", "patrons", Path.Combine(folder, "patrons.csv"), .. storage], new StringWriter(), errors));
        Assert.Equal(0, await Commands.RunAsync(["import", "items", Path.Combine(folder, "items.csv"), .. storage], new StringWriter(), errors));
        Assert.Empty(errors.ToString());
        Assert.Equal(2, await Commands.RunAsync(["export", "secrets", "x", .. storage], new StringWriter(), errors));
    }

    static IEnumerable<string> Cells(CsvTable table) => table.Rows.Select(row => string.Join('|', row));
}
