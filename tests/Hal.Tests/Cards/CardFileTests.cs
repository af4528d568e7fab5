using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.Cards;

namespace Hal.Tests.Cards;

/// <summary>Card files: what a person writes, and what they are told when it is wrong.</summary>
public sealed class CardFileTests
{
    const string Hanako = """
        { "kind": "my-number", "name": "山田　花子", "address": "長野県白樺市本町１－２", "birthDate": "1985-04-12", "sex": "female" }
        """;

    [Fact]
    public void The_five_keys_everyone_has_are_enough()
    {
        var card = Read<CardDescription.MyNumber>(Hanako);

        Assert.Equal(("hanako", "山田　花子", '2', new DateOnly(1985, 4, 12)), (card.Id, card.Name, card.Sex, card.BirthDate));
        Assert.Equal(new MyNumberOptions(), card.Options);
        Assert.Null(card.Authentication);
    }

    [Fact]
    public void Every_key_is_heard()
    {
        var card = Read<CardDescription.MyNumber>(With("""
            "id": "x", "authenticationPin": "1111", "textPin": "2222", "signaturePassword": "PASS99", "authenticationTries": 1, "textTries": 2, "signatureTries": 4,
            "referenceTries": 0, "quirks": ["expired", "long-address"], "atqb": "004B51FF0081D1", "cardExpiry": "2030-01-01", "authentication": "sandbox", "text": null
            """, "my-number-android"));

        Assert.Equal(new MyNumberOptions
        {
            IsAndroid = true, AuthenticationPin = "1111", TextPin = "2222", SignaturePassword = "PASS99", AuthenticationTries = 1, TextTries = 2, SignatureTries = 4,
            ReferenceTries = null, Quirks = CardQuirks.Expired | CardQuirks.LongAddress,
        }, card.Options);
        Assert.Equal(("x", "004B51FF0081D1", new DateOnly(2030, 1, 1)), (card.Id, card.Atqb.Hex, card.CardExpiry!.Value));
    }

    [Theory]
    [InlineData("\"authenticationPin\": \"12345\"", "\"authenticationPin\" is \"12345\": write four digits, such as \"1234\"")]
    [InlineData("\"textPin\": 1234", "\"textPin\" is 1234: write four digits, such as \"1234\"")]
    [InlineData("\"authenticationTries\": 4", "\"authenticationTries\" is 4: write a number from 0 to 3")]
    [InlineData("\"quirks\": [\"blokced\"]", "\"quirks\" has \"blokced\": write a list of \"face-authentication-only\", \"expired\"")]
    [InlineData("\"quirks\": \"expired\"", "\"quirks\" is \"expired\": write a list of")]
    [InlineData("\"atqb\": \"00\"", "\"atqb\" is \"00\": write one of \"000005E0B381A1\"")]
    [InlineData("\"cardExpiry\": \"2030-13-01\"", "\"cardExpiry\" is \"2030-13-01\": write a date such as \"1985-04-12\"")]
    [InlineData("\"adress\": \"x\"", "\"adress\" is no key of this kind of card: use kind, id, name, address")]
    [InlineData("\"authentication\": 5", "\"authentication\" is 5: write \"sandbox\"")]
    [InlineData("\"authentication\": {\"key\": \"AAAA\"}", "\"authentication.key\" is no RSA-2048 key")]
    [InlineData("\"text\": {\"key\": \"%\"}", "\"text.key\" is no Base64")]
    [InlineData("\"sex\": \"male\"", "\"sex\" is there twice: write it once")]
    [InlineData("\"b\\ud800\": 1", "a key has half of a surrogate pair")]
    [InlineData("\"id\": \"\\ud800\"", "\"id\" is \"\\ud800\": write a name")]
    public void A_mistake_is_named_with_its_key_its_value_and_what_to_write(string key, string beginning)
    {
        Assert.False(CardFile.TryParse(With(key), "hanako", out _, out var problem));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "the file must be one object")]
    [InlineData("{", "no JSON: ")]
    [InlineData("{}", "\"kind\" is missing: write \"my-number\"")]
    [InlineData("""{"kind": "suica", "name": "x"}""", "\"kind\" is \"suica\": write \"my-number\"")]
    [InlineData("""{"kind": "felica", "name": "x", "idm": "01"}""", "\"idm\" is \"01\": write 8 bytes")]
    [InlineData("""{"kind": "mifare", "name": "x"}""", "\"uid\" is missing: write 4, 7 or 10 bytes")]
    [InlineData("""{"kind": "my-number", "name": "x", "address": "y", "sex": "female"}""", "\"birthDate\" is missing")]
    [InlineData("""{"kind": "my-number", "name": "x", "address": "y", "birthDate": "1985-04-12", "sex": "F"}""", "\"sex\" is \"F\": write \"male\"")]
    public void A_file_that_is_no_card_says_what_a_card_is(string json, string beginning)
    {
        Assert.False(CardFile.TryParse(json, "x", out _, out var problem));
        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_cards_have_an_identifier_on_the_air_and_no_apdu()
    {
        var felica = Read<CardDescription.FeliCa>("""{ "kind": "felica", "name": "森　薫", "idm": "01 02 03 04 05 06 07 08" }""").Build(TestCard.Hierarchy);
        var mifare = Read<CardDescription.Mifare>("""{ "kind": "mifare", "name": "林　大地", "uid": "04:A1:B2:C3" }""").Build(TestCard.Hierarchy);

        Assert.Equal("0102030405060708", Convert.ToHexString(Assert.IsType<CardAir.FeliCa>(felica.Air).Idm.Span));
        Assert.Equal("04A1B2C3", Convert.ToHexString(Assert.IsType<CardAir.TypeA>(mifare.Air).Uid.Span));
        Assert.Null(felica.Card);
        Assert.Null(mifare.Enrolment);
    }

    [Theory]
    [InlineData("000005E0B381A1", "3B888001000005E0B381A1007F")]
    [InlineData("000041E0B381A1", "3B888001000041E0B381A1003B")]
    [InlineData("004B51FF0081D1", "3B888001004B51FF0081D100BC")]
    [InlineData("004B51FFB381D1", "3B888001004B51FFB381D1000F")]
    public void Each_ATQB_makes_the_ATR_that_was_seen_in_the_field(string atqb, string atr)
    {
        var setup = Read<CardDescription.MyNumber>(With($"\"atqb\": \"{atqb}\"")).Build(TestCard.Hierarchy);

        Assert.Equal(atr, Convert.ToHexString(Assert.IsType<CardAir.TypeB>(setup.Air).Atr));
    }

    [Fact]
    public void A_file_with_keys_in_it_is_the_same_card_in_another_process()
    {
        var issued = TestCard.Issued;
        var written = Read<CardDescription.MyNumber>(Hanako) with
        {
            Authentication = issued.Authentication.Value,
            Signature = issued.Signature.Value,
            Text = new(issued.TextKey.Value, issued.TextIssuer.Value),
            Visual = new(issued.VisualKey.Value, issued.VisualIssuer.Value),
            CardExpiry = new(2035, 4, 12),
        };

        var setup = Read<CardDescription.MyNumber>(CardFile.Write(written)).Build(TestCard.Hierarchy);

        Assert.Equal(EnrolmentFacts.Of(issued).TextPublicKey, setup.Enrolment!.TextPublicKey);
        Assert.Equal(EnrolmentFacts.Of(issued).AuthenticationSerialNumber, setup.Enrolment.AuthenticationSerialNumber);
        Assert.Equal(CardFile.Write(written), CardFile.Write(Read<CardDescription.MyNumber>(CardFile.Write(written))));
    }

    [Fact]
    public void Long_addresses_and_rare_kanji_are_put_on_a_card_by_their_words()
    {
        var setup = Read<CardDescription.MyNumber>(With("\"quirks\": [\"long-address\", \"rare-kanji\"]")).Build(TestCard.Hierarchy);

        Assert.StartsWith("𠮷﨑　花子", setup.Issued!.Holder.Name, StringComparison.Ordinal);
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(setup.Issued.Holder.Address) > 255);
    }

    [Fact]
    public void A_file_that_is_not_there_says_how_to_get_one()
    {
        Assert.False(CardFile.TryLoad("/nowhere/hanako.json", out _, out var problem));
        Assert.Contains("people --out", problem, StringComparison.Ordinal);
    }

    static readonly Gen<string> Mutilated =
        from at in Gen.Choose(0, Hanako.Length - 1)
        from what in Gen.Elements("", "\"", "{", "[", "null", "\\ud800", "\0", "1e999", ":")
        from length in Gen.Choose(0, 20)
        select Hanako[..at] + what + Hanako[Math.Min(Hanako.Length, at + length)..];

    [Property(MaxTest = 1000)]
    public Property A_damaged_file_is_a_card_or_a_reason_and_never_an_exception() => Prop.ForAll(Mutilated.ToArbitrary(),
        json => CardFile.TryParse(json, "x", out var card, out var problem) ? card is not null && problem is null : problem is { Length: > 0 });

    static T Read<T>(string json) where T : CardDescription
    {
        Assert.True(CardFile.TryParse(json, "hanako", out var description, out var problem), problem);
        return Assert.IsType<T>(description);
    }

    static string With(string keys, string kind = "my-number") =>
        Hanako.Replace("\"my-number\"", $"\"{kind}\", {keys}", StringComparison.Ordinal);
}
