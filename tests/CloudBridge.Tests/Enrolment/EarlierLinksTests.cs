using System.Text;
using Bridge;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Contract;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Enrolment;

/// <summary>Links by serial number or MyKey ID, taken over from what a library had before.</summary>
public sealed class EarlierLinksTests : IAsyncLifetime
{
    EnrolmentWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await EnrolmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_patron_linked_by_serial_is_asked_once_for_the_PIN_and_keeps_the_number()
    {
        await world.AddPatronAsync("2001");
        Assert.Equal((1, 0, 0), await ImportAsync("number,serial\n2001,0a1b2c3d\n"));
        var card = new TestCard("0A1B2C3D");

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.EarlierMethod), await world.TapAsync(card));
        Assert.False(Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(card, null))).IsNewPatron);

        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.Equal(("2001", LinkMethod.Pin), (Assert.Single(await world.LinksAsync()).Patron!.Number, (await world.LinksAsync())[0].Method));
    }

    [Fact]
    public async Task A_serial_that_is_taken_over_again_does_not_undo_the_proof()
    {
        await world.AddPatronAsync("2001");
        await ImportAsync("number,serial\n2001,0A1B2C3D\n");
        var card = new TestCard("0A1B2C3D");
        await world.DecideAsync(world.Link(card, null));

        Assert.Equal((0, 0, 1), await ImportAsync("number,serial\n2001,0A1B2C3D\n"));
        var person = new LinkedPerson("2001", EnrolmentWorld.Hanako.Name, CertificateSerial: "0A1B2C3D", LibraryCard: "92001");
        await world.Bridge.Get<Acquisition>().SaveAsync([person], Cancel);

        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_MyKey_ID_opens_nothing_and_goes_when_its_patron_has_linked_a_card()
    {
        await world.AddPatronAsync("2001");
        Assert.Equal((0, 1, 0), await ImportAsync("利用者番号,マイキーID\n2001,ABCD1234EFGH5678\n"));
        var card = new TestCard();
        Assert.IsType<CardUnknown>(await world.TapAsync(card));

        var (id, outcome) = await world.BringAsync(world.Link(card, "92001"));
        Assert.Equal(1, await world.Bridge.ReadAsync(db => db.MyKeyIds.CountAsync(Cancel)));   // it may still be withdrawn
        await world.TellAsync(id, outcome!);

        Assert.Equal(0, await world.Bridge.ReadAsync(db => db.MyKeyIds.CountAsync(Cancel)));
        Assert.Equal("2001", Assert.Single(await world.PatronsAsync()).Number);
    }

    [Theory]
    [InlineData("2001,xyz,", "serial")]
    [InlineData("2001,000,", "serial")]
    [InlineData("2001,0A,M1", "both")]
    [InlineData("2001,,", "neither")]
    [InlineData(",0A,", "number")]
    [InlineData("2001,,ア", "MyKey")]
    [InlineData("2001,\"0A,", "quotation")]
    public void A_bad_row_is_told_with_its_line(string row, string what)
    {
        var rows = EarlierLinksImport.Read(Encoding.UTF8.GetBytes($"number,serial,mkid\n2009,0F,\n{row}\n2010,,M2\n"), CsvEncoding.Auto);

        Assert.Equal(["2009", "2010"], rows.Links.Select(link => link.Number));
        var problem = Assert.Single(rows.Problems);
        Assert.Equal(3, problem.Line);
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Todo);
    }

    [Theory]
    [InlineData("")]
    [InlineData("number\n2001\n")]
    [InlineData("serial,mkid\n0A,\n")]
    public void A_file_without_the_columns_says_so(string text) =>
        Assert.Contains("column", Assert.Single(EarlierLinksImport.Read(Encoding.UTF8.GetBytes(text), CsvEncoding.Auto).Problems).What, StringComparison.Ordinal);

    [Property]
    public bool Garbage_is_told_and_never_thrown(byte[]? tail)
    {
        foreach (var encoding in Enum.GetValues<CsvEncoding>())
        {
            EarlierLinksImport.Read([.. "number,serial,mkid\n"u8, .. tail ?? []], encoding);
            EarlierLinksImport.Read(tail ?? [], encoding);
        }
        return true;
    }

    [Fact]
    public async Task The_command_says_what_was_taken_in_and_what_was_left_out_and_why()
    {
        await world.AddPatronAsync("2001");
        await world.AddPatronAsync("2002", EnrolmentWorld.Taro);
        await world.Bridge.StopServingAsync();
        var file = Path.Combine(world.Bridge.Folder, "links.csv");
        await File.WriteAllTextAsync(file, "number,serial,mkid\n2001,0A,\n2002,0A,\n2002,,MKID1\n9999,0B,\n2002,zz,\n", Cancel);
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(1, await Commands.RunAsync(["import", "links", file, $"--Bridge:Storage:Folder={world.Bridge.Folder}"], output, errors));

        Assert.Contains("1 serial numbers taken in", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 MyKey IDs kept", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("3 left out", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(["line 3", "line 5", "line 6"], errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public async Task People_come_with_their_other_cards()
    {
        var rows = PeopleImport.Read("""
            [ { "number": "2001", "name": "山田　花子", "felica": "0123456789abcdef", "mifare": "04A1B2C3", "phone": "P-77" },
              { "number": "2002", "name": "名", "felica": "0123" }, { "number": "2003", "name": "名", "mifare": "04A1B2" }, { "number": "2004", "name": "名", "phone": " " } ]
            """u8);
        Assert.Equal([2, 3, 4], rows.Problems.Select(problem => problem.Line));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await world.Bridge.Get<Acquisition>().SaveAsync(rows.People, Cancel);
        }

        Assert.IsType<PatronRecognised>(await world.AskAsync(new CardEvidence.FelicaCard("0123456789ABCDEF")));
        Assert.IsType<PatronRecognised>(await world.AskAsync(new CardEvidence.MifareCard("04A1B2C3")));
        Assert.IsType<PatronRecognised>(await world.AskAsync(new CardEvidence.PhoneBarcode("P-77")));
        Assert.Equal(3, await world.Bridge.ReadAsync(db => db.PatronCards.CountAsync(Cancel)));
    }

    async Task<(int Serials, int MyKeyIds, int Known)> ImportAsync(string text)
    {
        var rows = EarlierLinksImport.Read(Encoding.UTF8.GetBytes(text), CsvEncoding.Auto);
        Assert.Empty(rows.Problems);
        var taken = await new EarlierLinks(world.Bridge.Get<Bridge.Storage.Store>(), world.Bridge.Get<BridgeKeys>(), world.Bridge.Clock).SaveAsync(rows.Links, Cancel);
        Assert.Empty(taken.Problems);
        return (taken.Serials, taken.MyKeyIds, taken.Known);
    }
}
