using Firmware.Commands;
using Virtual.Cards;

namespace Firmware.Tests.Cards;

/// <summary>What a technician reads of a card.</summary>
public sealed class CardCommandTests
{
    [Theory]
    [InlineData("yamada-hanako", "My Number card", "user authentication there, signature there", "3 tries left", "yes, 256 bytes")]
    [InlineData("ito-sora", "My Number card", "signature absent", "3 tries left", "yes, 256 bytes")]
    [InlineData("suzuki-kenji", "My Number card", "user authentication there", "locked", "yes, 256 bytes")]
    [InlineData("shimizu-haruka", "a phone", "not readable without PIN", "3 tries left", "text PIN:             not told")]
    public async Task A_card_is_described_without_its_pin_and_the_files_named_are_those_the_card_saw(string person, params string[] expected)
    {
        var card = TestCards.Of(person);
        using var output = new StringWriter();

        await CardCommand.DescribeAsync(new CardInField(card), output, TestContext.Current.CancellationToken);

        var said = output.ToString();
        Assert.All(expected, words => Assert.Contains(words, said, StringComparison.Ordinal));
        var seen = card.SelectedFiles.Distinct().Select(file => $"{(file.Application == CardApplicationName.Jpki ? "JPKI" : "text")} {file.File:X4}").Order();
        var named = said.Split('\n').Single(line => line.StartsWith("files selected:", StringComparison.Ordinal))[15..].Split(',', StringSplitOptions.TrimEntries);
        Assert.Equal(seen, named.Order());
        Assert.DoesNotContain(TestCards.Issued(person).Holder.Name, said, StringComparison.Ordinal);
        Assert.Equal(0, card.PinChecks);
    }
}
