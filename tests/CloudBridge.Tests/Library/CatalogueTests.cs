using Bridge.Library;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Library;

/// <summary>Finding titles as people type them.</summary>
public class CatalogueTests : IAsyncLifetime
{
    LibraryWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await LibraryWorld.OpenAsync();
        Item[] items =
        [
            Read("A11A", new() { Name = "ハリー・ポッペンと秘密の書庫", Kana = "ハリー ポッペン ト ヒミツ ノ ショコ", Author = "J・K・ローレンド 著", Isbn = "9784999901838", Publisher = "北窓社" }),
            Read("A12A", new() { Name = "銀河鉄道の夜", Kana = "ギンガ テツドウ ノ ヨル", Author = "宮沢賢治", AuthorKana = "ミヤザワ ケンジ", Published = "1989" }),
            Read("A13A", new() { Name = "銀河の科学", Author = "ＡＢＣ研究会" }),
        ];
        await world.Bridge.Get<Acquisition>().SaveAsync(items, Cancel);

        static Item Read(string barcode, Title title) => new() { Barcode = barcode, Key = Label.KeyOf(barcode), Title = title };
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("銀河鉄道", "銀河鉄道の夜")]
    [InlineData("ぎんがてつどう", "銀河鉄道の夜")]
    [InlineData("ギンガテツドウ", "銀河鉄道の夜")]
    [InlineData("ｷﾞﾝｶﾞﾃﾂﾄﾞｳ", "銀河鉄道の夜")]
    [InlineData("宮沢　銀河", "銀河鉄道の夜")]
    [InlineData("銀河 abc", "銀河の科学")]
    [InlineData("Abc研究会", "銀河の科学")]
    [InlineData("ハリーポッペン", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("ハリ- ポッペン", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("はりぽつぺん", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("Ｊ．Ｋ．ローレンド", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("4-999-90183-3", null)]
    [InlineData("978-4-9999-0183-8", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("9784999901838", "ハリー・ポッペンと秘密の書庫")]
    [InlineData("夜銀河", null)]
    [InlineData("%", null)]
    [InlineData("' OR 1=1 --", null)]
    [InlineData("・。、　", null)]
    [InlineData("", null)]
    public async Task A_title_is_found_however_it_is_typed(string query, string? title)
    {
        var page = await SearchAsync(query);
        Assert.Equal(title is null ? [] : [title], page.Titles.Select(found => found.Name));
    }

    [Fact]
    public async Task Titles_that_begin_with_the_word_come_first_and_pages_end()
    {
        for (var n = 0; n < 45; n++)
        {
            await world.Bridge.AddItemAsync($"A5{n:00}A", title: await world.AddTitleAsync($"続 山の本 {n:00}"));
        }
        await world.Bridge.AddItemAsync("A600A", title: await world.AddTitleAsync("山の本"));

        var first = await SearchAsync("山の本");
        Assert.Equal(("山の本", 20, 3, 46), (first.Titles[0].Name, first.Titles.Count, first.Pages, first.Count));
        Assert.Equal(6, (await SearchAsync("山の本", 3)).Titles.Count);
        Assert.Empty((await SearchAsync("山の本", 4)).Titles);
        Assert.Empty((await SearchAsync("山の本", 0)).Titles);
        Assert.Empty((await SearchAsync("山の本", int.MaxValue)).Titles);
    }

    [Fact]
    public async Task A_title_says_where_its_copies_stand()
    {
        var patron = await world.AddPatronAsync("1001");
        await world.LendAsync(patron, "A1A");
        await world.HoldAsync(await world.AddPatronAsync("1002"), LibraryWorld.Hill);
        await world.ScanAsync("A2A");   // off to the hill
        await world.Bridge.AddItemAsync("A3A", LoanRule.InLibraryOnly, title: world.Novel, branch: LibraryWorld.Hill);

        var found = Assert.IsType<LibraryLookup<TitleAndCopies>.Found>(await world.System.TitleAsync(Catalogue.IdOf(world.Novel.Id), Cancel)).Value;

        Assert.Equal((3, 1, 1), (found.Title.Copies, found.Title.Available, found.Title.Waiting));
        Assert.Equal([("A1A", LibraryItemStatus.OnLoan, LibraryWorld.Main), ("A2A", LibraryItemStatus.InTransit, LibraryWorld.Main), ("A3A", LibraryItemStatus.Available, LibraryWorld.Hill)],
            found.Copies.Select(copy => (copy.Barcode, copy.Status, copy.Branch)));
        Assert.NotNull(found.Copies[0].Due);
        Assert.IsType<LibraryLookup<TitleAndCopies>.Unknown>(await world.System.TitleAsync("999", Cancel));
        Assert.IsType<LibraryLookup<TitleAndCopies>.Unknown>(await world.System.TitleAsync("-1 ", Cancel));
    }

    [Fact]
    public async Task A_withdrawn_title_is_not_found()
    {
        await world.Bridge.WriteAsync(db => db.Items.Single(item => item.Barcode == "A12A").Status = ItemStatus.Withdrawn);
        Assert.Empty((await SearchAsync("銀河鉄道")).Titles);
    }

    [Property]
    public bool Folding_twice_is_folding_once(string? text) => SearchText.Fold(SearchText.Fold(text ?? "")) == SearchText.Fold(text ?? "");

    [Property]
    public bool Hiragana_katakana_and_half_width_are_one(int seed)
    {
        const string Hiragana = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんぁぃぅぇぉゃゅょっ", Half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯ";
        var random = new Random(seed);
        var places = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(Hiragana.Length)).ToList();
        var hiragana = string.Concat(places.Select(at => Hiragana[at]));
        var katakana = string.Concat(places.Select(at => (char)(Hiragana[at] + 0x60)));
        var half = string.Concat(places.Select(at => Half[at]));
        return SearchText.Fold(hiragana) == SearchText.Fold(katakana) && SearchText.Fold(katakana) == SearchText.Fold(half);
    }

    [Property]
    public bool Spaces_and_marks_change_nothing(string? text, byte at)
    {
        var plain = SearchText.Fold(text ?? "");
        var place = plain.Length == 0 ? 0 : at % (plain.Length + 1);
        return SearchText.Fold(plain.Insert(place, "・")) == plain && SearchText.Fold(plain.Insert(place, "　")) == plain && SearchText.Fold(plain.Insert(place, "ー")) == plain;
    }

    [Theory]
    [InlineData("ｶﾞｷﾞｸﾞﾊﾟ", "がぎぐぱ")]
    [InlineData("か\u3099は\u309A", "がぱ")]
    [InlineData("ヴァイオリン", "ゔあいおりん")]
    [InlineData("ＴＨＥ　Ｃａｔ", "thecat")]
    [InlineData("キャノン", "きやのん")]
    public void Folding_is(string text, string folded) => Assert.Equal(folded, SearchText.Fold(text));

    async Task<TitlePage> SearchAsync(string query, int page = 1) => Assert.IsType<LibraryLookup<TitlePage>.Found>(await world.System.SearchAsync(query, page, Cancel)).Value;
}
