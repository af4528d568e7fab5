using Bridge.Library;
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
        await acquisition.SaveAsync([.. SamplePeople.All.Where(person => !NotYetPatrons.Contains(person.Id))
            .Select((person, index) => Patron(person, index, isLinked: !NotYetLinked.Contains(person.Id) && !unlinked.Contains(person.Id)))], cancel);
    }

    static LinkedPerson Patron(SamplePerson person, int index, bool isLinked)
    {
        var (card, enrolment) = (person.Card, isLinked ? person.Enrolment : null);
        return new(
            Number: $"9000{index + 1:000}",
            person.Name,
            BirthDate: (card as CardDescription.MyNumber)?.BirthDate,
            CertificateSerial: enrolment?.AuthenticationSerialNumber,
            TextPublicKey: enrolment is null ? null : Convert.ToBase64String(enrolment.TextPublicKey),
            LibraryCard: $"9000{index + 1:000}",
            Felica: card is CardDescription.FeliCa(var idm, _) ? Convert.ToHexString(idm) : null,
            Mifare: card is CardDescription.Mifare(var uid) ? Convert.ToHexString(uid) : null,
            Email: $"{person.Id}@shirakaba.example",
            WantsMail: true,
            PasswordHash: NotYetLinked.Contains(person.Id) ? PatronPassword : null);
    }
}
