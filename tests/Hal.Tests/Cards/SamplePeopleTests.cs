using Virtual.Cards;
using Virtual.People;

namespace Hal.Tests.Cards;

public sealed class SamplePeopleTests
{
    static readonly IReadOnlyList<SamplePerson> People = SamplePeople.Under(TestCard.Hierarchy);

    [Fact]
    public void Everyone_has_a_name_of_their_own_and_a_card_file_that_reads_back()
    {
        Assert.Equal(People.Count, People.Select(person => person.Id).Distinct().Count());
        Assert.All(People, person =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)+$", person.Id);
            Assert.True(CardFile.TryParse(CardFile.Write(person.Card), "x", out var read, out var problem), problem);
            Assert.Equal(CardFile.Write(person.Card), CardFile.Write(read!));
        });
    }

    [Fact]
    public void Nobody_shares_a_serial_number_or_a_card_number()
    {
        var holders = People.Select(person => person.Card).OfType<CardDescription.MyNumber>().Select(card => CardDescription.Issue(card, TestCard.Hierarchy).Holder).ToList();

        Assert.Equal(holders.Count, holders.Select(holder => holder.CardSerial).Distinct().Count());
        Assert.Equal(holders.Count, holders.Select(holder => holder.MyNumber).Distinct().Count());
        Assert.All(holders, holder => Assert.Matches("^[0-9]{14}$", holder.ReferenceNumberB));
    }

    [Fact]
    public void A_person_lays_down_the_same_chip_each_time_with_fresh_tries()
    {
        var person = People.Single(someone => someone.Id == "yamada-hanako");
        var first = person.Lay(CardTimes.None);
        first.Card!.Transmit(Convert.FromHexString($"00A4040C0A{TestCard.Aid.Jpki}"));
        first.Card.Transmit(Convert.FromHexString("002000980439393939"));

        var second = person.Lay(CardTimes.None);

        Assert.Equal((2, 3), (first.MyNumberCard!.AuthenticationTries, second.MyNumberCard!.AuthenticationTries));
        Assert.Same(first.Issued, second.Issued);
        Assert.Equal(person.Enrolment!.TextPublicKey, second.Enrolment!.TextPublicKey);
    }

    [Fact]
    public void A_child_has_no_signature_certificate_and_a_phone_no_enrolment()
    {
        var child = People.Single(someone => someone.Id == "ito-sora").Lay(CardTimes.None).Card!;
        child.Transmit(Convert.FromHexString($"00A4040C0A{TestCard.Aid.Jpki}"));

        Assert.Equal("008F009000", Convert.ToHexString(child.Transmit(Convert.FromHexString("00B0880000"))));
        Assert.Null(People.Single(someone => someone.Id == "shimizu-haruka").Enrolment);
        Assert.Null(People.Single(someone => someone.Id == "mori-kaoru").Enrolment);
    }

    [Fact]
    public async Task The_command_writes_what_is_missing_and_keeps_what_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-people-");
        try
        {
            // All but one are there, so that the test makes keys for one person only.
            TestCard.Hierarchy.Save(Path.Combine(folder.FullName, CardFile.HierarchyDirectory));
            foreach (var person in People.Where(person => person.Id != "sato-ichiro"))
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{person.Id}.json"), CardFile.Write(person.Card), TestContext.Current.CancellationToken);
            }
            using var output = new StringWriter();

            Assert.Equal(0, await PeopleCommand.RunAsync(["--out", folder.FullName], output, TestContext.Current.CancellationToken));

            Assert.Equal(People.Count - 1, output.ToString().Split("(was there, kept)").Length - 1);
            var path = Path.Combine(folder.FullName, "sato-ichiro.json");
            Assert.True(CardFile.TryLoad(path, out var once, out _));
            Assert.True(CardFile.TryLoad(path, out var again, out _));
            Assert.Equal(once!.Enrolment!.TextPublicKey, again!.Enrolment!.TextPublicKey);
            Assert.Equal(once.Enrolment.AuthenticationSerialNumber, again.Enrolment.AuthenticationSerialNumber);
            Assert.Equal(TestCard.Hierarchy.Authentication.Certificate, once.Issued!.Authentication.Value.Authority);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_word_shows_the_usage()
    {
        using var output = new StringWriter();

        Assert.Equal(2, await PeopleCommand.RunAsync(["--of", "x"], output, TestContext.Current.CancellationToken));
        Assert.StartsWith("usage: people", output.ToString(), StringComparison.Ordinal);
    }
}
