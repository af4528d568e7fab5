using Bridge.Identity;
using Bridge.Library;
using Bridge.Patrons;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;
using Virtual.Cards;
using Virtual.People;

namespace Bench;

/// <summary>白樺市立図書館: the sample catalogue, and the sample people as its patrons, most of them with their cards already linked.</summary>
static class SampleLibrary
{
    public const string Name = "白樺市立図書館";

    /// <summary>Two houses; the appliances stand in the first.</summary>
    public static Bridge.Settings.LibrarySettings Settings(string site) => new()
    {
        Name = Name,
        NameEnglish = "Shirakaba City Library",
        Telephone = "0267-00-0000",
        Branches =
        [
            new() { Code = site, Name = "中央図書館", NameEnglish = "Central Library" },
            new() { Code = "minami", Name = "南分館", NameEnglish = "South Branch", Slots = ["1..12"] },
        ],
    };

    /// <summary>Of those who have a library card only, so that they can link from home, too: <c>toshokan-demo</c>.</summary>
    static readonly string PatronPassword = Bridge.Web.PasswordHash.Of("toshokan-demo");

    /// <summary>So that somebody can register: at the counter, and from home.</summary>
    static readonly string[] NotYetPatrons = ["takahashi-taro", "nguyen-thi-lan"];

    /// <summary>So that somebody can link the card; they have a library card.</summary>
    static readonly string[] NotYetLinked = ["takasaki-ryo"];

    /// <summary>白樺通りの小さな図書室: its three copies, who has them, who waits.</summary>
    public static readonly string[] BestSeller = ["A10003105A", "A10003113A", "A10003121A"];
    static readonly string[] Readers = ["kobayashi-fumiko", "watanabe-masao", "hayashi-daichi"], Waiting = ["sato-ichiro", "yoshida-misaki", "katsuragi-nagi", "mori-kaoru"];

    /// <param name="bridge">Its services.</param>
    /// <param name="unlinked">More people whose cards are not linked yet.</param>
    /// <param name="cancel">Ends the import.</param>
    public static async Task ImportAsync(IServiceProvider bridge, IReadOnlyList<string> unlinked, CancellationToken cancel)
    {
        var acquisition = bridge.GetRequiredService<Acquisition>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Samples"), "catalogue*.csv"))
        {
            var rows = CatalogueImport.Read(await File.ReadAllBytesAsync(file, cancel), CsvEncoding.Auto);
            if (rows.Problems is [var problem, ..])
            {
                throw new InvalidDataException($"{file}: {problem}");
            }
            await acquisition.SaveAsync(rows.Items, cancel);
        }
        await acquisition.SaveAsync([.. Patrons.Select(person => Patron(person, IsLinked(person, unlinked)))], cancel);
    }

    /// <summary>Those with a linked card have signed in from home before: the bridge knows them by what the platform calls them.</summary>
    public static Task IntroduceAsync(IServiceProvider bridge, BenchPlatform platform, IReadOnlyList<string> unlinked, CancellationToken cancel) => bridge.GetRequiredService<Store>().WriteAsync(async db =>
    {
        foreach (var person in Patrons.Where(person => person.Card is CardDescription.MyNumber && IsLinked(person, unlinked)))
        {
            var number = NumberOf(person.Id);
            var patron = await db.Patrons.SingleAsync(patron => patron.Number == number, cancel);
            db.Identities.Add(new() { Ppid = PlatformPerson.PpidOf(platform.SubjectOf(person.Id)), PatronId = patron.Id, Source = IdentitySource.Home, At = TimeProvider.System.GetUtcNow() });
        }
        return 0;
    }, cancel);

    /// <summary>What is read most: every copy is lent, and people wait in line.</summary>
    public static async Task LendBestSellerAsync(ILibrarySystem library, CancellationToken cancel)
    {
        var place = new Place(null, "desk");
        foreach (var (copy, person) in BestSeller.Zip(Readers))
        {
            Check(await library.CheckOutAsync(NewChange(), new(NumberOf(person), copy), cancel));
        }
        foreach (var person in Waiting)
        {
            Check(await library.PlaceHoldAsync(NewChange(), new(NumberOf(person), Item: BestSeller[0]), cancel));
        }

        Change NewChange() => new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), TimeProvider.System.GetUtcNow(), Where: place);

        static void Check<T>(LibraryChange<T> outcome)
        {
            if (outcome is not LibraryChange<T>.Done)
            {
                throw new InvalidDataException($"the sample library takes no best-seller: {outcome}");
            }
        }
    }

    /// <summary>Patron number of somebody who is one from the start.</summary>
    public static string NumberOf(string person) => $"9000{Patrons.FindIndex(patron => patron.Id == person) + 1:000}";

    static List<SamplePerson> Patrons { get; } = [.. SamplePeople.All.Where(person => !NotYetPatrons.Contains(person.Id))];

    static bool IsLinked(SamplePerson person, IReadOnlyList<string> unlinked) => !NotYetLinked.Contains(person.Id) && !unlinked.Contains(person.Id);

    static LinkedPerson Patron(SamplePerson person, bool isLinked)
    {
        var number = NumberOf(person.Id);
        var (card, enrolment) = (person.Card, isLinked ? person.Enrolment : null);
        return new(
            Number: number,
            person.Name,
            BirthDate: (card as CardDescription.MyNumber)?.BirthDate,
            CertificateSerial: enrolment?.AuthenticationSerialNumber,
            TextPublicKey: enrolment is null ? null : Convert.ToBase64String(enrolment.TextPublicKey),
            LibraryCard: number,
            Felica: card is CardDescription.FeliCa(var idm, _) ? Convert.ToHexString(idm) : null,
            Mifare: card is CardDescription.Mifare(var uid) ? Convert.ToHexString(uid) : null,
            Email: $"{person.Id}@shirakaba.example",
            WantsMail: true,
            PasswordHash: NotYetLinked.Contains(person.Id) ? PatronPassword : null);
    }
}
