using Bridge.Library;
using Virtual.People;

namespace Bench;

/// <summary>白樺市立図書館: the sample catalogue, and the sample people as patrons whose cards are already linked.</summary>
static class SampleLibrary
{
    /// <summary>Left without a link, so that the desk also shows a card nobody knows.</summary>
    static readonly string[] NotYetPatrons = ["takahashi-taro", "nguyen-thi-lan"];

    public static async Task ImportAsync(IServiceProvider bridge, CancellationToken cancel)
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
        await acquisition.SaveAsync([.. SamplePeople.All.Where(person => !NotYetPatrons.Contains(person.Id)).Select(Patron)], cancel);
    }

    public static bool IsPatron(SamplePerson person) => !NotYetPatrons.Contains(person.Id);

    static LinkedPerson Patron(SamplePerson person, int index) => new(
        Number: $"9000{index + 1:000}",
        person.Name,
        CertificateSerial: person.Enrolment?.AuthenticationSerialNumber,
        TextPublicKey: person.Enrolment is { } enrolment ? Convert.ToBase64String(enrolment.TextPublicKey) : null,
        LibraryCard: $"9000{index + 1:000}");
}
