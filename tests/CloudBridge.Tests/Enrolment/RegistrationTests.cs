using Bridge.Enrolment;
using Bridge.Settings;
using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Enrolment;

/// <summary>Who is registered at once, who waits, and what number they get.</summary>
public sealed class RegistrationTests
{
    static readonly DateOnly Today = new(2026, 6, 1);
    static readonly RegistrationSettings Settings = new();
    static readonly RegistrationForm Form = new("山田　花子", null, "長野県白樺市湖畔３－４－５", null, "19850412", "2", null, null, "ja", false, null, "1", TestBridge.Start);

    [Fact]
    public void A_grown_up_nobody_resembles_is_registered_at_once() => Assert.Null(Against(Form));

    [Fact]
    public void What_speaks_against_it_is_named()
    {
        Assert.Equal(ReviewReason.PossibleDuplicate, RegistrationDecision.Against(Form, hasAlike: true, Today, Settings));
        Assert.Equal(ReviewReason.MinorWithoutGuardian, Against(Form with { BirthDate = "20110602" }));
        Assert.Null(Against(Form with { BirthDate = "20110602", Guardian = new("山田　一郎", "090-0000-0000", "父") }));
        Assert.Equal(ReviewReason.FormNotGood, Against(Form with { Name = "" }));
        Assert.Equal(ReviewReason.BirthDateUnclear, Against(Form with { BirthDate = "00000000" }));
        Assert.Equal(ReviewReason.BirthDateUnclear, Against(Form with { BirthDate = "20990101" }));
        Assert.Equal(ReviewReason.SiteReviewsAll, RegistrationDecision.Against(Form, hasAlike: false, Today, new() { Mode = RegistrationMode.Review }));
    }

    [Theory]
    [InlineData("20110601", 15)]   // the birthday itself
    [InlineData("20110602", 14)]
    [InlineData("20110000", 14)]   // somewhere in the year
    [InlineData("20040229", 22)]
    [InlineData("19000101", 126)]
    [InlineData("abcdefgh", null)]
    [InlineData("2011", null)]
    [InlineData("20260602", null)]
    public void An_age_is_what_it_is_at_least(string birthDate, int? age) => Assert.Equal(age, RegistrationDecision.AgeOf(birthDate, Today));

    [Property]
    public bool Any_birth_date_has_an_age_or_none(string? text) => RegistrationDecision.AgeOf(text ?? "", Today) is null or >= 0;

    [Theory]
    [InlineData("髙橋　太郎", "高橋太郎")]
    [InlineData("山﨑 花", "山崎　花")]
    [InlineData("𠮷野 桜", "吉野 櫻")]
    [InlineData("渡邉", "渡邊")]
    [InlineData("渡邉", "渡辺")]
    [InlineData("葛\U000E0100城", "葛城")]   // IVS
    [InlineData("神", "神")]   // a compatibility ideograph
    [InlineData("ｻﾄｳ ｶﾞｸ", "サトウ　ガク")]
    [InlineData("ﾊﾟﾌﾞﾛ", "パブロ")]
    [InlineData("カ\u3099ク", "ガク")]
    [InlineData("ＮＧＵＹＥＮ　Ｔｈｉ", "Nguyen Thi")]
    [InlineData("ジョン・スミス", "ジョンスミス")]
    public void Names_that_differ_in_writing_only_are_the_same(string one, string other) => Assert.Equal(NameKey.Of(one), NameKey.Of(other));

    [Theory]
    [InlineData("佐藤", "左藤")]
    [InlineData("山田花子", "山田花")]
    [InlineData("カク", "ガク")]
    [InlineData("ハナ", "バナ")]
    public void Names_that_differ_stay_apart(string one, string other) => Assert.NotEqual(NameKey.Of(one), NameKey.Of(other));

    [Property]
    public bool Any_text_has_a_key_and_the_key_is_its_own(string? text) => NameKey.Of(text ?? "") is var key && NameKey.Of(key) == key;

    [Fact]
    public void A_form_says_what_is_wrong_with_it()
    {
        Assert.Empty(Form.Validate());
        Assert.Empty((Form with { Name = "𠮷\U000E0101野", Email = "hanako+library@example.co.jp", PostalCode = "385-0001", Kana = "ヨシノ" }).Validate());

        Assert.Equal(new FormProblem("Name", FormFault.Missing), Assert.Single((Form with { Name = "　" }).Validate()));
        Assert.Equal(new FormProblem("Name", FormFault.TooLong), Assert.Single((Form with { Name = new('山', 201) }).Validate()));
        Assert.Equal(new FormProblem("Name", FormFault.NotReadable), Assert.Single((Form with { Name = "山\uD842" }).Validate()));
        Assert.Equal(new FormProblem("Address", FormFault.NotReadable), Assert.Single((Form with { Address = "a\u0000" }).Validate()));
        Assert.Equal(new FormProblem("BirthDate", FormFault.NotADate), Assert.Single((Form with { BirthDate = "1985-04-1" }).Validate()));
        Assert.Equal(new FormProblem("Email", FormFault.NotAnAddress), Assert.Single((Form with { Email = "hanako" }).Validate()));
        Assert.Equal(new FormProblem("Email", FormFault.NotAnAddress), Assert.Single((Form with { Email = "a@b.jp,c@d.jp" }).Validate()));
        Assert.Equal(new FormProblem("Email", FormFault.NotAnAddress), Assert.Single((Form with { Email = "a@b.jp\r\nBcc: c@d.jp" }).Validate()));
        Assert.Equal(new FormProblem("Phone", FormFault.NotANumber), Assert.Single((Form with { Phone = "でんわ" }).Validate()));
        Assert.Equal(new FormProblem("Guardian.Name", FormFault.Missing), Assert.Single((Form with { Guardian = new("", "1", "父") }).Validate()));
    }

    [Property]
    public bool Any_form_is_answered(string? a, string? b, string? c) =>
        new RegistrationForm(a!, b, c!, a, b!, c, a, b, c!, false, new(a!, b!, c!), a!, TestBridge.Start).Validate() is not null;

    [Fact]
    public async Task Numbers_go_on_after_the_highest_and_pass_what_is_taken()
    {
        await using var world = await EnrolmentWorld.OpenAsync(new() { NumberPrefix = "30", NumberLength = 6 });
        await world.AddPatronAsync("300041");
        await world.AddPatronAsync("400000");   // of another range
        await world.Bridge.WriteAsync(db => db.Patrons.Add(new() { Number = "X", Name = "別", Category = "adult", LibraryCard = "300042" }));

        await world.DecideAsync(world.Registration(new TestCard("0A"), EnrolmentWorld.Taro));

        Assert.Equal("300043", (await world.PatronsAsync())[^1].Number);
    }

    [Theory]
    [InlineData("Modulus10", "9000001", "90000019")]
    [InlineData("Modulus11", "9000001", "90000012")]
    [InlineData("Modulus7", "9000001", "90000013")]
    public async Task A_check_digit_is_the_sites_choice(string kind, string data, string number)
    {
        await using var world = await EnrolmentWorld.OpenAsync(new() { CheckDigit = Enum.Parse<CheckDigit>(kind) });
        await world.DecideAsync(world.Registration(new TestCard("0A")));
        await world.DecideAsync(world.Registration(new TestCard("0B"), EnrolmentWorld.Taro));

        var numbers = (await world.PatronsAsync()).Select(p => p.Number).ToList();
        Assert.Equal(number, numbers[0]);
        Assert.StartsWith(data, numbers[0], StringComparison.Ordinal);
        Assert.StartsWith("9000002", numbers[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Check_digits_are_those_of_the_standard_examples()
    {
        Assert.Equal("3", CheckDigits.Modulus10("7992739871"));   // Luhn's own example
        Assert.Equal("4", CheckDigits.Modulus7("12345"));         // 12345 = 7 × 1763 + 4
    }

    [Fact]
    public async Task A_range_that_is_used_up_leaves_the_registration_to_staff()
    {
        await using var world = await EnrolmentWorld.OpenAsync(new() { NumberPrefix = "999", NumberLength = 4 });
        await world.AddPatronAsync("9999", EnrolmentWorld.Taro);

        Assert.IsType<EnrolmentAwaitsStaff>(await world.DecideAsync(world.Registration(new TestCard())));

        Assert.Equal(ReviewReason.NoNumberLeft, Assert.Single(await world.ApplicationsAsync()).Reason);
    }

    [Fact]
    public async Task A_name_is_stored_as_the_card_has_it()
    {
        await using var world = await EnrolmentWorld.OpenAsync();
        var person = new PersonDetails("𠮷\U000E0101野　櫻", "東京都葛\U000E0100飾区１－２－３", "19990000", "9");

        Assert.IsType<Enrolled>(await world.DecideAsync(world.Registration(new TestCard(), person)));

        var patron = Assert.Single(await world.PatronsAsync());
        Assert.Equal((person.Name, person.Address, null, "19990000", "9"), (patron.Name, patron.Address, (DateOnly?)patron.BirthDate, patron.BirthDateText, patron.Sex));
    }

    static ReviewReason? Against(RegistrationForm form) => RegistrationDecision.Against(form, hasAlike: false, Today, Settings);
}
