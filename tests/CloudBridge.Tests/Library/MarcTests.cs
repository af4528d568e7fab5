using System.Globalization;
using System.Text;
using Bridge.Library;
using Bridge.Library.Marc;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Library;

/// <summary>Catalogues as other library systems hand them over.</summary>
public sealed class MarcTests
{
    const string Leader = "00000nam a2200000 i 4500";

    // As the National Diet Library writes a record: readings in 880, in kana and in Latin letters.
    static readonly (string Tag, string Data)[] Novel =
    [
        ("001", "000007654321"),
        ("020", "  \u001Fa978-4-10-101013-7 \u001Fq文庫"),
        ("245", "00\u001F6880-01\u001Faこころ /\u001Fc夏目漱石 著."),
        ("264", " 1\u001Fa東京 :\u001Fb北窓社,\u001Fc1987.4"),
        ("700", "1 \u001F6880-02\u001Fa夏目, 漱石"),
        ("880", "00\u001F6245-01/(B\u001FaKokoro /"),
        ("880", "00\u001F6245-01/$1\u001Faココロ"),
        ("880", "1 \u001F6700-02/$1\u001Faナツメ, ソウセキ"),
        ("952", "  \u001FaCENTRAL\u001Fo913.6-ナ\u001Fpa10000017a"),
        ("952", "  \u001Fahill\u001Fo913.6-ナ\u001FpA10000025A"),
    ];

    [Fact]
    public void A_record_in_ISO_2709_becomes_a_title_with_its_copies()
    {
        var rows = MarcImport.Read(Encode(Novel));

        Assert.Empty(rows.Problems);
        Assert.Equal(["A10000017A", "A10000025A"], rows.Items.Select(item => item.Barcode));
        Assert.Same(rows.Items[0].Title, rows.Items[1].Title);
        var title = rows.Items[0].Title!;
        Assert.Equal(("こころ", "ココロ", "夏目漱石 著.", "ナツメ, ソウセキ", "北窓社", "1987.4", "9784101010137", "000007654321", TitleKind.Book),
            (title.Name, title.Kana, title.Author, title.AuthorKana, title.Publisher, title.Published, title.Isbn, title.Record, title.Kind));
        Assert.Equal("913.6-ナ", rows.Items[0].Shelf);
    }

    [Fact]
    public void The_same_record_as_XML_is_the_same()
    {
        var xml = Xml(Novel);
        var (one, other) = (MarcImport.Read(Encode(Novel)), MarcImport.Read(Encoding.UTF8.GetBytes(xml)));

        Assert.Empty(other.Problems);
        Assert.Equal(one.Items.Select(Described), other.Items.Select(Described));
        Assert.Equal(2, MarcImport.Read(Encoding.UTF8.GetBytes($"<OAI-PMH><record><header/><metadata>{xml[xml.IndexOf('\n', StringComparison.Ordinal)..]}</metadata></record></OAI-PMH>")).Items.Count);

        static string Described(Item item) => $"{item.Barcode} {item.Shelf} {SearchText.Of(item.Title!)}";
    }

    [Theory]
    [InlineData("cas", "Magazine", "Magazine")]
    [InlineData("cgm", "Av", "Av")]
    [InlineData("cjm", "Av", "Av")]
    [InlineData("cam", "Book", "Normal")]
    public void The_leader_tells_what_it_is(string kind, string title, string rule)
    {
        var item = Assert.Single(MarcImport.Read(Encode([("245", "00\u001Fa題"), ("852", "  \u001Fh336\u001Fiア\u001FpA1A")], $"00000{kind} a2200000 i 4500")).Items);
        Assert.Equal((title, rule, "336 ア"), (item.Title!.Kind.ToString(), item.Rule.ToString(), item.Shelf));
    }

    [Fact]
    public void What_cannot_be_taken_is_told_with_its_place_and_the_others_are_read()
    {
        byte[] broken = Encode(Novel);
        broken[12] = (byte)'x';
        byte[] marc8 = [.. Encode([("245", "00\u001FaCafé"), ("952", "  \u001FpA5A")]).Select(b => b == 0xC3 ? (byte)0xE2 : b)];
        byte[] file = [.. Encode([("245", "00\u001Fa一"), ("952", "  \u001FpA1A")]), .. broken, .. Encode([("245", "00\u001Fb題なし"), ("952", "  \u001FpA2A")]),
            .. Encode([("245", "00\u001Fa二")]), .. Encode([("245", "00\u001Fa三"), ("952", "  \u001FpX 1"), ("952", "  \u001FpA1A")]), .. marc8, .. Encode([("245", "00\u001Fa四"), ("952", "  \u001FpA4A")])];

        var rows = MarcImport.Read(file);

        Assert.Equal(["A1A", "A4A"], rows.Items.Select(item => item.Barcode));
        Assert.Equal([2, 3, 4, 5, 5, 6], rows.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void A_file_that_breaks_off_is_told()
    {
        var whole = Encode(Novel);
        Assert.Equal(0, Assert.Single(MarcImport.Read([.. whole, .. whole.AsSpan(0, 100)]).Problems).Line);
        Assert.Single(MarcImport.Read(Encoding.UTF8.GetBytes(Xml(Novel)[..^20])).Problems);
    }

    [Fact]
    public void Nothing_outside_of_the_file_is_read() =>
        Assert.Single(MarcImport.Read(Encoding.UTF8.GetBytes("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><record><leader>&e;</leader></record>")).Problems);

    [Property]
    public bool Garbage_is_told_and_never_thrown(int seed)
    {
        var random = new Random(seed);
        var file = Encode(Novel);
        for (var change = random.Next(1, 12); change > 0; change--)
        {
            file[random.Next(file.Length)] = (byte)random.Next(256);
        }
        MarcImport.Read(file);
        var xml = Encoding.UTF8.GetBytes(Xml(Novel));
        xml[random.Next(xml.Length)] = (byte)random.Next(256);
        MarcImport.Read(xml);
        return true;
    }

    [Property]
    public bool A_field_comes_out_as_it_went_in(int seed)
    {
        const string Letters = "ポ表あ漢A1 $/|éが";
        var random = new Random(seed);
        var text = new string([.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => Letters[random.Next(Letters.Length)])]).Trim();
        var read = new List<MarcRecord?>();
        Iso2709.Read(Encode([("245", $"00\u001Fa{text}\u001Fc{text}"), ("001", "1")]), (_, record) => read.Add(record));
        return read is [{ Fields: [{ Subfields: [('a', var a), ('c', var c)] }, { Value: "1" }] }] && a == text && c == text;
    }

    [Fact]
    public void A_record_with_a_NUL_in_it_is_told()
    {
        var rows = MarcImport.Read(Encode([("245", "00\u001Fa山\0田")]));

        Assert.Empty(rows.Items);
        Assert.Single(rows.Problems);
    }

    static string Xml((string Tag, string Data)[] fields) => $"<?xml version=\"1.0\"?>\n<marc:collection xmlns:marc=\"http://www.loc.gov/MARC21/slim\"><marc:record><marc:leader>{Leader}</marc:leader>"
        + string.Concat(fields.Select(field => field.Data.Split('\u001F') is [_, .. { Length: > 0 } parts]
            ? $"\n<marc:datafield tag=\"{field.Tag}\" ind1=\" \" ind2=\" \">{string.Concat(parts.Select(part => $"<marc:subfield code=\"{part[0]}\">{part[1..]}</marc:subfield>"))}</marc:datafield>"
            : $"\n<marc:controlfield tag=\"{field.Tag}\">{field.Data}</marc:controlfield>"))
        + "</marc:record></marc:collection>";

    static byte[] Encode((string Tag, string Data)[] fields, string leader = Leader)
    {
        var (directory, data) = (new StringBuilder(), new List<byte>());
        foreach (var (tag, text) in fields)
        {
            byte[] field = [.. Encoding.UTF8.GetBytes(text), 0x1E];
            directory.Append(tag).Append(Digits(field.Length, 4)).Append(Digits(data.Count, 5));
            data.AddRange(field);
        }
        var start = 24 + directory.Length + 1;
        var head = Digits(start + data.Count + 1, 5) + leader[5..12] + Digits(start, 5) + leader[17..];
        return [.. Encoding.UTF8.GetBytes(head + directory), 0x1E, .. data, 0x1D];

        static string Digits(int number, int count) => number.ToString(new string('0', count), CultureInfo.InvariantCulture);
    }
}
