using System.Security.Cryptography;
using System.Text;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Mail;
using Contract;

namespace CloudBridge.Tests.Enrolment;

/// <summary>What is on the bridge's disk after an enrolment, and what is not.</summary>
public sealed class PrivacyTests : IAsyncLifetime
{
    // Long enough that no other bytes are the same by chance.
    const string Serial = "5EA1C0FFEE5EA1C0FFEE5EA1C0FFEE01";

    EnrolmentWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await EnrolmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Neither_certificate_nor_serial_is_ever_on_the_disk()
    {
        var card = new TestCard(Serial);
        var (id, outcome) = await world.BringAsync(world.Registration(card));
        await world.TapAsync(card);

        Assert.Empty(Found(card));
        await world.TellAsync(id, outcome!);
        Assert.Empty(Found(card));
        Assert.NotEmpty(Places(EnrolmentWorld.Hanako.Name));   // the search finds what is there: the patron's own record
    }

    [Theory]
    [InlineData("linked")]
    [InlineData("undecided")]
    [InlineData("refused")]
    public async Task A_link_leaves_nothing_of_the_4_information(string how)
    {
        var patron = await world.AddPatronAsync("2001", new("やまだ", "", "19850412", ""));
        await world.Bridge.WriteAsync(db => db.Patrons.Find(patron.Id)!.BirthDate = null);
        var card = new TestCard(Serial);
        var person = new PersonDetails("やまだ", "長野県白樺市秘密の森９９９番地", "19850412", "2");
        if (how == "undecided")
        {
            await world.Bridge.TakeAsync(world.Device, world.Device.Entry(world.Link(card, "92001", person), world.Now));
        }
        else
        {
            var (id, outcome) = await world.BringAsync(world.Link(card, how == "linked" ? "92001" : "404", person));
            Assert.Equal(how == "linked", outcome is Enrolled);
            await world.TellAsync(id, outcome!);
        }

        Assert.Empty(Found(card));
        Assert.Empty(Places(person.Address));
        Assert.Empty(Places(person.BirthDate));
    }

    [Fact]
    public async Task Nothing_of_an_enrolment_is_logged()
    {
        var card = new TestCard(Serial);
        await world.DecideAsync(world.Registration(card));
        await world.DecideAsync(world.Registration(card) with { Proof = world.Prove(card) with { Signature = [] } });
        world.Platform.Identify = (_, _) => Task.FromResult<PlatformAnswer>(new PlatformAnswer.Unavailable("test"));
        await world.DecideAsync(world.Link(card, "92001"));

        Assert.Contains(world.Bridge.Log.Lines, line => line.Contains("Enrolled", StringComparison.Ordinal));
        Assert.Contains(world.Bridge.Log.Lines, line => line.Contains("gave no answer", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Bridge.Log.Lines, SaysSomething);
    }

    [Fact]
    public void What_names_a_person_prints_as_its_kind()
    {
        var card = new TestCard(Serial);
        object[] values =
        [
            EnrolmentWorld.Hanako, new RegistrationForm("山田　花子", null, "長野県", null, "19850412", "2", null, "hanako@example.jp", "ja", false, new("山田　一郎", "1", "父"), "1", world.Now),
            new Guardian("山田　一郎", "1", "父"), new HandOverForm("ヤマダ", null, null, "hanako@example.jp", "ja", true, null, null), new MailRecipient("hanako@example.jp", "山田　花子", null, null),
            new Verdict.Proven(world.Registration(card), [1], new([1], IdentitySource.Card)), new EarlierLink(1, "2001", Serial, null),
        ];

        Assert.DoesNotContain(values, value => SaysSomething(value.ToString()!));
    }

    static bool SaysSomething(string line) => new[] { "山", "ヤマダ", "長野", "1985", "hanako", Serial, "0265" }.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    IEnumerable<string> Found(TestCard card)
    {
        (string What, byte[] Bytes)[] pieces =
        [
            ("certificate", card.Certificate), ("a piece of it", card.Certificate[40..104]), ("its key", card.Authentication.ExportParameters(false).Modulus!),
            ("serial", Convert.FromHexString(Serial)), ("serial in capitals", Encoding.UTF8.GetBytes(Serial)), ("serial in small letters", Encoding.UTF8.GetBytes(Serial.ToLowerInvariant())),
            ("certificate in base64", Encoding.UTF8.GetBytes(Convert.ToBase64String(card.Certificate)[60..120])), ("its hash", SHA256.HashData(card.Certificate)),
        ];
        return pieces.SelectMany(piece => Places(piece.Bytes), (piece, place) => $"{piece.What} in {place}");
    }

    IEnumerable<string> Places(string text) => Places(Encoding.UTF8.GetBytes(text));

    // Database, write-ahead log and everything else in the folder, while the bridge runs.
    IEnumerable<string> Places(byte[] bytes) => Directory.EnumerateFiles(world.Bridge.Folder, "*", SearchOption.AllDirectories)
        .Where(file => Read(file).AsSpan().IndexOf(bytes) >= 0);

    static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
