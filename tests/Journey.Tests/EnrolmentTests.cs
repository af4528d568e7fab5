namespace Journey.Tests;

/// <summary>People become patrons with their My Number cards: at the counter, with the library card they have, and from home.</summary>
public class EnrolmentTests
{
    [Fact]
    public async Task A_person_registers_at_the_counter_and_borrows_at_the_next_tap_without_a_PIN()
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(1);

        await journey.RegisterAsync(NotYetPatron, "1234");
        await journey.LeaveAsync();
        await journey.TapAsync(NotYetPatron);
        await journey.BorrowAsync(items[0], 1);

        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1 && ledger.Links.Any(link => link.Person == "高橋太郎"));
        var patron = Assert.Single(ledger.Patrons, patron => patron.Name == "高橋太郎");
        Assert.Equal(patron.Number, ledger.Loans[0].Patron);
        Assert.Empty(ledger.StaffQueue);
    }

    [Fact]
    public async Task A_patron_with_a_library_card_links_their_My_Number_card_and_keeps_the_number()
    {
        await using var journey = await Journey.BeginAsync();
        var before = await journey.LedgerAsync();
        var number = before.Patrons.Single(patron => patron.Name == "髙﨑　遼").Number;

        await journey.LinkAsync("takasaki-ryo", number, "1234");
        await journey.LeaveAsync();
        await journey.TapAsync("takasaki-ryo");

        var ledger = await journey.LedgerAsync(ledger => ledger.Mails.Any(mail => mail.To == "takasaki-ryo@shirakaba.example"));
        Assert.Equal(number, Assert.Single(ledger.Links, link => link.Person == "髙﨑　遼").Patron);
        Assert.Equal(before.Patrons.Count, ledger.Patrons.Count);
    }

    [Fact]
    public async Task Another_PIN_for_the_text_application_is_asked_for_by_itself()
    {
        await using var journey = await Journey.BeginAsync("sato-ichiro");
        var number = (await journey.LedgerAsync()).Patrons.Single(patron => patron.Name == "佐藤　一郎").Number;

        await journey.LinkAsync("sato-ichiro", number, "1234", textPin: "5678");

        await journey.LedgerAsync(ledger => ledger.Links.Any(link => link.Patron == number));
    }

    [Fact]
    public async Task A_wrong_PIN_costs_one_try_is_told_with_what_is_left_and_nothing_is_registered()
    {
        await using var journey = await Journey.BeginAsync();
        var before = await journey.LedgerAsync();
        await journey.ChooseRegistrationAsync(NotYetPatron);
        await journey.ConsentAsync();
        await journey.SeesAsync("S12");
        await journey.TypeAsync("9999#");
        var told = await journey.SeesAsync("S12", texts => texts.Any(text => text.Contains('2', StringComparison.Ordinal)));

        Assert.Contains(told, text => text.Contains("あと 2", StringComparison.Ordinal) || text.Contains("あと2", StringComparison.Ordinal));
        journey.Counter.RemoveCard();
        await journey.SeesAsync("S01");
        Assert.Equal(before.Patrons.Count, (await journey.LedgerAsync()).Patrons.Count);
    }

    [Theory]
    [InlineData("watanabe-masao")]   // face authentication only
    [InlineData("nakamura-yui")]     // certificates ended
    [InlineData("suzuki-kenji")]     // authentication PIN locked
    public async Task A_card_that_cannot_register_says_why_and_who_can_help(string person)
    {
        await using var journey = await Journey.BeginAsync(person);
        journey.Counter.PutCard(person);
        await journey.UntilAsync(() => journey.Counter.Screen is { IsBusy: false, Id: "S10" or "S83" });
        if (journey.Counter.Screen.Id == "S10")
        {
            await journey.TypeAsync("1");
            await journey.UntilAsync(() => journey.Counter.Screen is { IsBusy: false, Id: "S11" or "S83" });
        }
        if (journey.Counter.Screen.Id == "S11")
        {
            await journey.TypeAsync("#");
        }
        await journey.SeesAsync("S83");
    }

    [Fact]
    public async Task A_revoked_card_is_refused_at_the_tap_before_anything_is_asked()
    {
        await using var journey = await Journey.BeginAsync("ogawa-shun");
        journey.Counter.PutCard("ogawa-shun");
        await journey.SeesAsync("S83");
    }

    [Fact]
    public async Task A_card_revoked_between_tap_and_consent_registers_nothing()
    {
        await using var journey = await Journey.BeginAsync();
        var before = await journey.LedgerAsync();
        await journey.ChooseRegistrationAsync(NotYetPatron);
        await journey.ConsentAsync();
        journey.World.PlatformHost.Revoke(NotYetPatron);
        await journey.EnterPinsAsync("1234");
        await journey.AgreeAsync();
        await journey.SeesAsync("S82");

        Assert.Equal(before.Patrons.Count, (await journey.LedgerAsync()).Patrons.Count);
    }

    [Fact]
    public async Task A_card_that_is_taken_off_is_a_strangers_again_and_the_patron_stays()
    {
        await using var journey = await Journey.BeginAsync();
        await journey.RegisterAsync(NotYetPatron, "1234");
        await journey.TypeAsync("4");
        await journey.SeesAsync("S22");
        await journey.TypeAsync("1");
        await journey.SeesAsync("S23");
        await journey.TypeAsync("#");
        await journey.SeesAsync("S98");
        var ledger = await journey.LedgerAsync(ledger => ledger.Links.All(link => link.Person != "高橋太郎"));
        Assert.Contains(ledger.Patrons, patron => patron.Name == "高橋太郎");

        journey.Counter.RemoveCard();
        await journey.SeesAsync("S01");
        journey.Counter.PutCard(NotYetPatron);
        await journey.SeesAsync("S10");
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_person_while_the_bridge_is_away()
    {
        await using var journey = await Journey.BeginAsync(settings => settings.Offline.Rule = Firmware.Dialogue.OfflineRule.Lend);
        journey.World.SetLink(false);
        await journey.SeesAsync("S01", texts => journey.Counter.Screen.Texts.Any(text => text.Contains("つながって", StringComparison.Ordinal)));
        journey.Counter.PutCard(NotYetPatron);
        await journey.UntilAsync(() => journey.Counter.Screen is { IsBusy: false, Id: "S20" or "S60" or "S30" });
        Assert.NotEqual("S10", journey.Counter.Screen.Id);
    }

    [Theory]
    [InlineData("mori-kaoru")]      // FeliCa
    [InlineData("hayashi-daichi")]  // MIFARE
    public async Task A_library_card_with_a_chip_is_enough_to_borrow(string person)
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(1);
        await journey.TapAsync(person);
        await journey.BorrowAsync(items[0], 1);
    }

    const string NotYetPatron = "takahashi-taro";
}
