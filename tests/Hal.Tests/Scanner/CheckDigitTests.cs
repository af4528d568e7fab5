using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Scanner;

namespace Hal.Tests.Scanner;

public sealed class CheckDigitTests
{
    [Theory]   // both columns computed by hand
    [InlineData(CheckDigitKind.Modulus10Weight2Split, '2', '8')]
    [InlineData(CheckDigitKind.Modulus10Weight2Whole, '4', '2')]
    [InlineData(CheckDigitKind.Modulus10Weight3, '4', '8')]
    [InlineData(CheckDigitKind.SevenDr, '2', '0')]
    [InlineData(CheckDigitKind.SevenDsr, '5', '7')]
    [InlineData(CheckDigitKind.SevenDsrZero, '5', '0')]
    [InlineData(CheckDigitKind.NineDr, '0', '1')]
    [InlineData(CheckDigitKind.NineDsr, '9', '8')]
    [InlineData(CheckDigitKind.Modulus11, '5', '7')]
    public void Check_digits_of_the_known_numbers(CheckDigitKind kind, char ofEight, char ofEleven)
    {
        Assert.Equal(ofEight, CheckDigit.Of(kind, "12345678"));
        Assert.Equal(ofEleven, CheckDigit.Of(kind, "99991234567"));
    }

    [Fact]
    public void Modulus_16_counts_the_start_and_stop_letters()
    {
        Assert.Equal('+', CheckDigit.Of(CheckDigitKind.Modulus16, "37859", 'A', 'B'));
        Assert.NotEqual('+', CheckDigit.Of(CheckDigitKind.Modulus16, "37859", 'A', 'A'));
        Assert.Null(CheckDigit.Of(CheckDigitKind.Modulus16, "37859"));
    }

    [Fact]
    public void An_ISBN_has_the_check_digit_of_EAN() => Assert.Equal('5', CheckDigit.Of(CheckDigitKind.Modulus10Weight3, "978400416004"));

    [Property]   // what a check digit is for; the two whose weights lose nothing in one place
    public Property One_wrong_digit_never_passes() => Prop.ForAll(
        (from digits in Gen.Choose(0, 9).ListOf(10)
         from place in Gen.Choose(0, 9)
         from off in Gen.Choose(1, 9)
         from kind in Gen.Elements(CheckDigitKind.Modulus10Weight2Split, CheckDigitKind.Modulus10Weight3)
         select (digits, place, off, kind)).ToArbitrary(),
        wrong =>
        {
            var right = string.Concat(wrong.digits);
            var misread = string.Concat(wrong.digits.Select((digit, at) => at == wrong.place ? (digit + wrong.off) % 10 : digit));
            return CheckDigit.Of(wrong.kind, right) != CheckDigit.Of(wrong.kind, misread);
        });

    [Property]
    public bool No_text_is_too_strange_to_have_none(string text) =>
        Enum.GetValues<CheckDigitKind>().All(kind => CheckDigit.Of(kind, text ?? "", 'A', 'B') is null or (>= '$' and <= 'D'));
}
