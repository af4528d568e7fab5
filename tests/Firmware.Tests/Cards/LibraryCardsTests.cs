using Contract;
using Firmware.Cards;
using Hal;

namespace Firmware.Tests.Cards;

/// <summary>Library cards that have a number and nothing else.</summary>
public sealed class LibraryCardsTests
{
    [Fact]
    public void A_felica_card_shows_its_idm() =>
        Assert.Equal(new CardEvidence.FelicaCard("01100310C5082A11"), LibraryCards.Evidence(new NumberCard(CardTechnology.FeliCa, "01100310C5082A11")));

    [Theory]
    [InlineData("04A1B2C3")]
    [InlineData("04A1B2C3D4E5F6")]
    [InlineData("08A1B2C3D4E5F6")]   // only a single-size UID is random by its first byte
    [InlineData("04A1B2C3D4E5F6071829")]
    public void A_mifare_card_shows_its_uid(string uid) =>
        Assert.Equal(new CardEvidence.MifareCard(uid), LibraryCards.Evidence(new NumberCard(CardTechnology.TypeA, uid)));

    [Theory]
    [InlineData(CardTechnology.TypeA, "08A1B2C3")]
    [InlineData(CardTechnology.FeliCa, "01FE0310C5082A11")]
    [InlineData(CardTechnology.TypeB, "")]
    public void A_number_that_is_another_one_each_time_is_nobodys(CardTechnology technology, string number) =>
        Assert.Null(LibraryCards.Evidence(new NumberCard(technology, number)));

    [Fact]
    public void A_card_that_speaks_apdus_is_asked_and_not_taken_by_its_number() =>
        Assert.Null(LibraryCards.Evidence(new NumberCard(CardTechnology.TypeA, "04A1B2C3", SpeaksApdus: true)));
}
