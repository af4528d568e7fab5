using System.Security.Cryptography;
using System.Text;
using Contract;
using Firmware.Cards;
using Hal;
using Virtual.Cards;
using EnrolmentCard = Firmware.Cards.EnrolmentCard;

namespace Firmware.Tests.Cards;

/// <summary>An enrolment, as a conversation with a card and with the sample people's cards.</summary>
public sealed class EnrolmentCardTests
{
    static readonly byte[] Digest = SHA256.HashData("challenge"u8);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_counter_is_read_first_and_one_call_is_one_verify()
    {
        var card = Inspected()
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")   // SELECT the JPKI application
            .Expect("00 A4 02 0C 02 0018", "9000")                   // SELECT the authentication PIN
            .Expect("00 20 00 80", "63C3")                           // how many tries?
            .Expect("00 20 00 80 04 31323334", "63C2");              // VERIFY
        using var enrolment = new EnrolmentCard(card, RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);

        Assert.Equal(new PinOutcome.Wrong(2), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        Assert.True(card.IsOver);
    }

    [Fact]
    public async Task A_counter_that_is_not_what_the_patron_was_told_stops_the_verify_until_the_patron_knows()
    {
        var card = Inspected()
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
            .Expect("00 A4 02 0C 02 0018", "9000")
            .Expect("00 20 00 80", "63C1");   // somebody else spent two
        using var enrolment = new EnrolmentCard(card, RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);

        Assert.Equal(new PinOutcome.NotTried(1, NotTriedReason.CountChanged), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        Assert.True(card.IsOver);
    }

    [Fact]
    public async Task Without_an_inspection_no_pin_is_given_to_the_card()
    {
        var card = TestCards.Of("yamada-hanako");
        using var enrolment = new EnrolmentCard(new CardInField(card), RecordAuthorities.None);

        Assert.Equal(new PinOutcome.NotTried(3, NotTriedReason.CountChanged), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        Assert.Equal(0, card.PinChecks);
    }

    [Theory]
    [InlineData("63C0")]
    [InlineData("6983")]
    [InlineData("6984")]
    public async Task Every_word_for_a_blocked_pin_is_understood_and_nothing_is_tried(string status)
    {
        var card = Inspected(status)
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
            .Expect("00 A4 02 0C 02 0018", "9000")
            .Expect("00 20 00 80", status);
        using var enrolment = new EnrolmentCard(card, RecordAuthorities.None);

        Assert.Equal(0, (await enrolment.InspectAsync(Cancel)).AuthenticationTries);
        Assert.Equal(new PinOutcome.Blocked(), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        Assert.True(card.IsOver);
    }

    [Theory]
    [InlineData("6300")]   // no limit, so no count
    [InlineData("9000")]   // open already, as some cards may say
    [InlineData("6A88")]
    public async Task A_card_that_does_not_say_its_count_is_given_no_pin(string status)
    {
        var card = Inspected(status)
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
            .Expect("00 A4 02 0C 02 0018", "9000")
            .Expect("00 20 00 80", status);
        using var enrolment = new EnrolmentCard(card, RecordAuthorities.None);

        Assert.Equal(EnrolmentObstacle.NoCertificate, (await enrolment.InspectAsync(Cancel)).Obstacle(DateTimeOffset.UnixEpoch));
        Assert.Equal(new PinOutcome.NotTried(null, NotTriedReason.CountNotTold), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        Assert.True(card.IsOver);
    }

    [Fact]
    public async Task Three_wrong_pins_are_counted_down_and_the_third_says_blocked()
    {
        var card = TestCards.Of("yamada-hanako");
        using var enrolment = new EnrolmentCard(new CardInField(card), RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);

        Assert.Equal(new PinOutcome.Wrong(2), await enrolment.VerifyTextAsync(Typed("9999"), Cancel));
        Assert.Equal(new PinOutcome.Wrong(1), await enrolment.VerifyTextAsync(Typed("9998"), Cancel));
        Assert.Equal(new PinOutcome.Blocked(), await enrolment.VerifyTextAsync(Typed("9997"), Cancel));
        Assert.Equal(new PinOutcome.Blocked(), await enrolment.VerifyTextAsync(Typed("1234"), Cancel));
        Assert.Equal(3, card.PinChecks);
        Assert.Equal(3, card.AuthenticationTries);
    }

    [Fact]
    public async Task Digits_that_were_cleared_meanwhile_are_not_tried()
    {
        var card = TestCards.Of("yamada-hanako");
        using var enrolment = new EnrolmentCard(new CardInField(card), RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);

        Assert.Equal(new PinOutcome.NotTried(3, NotTriedReason.PinCleared), await enrolment.VerifyAuthenticationAsync(Typed("123"), Cancel));
        Assert.Equal(0, card.PinChecks);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public async Task A_card_torn_away_in_a_verify_is_asked_for_its_count_before_anything_else(bool isCarriedOut, int triesLeft)
    {
        var card = TestCards.Of("yamada-hanako");
        var field = new CardInField(card);
        using (var enrolment = new EnrolmentCard(field, RecordAuthorities.None))
        {
            await enrolment.InspectAsync(Cancel);
            (field.TornAfter, field.IsLastCarriedOut) = (3, isCarriedOut);   // SELECT, SELECT, count; then VERIFY
            await Assert.ThrowsAsync<CardRemovedException>(async () => await enrolment.VerifyAuthenticationAsync(Typed("9999"), Cancel));
        }
        Assert.Equal(isCarriedOut ? 1 : 0, card.PinChecks);

        using var again = new EnrolmentCard(new CardInField(card), RecordAuthorities.None);
        Assert.Equal(triesLeft, (await again.InspectAsync(Cancel)).AuthenticationTries);
        Assert.Equal(new PinOutcome.Verified(), await again.VerifyAuthenticationAsync(Typed("1234"), Cancel));
    }

    [Theory]
    [InlineData("yamada-hanako", null)]
    [InlineData("ito-sora", null)]   // a child has no signature certificate, and needs none here
    [InlineData("ogawa-shun", null)]   // revoked: only the platform knows
    [InlineData("watanabe-masao", EnrolmentObstacle.NoPin)]
    [InlineData("nakamura-yui", EnrolmentObstacle.CertificateEnded)]
    [InlineData("suzuki-kenji", EnrolmentObstacle.AuthenticationPinLocked)]
    [InlineData("shimizu-haruka", EnrolmentObstacle.Phone)]
    public async Task Every_sample_card_is_told_apart_without_a_pin(string person, object? obstacle)
    {
        var card = TestCards.Of(person);
        using var enrolment = new EnrolmentCard(new CardInField(card), RecordAuthorities.None);

        var inspection = await enrolment.InspectAsync(Cancel);

        Assert.Equal(obstacle, inspection.Obstacle(TimeProvider.System.GetUtcNow()));
        Assert.Equal(person != "ito-sora", inspection.HasSignatureCertificate);
        Assert.Equal(0, card.PinChecks);
    }

    [Theory]
    [InlineData(CardQuirks.CertificateAbsent, EnrolmentObstacle.NoCertificate)]
    [InlineData(CardQuirks.WarnsAtEndOfFile, null)]
    public async Task A_quirk_of_a_card_is_told_apart_without_a_pin(CardQuirks quirk, object? obstacle)
    {
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of("yamada-hanako", new() { Quirks = quirk })), RecordAuthorities.None);

        var inspection = await enrolment.InspectAsync(Cancel);

        Assert.Equal(obstacle, inspection.Obstacle(TimeProvider.System.GetUtcNow()));
        Assert.Equal(!quirk.HasFlag(CardQuirks.CertificateAbsent), inspection.HasAuthenticationCertificate);
    }

    [Fact]
    public async Task A_locked_text_pin_is_told_apart()
    {
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of("yamada-hanako", new() { TextTries = 0 })), RecordAuthorities.None);
        Assert.Equal(EnrolmentObstacle.TextPinLocked, (await enrolment.InspectAsync(Cancel)).Obstacle(TimeProvider.System.GetUtcNow()));
    }

    [Theory]
    [InlineData("JPKIAPICCTOKEN", CardKind.OldResidentCard, EnrolmentObstacle.OldResidentCard)]
    [InlineData("JPKIAPICCTOKEN3", CardKind.UnknownToken, EnrolmentObstacle.OtherCard)]
    [InlineData("", CardKind.UnknownToken, EnrolmentObstacle.OtherCard)]
    public async Task A_token_that_is_no_my_number_card_is_asked_nothing_more(string label, object kind, object obstacle)
    {
        var card = new ScriptedCard()
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
            .Expect("00 A4 02 0C 02 0006", "9000")
            .Expect("00 B0 00 00 A0", Token(label) + "9000");
        using var enrolment = new EnrolmentCard(card, RecordAuthorities.None);

        var inspection = await enrolment.InspectAsync(Cancel);

        Assert.Equal(kind, inspection.Kind);
        Assert.Equal(obstacle, inspection.Obstacle(DateTimeOffset.UnixEpoch));
        Assert.True(card.IsOver);
    }

    [Fact]
    public async Task Another_card_is_another_card()
    {
        using var enrolment = new EnrolmentCard(new ScriptedCard().Expect("00 A4 04 0C 0A D392F000260100000001", "6A82"), RecordAuthorities.None);
        Assert.Equal(new CardInspection(CardKind.OtherCard), await enrolment.InspectAsync(Cancel));
    }

    [Fact]
    public async Task The_certificate_is_the_one_that_was_issued_and_its_key_signs_after_the_pin()
    {
        var issued = TestCards.Issued("yamada-hanako").Authentication.Value;
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of("yamada-hanako")), RecordAuthorities.None);

        var inspection = await enrolment.InspectAsync(Cancel);
        Assert.Equal(new PinOutcome.Verified(), await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel));
        var signature = await enrolment.SignAuthenticationAsync(Digest, Cancel);

        Assert.Equal(issued.Certificate, inspection.Certificate);
        Assert.True(RecordSignature.IsRightForDigest(issued.Key.ExportSubjectPublicKeyInfo(), Digest, signature));
    }

    [Theory]
    [InlineData("yamada-hanako", "1234")]
    [InlineData("sato-ichiro", "5678")]
    [InlineData("yoshida-misaki", "1234")]
    [InlineData("katsuragi-nagi", "1234")]
    [InlineData("takahashi-taro", "1234")]
    [InlineData("kobayashi-fumiko", "1234")]
    public async Task The_records_of_a_sample_card_are_read_and_checked(string person, string textPin)
    {
        var issued = TestCards.Issued(person);
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of(person)), RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);
        Assert.Equal(new PinOutcome.Verified(), await enrolment.VerifyTextAsync(Typed(textPin), Cancel));

        var records = Assert.IsType<CardRecords.Signed>(await enrolment.ReadRecordsAsync(Digest, Cancel));

        Assert.Equal(new PersonDetails(issued.Holder.Name, issued.Holder.Address, $"{issued.Holder.BirthDate:yyyyMMdd}", $"{issued.Holder.Sex}"), records.Person);
        Assert.Equal(issued.TextKey.Value.ExportSubjectPublicKeyInfo(), records.ChipKey);
        Assert.True(RecordSignature.IsRightForDigest(records.ChipKey, Digest, records.ChipSignature));
        Assert.Equal(RecordTrust.OnEnrolment, records.Trust);
        Assert.DoesNotContain(issued.Holder.Name, records.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_is_found_by_its_signature_among_those_a_site_knows()
    {
        Assert.True(RecordAuthorities.TryParse([Convert.ToBase64String(TestCards.Hierarchy.VisualRecordAuthority), Convert.ToBase64String(TestCards.Hierarchy.TextRecordAuthority)], out var known, out _));
        Assert.True(RecordAuthorities.TryParse([Convert.ToBase64String(TestCards.Hierarchy.VisualRecordAuthority)], out var other, out _));

        Assert.Equal(RecordTrust.Authority, Assert.IsType<CardRecords.Signed>(await RecordsAsync(known)).Trust);
        Assert.Equal(RecordTrust.OnEnrolment, Assert.IsType<CardRecords.Signed>(await RecordsAsync(other)).Trust);
    }

    [Fact]
    public async Task A_tampered_record_is_refused()
    {
        Assert.Equal(new CardRecords.RecordsRefused(RecordFault.IntegritySignature), await RecordsAsync(RecordAuthorities.None, CardQuirks.TamperedRecord));
    }

    [Theory]
    [InlineData((ushort)0x0004, 1, RecordFault.IssuerCertificate)]      // the container
    [InlineData((ushort)0x0004, 200, RecordFault.IntegritySignature)]   // the issuer's key
    [InlineData((ushort)0x0002, 7, RecordFault.PersonLayout)]           // an offset
    [InlineData((ushort)0x0002, -1, RecordFault.PersonDigest)]          // the last byte of all, male for female
    [InlineData((ushort)0x0003, 1, RecordFault.IntegrityLayout)]        // the container
    [InlineData((ushort)0x0003, 10, RecordFault.IntegritySignature)]    // the digest of a file that is never read
    [InlineData((ushort)0x0003, 45, RecordFault.IntegritySignature)]    // the digest of the 4 information
    [InlineData((ushort)0x0003, 90, RecordFault.IntegritySignature)]    // the signature
    [InlineData((ushort)0x0007, 1, RecordFault.ChipKeyLayout)]          // the container
    [InlineData((ushort)0x0007, 150, RecordFault.ChipKeySignature)]     // the chip's key
    [InlineData((ushort)0x0007, 400, RecordFault.ChipKeySignature)]     // the signature
    [InlineData(null, 100, RecordFault.ChipSignature)]
    public async Task One_byte_changed_on_the_way_is_refused_and_said_which(object? file, int at, object fault)
    {
        if (at < 0)
        {
            at = TestCards.Issued("yamada-hanako").Holder.FourInformation.Encode().Length + at;
        }
        using var enrolment = new EnrolmentCard(new TamperedCard(new CardInField(TestCards.Of("yamada-hanako")), (ushort?)file, at), RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);
        await enrolment.VerifyTextAsync(Typed("1234"), Cancel);

        Assert.Equal(new CardRecords.RecordsRefused((RecordFault)fault), await enrolment.ReadRecordsAsync(Digest, Cancel));
    }

    [Fact]
    public async Task A_certificate_of_an_issuer_that_was_changed_is_not_followed_to_its_authority()
    {
        Assert.True(RecordAuthorities.TryParse([Convert.ToBase64String(TestCards.Hierarchy.TextRecordAuthority)], out var known, out _));
        using var enrolment = new EnrolmentCard(new TamperedCard(new CardInField(TestCards.Of("yamada-hanako")), 0x0004, 20), known);   // its key id
        await enrolment.InspectAsync(Cancel);
        await enrolment.VerifyTextAsync(Typed("1234"), Cancel);

        Assert.Equal(RecordTrust.OnEnrolment, Assert.IsType<CardRecords.Signed>(await enrolment.ReadRecordsAsync(Digest, Cancel)).Trust);
    }

    [Fact]
    public async Task Reading_ends_what_the_pin_had_opened()
    {
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of("yamada-hanako")), RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);
        await enrolment.VerifyTextAsync(Typed("1234"), Cancel);
        await enrolment.ReadRecordsAsync(Digest, Cancel);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await enrolment.ReadRecordsAsync(Digest, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await enrolment.SignAuthenticationAsync(Digest, Cancel));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public async Task A_digest_of_another_length_never_reaches_the_card(int length)
    {
        var field = new CardInField(TestCards.Of("yamada-hanako"));
        using var enrolment = new EnrolmentCard(field, RecordAuthorities.None);
        await enrolment.InspectAsync(Cancel);
        await enrolment.VerifyAuthenticationAsync(Typed("1234"), Cancel);
        var before = field.Commands;

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await enrolment.SignAuthenticationAsync(new byte[length], Cancel));
        Assert.Equal(before, field.Commands);
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public void A_key_in_the_settings_that_is_none_is_named(string key)
    {
        var good = Convert.ToBase64String(TestCards.Hierarchy.TextRecordAuthority);
        Assert.False(RecordAuthorities.TryParse([good, key], out _, out var problem));
        Assert.Contains("2", problem, StringComparison.Ordinal);
    }

    static async Task<CardRecords> RecordsAsync(RecordAuthorities authorities, CardQuirks quirks = CardQuirks.None)
    {
        using var enrolment = new EnrolmentCard(new CardInField(TestCards.Of("yamada-hanako", new() { Quirks = quirks })), authorities);
        await enrolment.InspectAsync(Cancel);
        await enrolment.VerifyTextAsync(Typed("1234"), Cancel);
        return await enrolment.ReadRecordsAsync(Digest, Cancel);
    }

    /// <summary>A My Number card that says as little as it may, up to the end of the inspection.</summary>
    static ScriptedCard Inspected(string tries = "63C3") => new ScriptedCard()
        .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
        .Expect("00 A4 02 0C 02 0006", "9000")
        .Expect("00 B0 00 00 A0", Token("JPKIAPICCTOKEN2") + "9000")
        .Expect("00 A4 02 0C 02 0008", "6A82")
        .Expect("00 A4 02 0C 02 0018", "9000")
        .Expect("00 20 00 80", tries)
        .Expect("00 A4 02 0C 02 000A", "6A82")
        .Expect("00 A4 04 0C 0A D3921000310001010408", "6A82");

    static string Token(string label) => Convert.ToHexString(Encoding.ASCII.GetBytes(label.PadRight(160)));

    static PinBuffer Typed(string digits)
    {
        var pin = new PinBuffer();
        foreach (var digit in digits)
        {
            pin.TryAdd(Key.Digit0 + (digit - '0'));
        }
        return pin;
    }
}
