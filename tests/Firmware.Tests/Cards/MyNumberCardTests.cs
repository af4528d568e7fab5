using Firmware.Cards;
using FsCheck.Xunit;
using Hal.Iso7816;

namespace Firmware.Tests.Cards;

public class MyNumberCardTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;
    static readonly byte[] Digest = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    static readonly string DigestHex = Convert.ToHexString(Digest);

    [Fact]
    public async Task A_tap_reads_the_serial_number_and_lets_the_text_application_sign_without_a_pin()
    {
        var signature = string.Concat(Enumerable.Repeat("5A", 256));
        var card = new ScriptedCard()
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")          // SELECT the JPKI application
            .Expect("00 A4 02 0C 02 000A", "9000")                          // SELECT the user-authentication certificate
            .Expect("00 B0 00 00 23", "3082066B 30820553 A003020102 0204 00D1F2A3 300D06092A864886F70D01010B050030818B 9000")
            .Expect("00 A4 04 0C 0A D3921000310001010408", "9000")          // SELECT the text application
            .Expect($"80 2A 00 00 33 3031300D060960864801650304020105000420 {DigestHex} 00", signature + "9000");

        var outcome = Assert.IsType<TapOutcome.Identified>(await new MyNumberCard(card).TapAsync(Digest, Cancel));

        Assert.Equal("D1F2A3", outcome.CertificateSerial);
        Assert.Equal(signature, Convert.ToHexString(outcome.Signature));
        Assert.True(card.IsOver);
    }

    [Fact]
    public async Task A_card_without_the_jpki_application_is_another_card()
    {
        var card = new ScriptedCard().Expect("00 A4 04 0C 0A D392F000260100000001", "6A82");
        Assert.IsType<TapOutcome.OtherCard>(await new MyNumberCard(card).TapAsync(Digest, Cancel));
    }

    [Fact]
    public async Task A_phone_that_wants_its_pin_before_it_shows_the_certificate_is_told_apart()
    {
        var card = new ScriptedCard()
            .Expect("00 A4 04 0C 0A D392F000260100000001", "9000")
            .Expect("00 A4 02 0C 02 000A", "9000")
            .Expect("00 B0 00 00 23", "6982");
        Assert.Equal(new TapOutcome.NoCertificate(StatusWord.SecurityStatusNotSatisfied), await new MyNumberCard(card).TapAsync(Digest, Cancel));
    }

    [Theory]
    [InlineData("3082066B30820553A003020102 0204 00D1F2A3", "D1F2A3")]
    [InlineData("3082066B30820553A003020102 0201 07", "07")]
    [InlineData("3082066B30820553A003020102 0214 7F00000000000000000000000000000000000001", "7F00000000000000000000000000000000000001")]
    public void The_serial_number_is_read_from_the_head_of_a_certificate(string der, string serial)
    {
        Assert.True(CertificateHead.TryReadSerial(Convert.FromHexString(der.Replace(" ", "", StringComparison.Ordinal)), out var found));
        Assert.Equal(serial, found);
    }

    [Property]
    public bool Arbitrary_bytes_are_no_certificate_and_no_crash(byte[] bytes)
    {
        CertificateHead.TryReadSerial(bytes, out _);
        return true;
    }

    [Property]
    public bool A_cut_certificate_head_is_no_crash(byte cut)
    {
        var head = Convert.FromHexString("3082066B30820553A003020102020400D1F2A3");
        return !CertificateHead.TryReadSerial(head.AsSpan(0, cut % head.Length), out _);
    }
}
