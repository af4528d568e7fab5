using Virtual.Pn532;

namespace Hal.Tests.VirtualChip;

/// <summary>How the chip finds cards of each kind, and several at once.</summary>
public sealed class ActivationTests
{
    static readonly byte[] Idm = ChipHost.Bytes("0102030405060708");
    static readonly byte[] Pmm = ChipHost.Bytes("00F1000000014300");

    static ChipHost Host(params Picc[] cards)
    {
        var host = new ChipHost();
        host.Send("32 05 FF 01 02");   // three tries, then none
        foreach (var card in cards)
        {
            host.Field.Put(card);
        }
        return host;
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01 00 FF FF 01 00")]
    [InlineData("02 00 FF FF 01 00")]
    [InlineData("03 00")]
    [InlineData("04")]
    public void An_empty_field_is_no_target(string kind)
    {
        using var host = Host();

        Assert.Equal("4B00", host.Send("4A 02 " + kind));
    }

    [Theory]
    [InlineData("DEADBEEF", "4B01010004" + "0804" + "DEADBEEF")]
    [InlineData("04112233445566", "4B01010004" + "0807" + "04112233445566")]
    [InlineData("04112233445566778899", "4B01010004" + "080A" + "04112233445566778899")]
    public void A_MIFARE_card_is_listed_with_its_UID_of_any_length(string uid, string listed)
    {
        using var host = Host(TypeAPicc.MifareClassic(ChipHost.Bytes(uid)));

        Assert.Equal(listed, host.Send("4A 01 00"));
        Assert.Equal(listed, host.Send("4A 01 00"));   // and again, as it lies there
        Assert.Equal("4101", host.Send("40 01 30 00"));   // without a key it says nothing
    }

    [Fact]
    public void A_card_can_be_asked_for_by_its_UID()
    {
        using var host = Host(TypeAPicc.MifareClassic(ChipHost.Bytes("DEADBEEF")));

        Assert.StartsWith("4B0101", host.Send("4A 01 00 DE AD BE EF"), StringComparison.Ordinal);
        Assert.Equal("4B00", host.Send("4A 01 00 DE AD BE EE"));
    }

    [Fact]
    public void A_type_A_card_with_blocks_answers_APDUs()
    {
        using var host = Host(TypeAPicc.WithApdus(ChipHost.Bytes("04112233445566"), new EchoCard(_ => EchoCard.Pattern(200))));

        Assert.EndsWith("0575778100", host.Send("4A 01 00"), StringComparison.Ordinal);
        var (status, data) = host.Exchange([0x00, 0xA4]);

        Assert.Equal(0, status);
        Assert.Equal(EchoCard.Pattern(200), data);
    }

    [Fact]
    public void A_FeliCa_card_is_listed_with_IDm_and_PMm_and_its_system_code_when_asked()
    {
        using var host = Host(new FelicaPicc(Idm, Pmm, 0x88B4, new Random(1)));

        Assert.Equal("4B01011201" + "0102030405060708" + "00F1000000014300", host.Send("4A 01 01 00 FF FF 00 00"));
        Assert.Equal("4B01011401" + "0102030405060708" + "00F1000000014300" + "88B4", host.Send("4A 01 02 00 88 B4 01 00"));
        Assert.Equal("4B00", host.Send("4A 01 01 00 FE 00 00 00"));
        host.Send("4A 01 01 00 FF FF 00 00");
        Assert.Equal("4100" + "0B05" + "0102030405060708" + "00", host.Send("40 01 0A 04 01 02 03 04 05 06 07 08"));
    }

    [Fact]
    public void Two_type_B_cards_are_drawn_apart_and_both_answer()
    {
        var (one, other) = (new EchoCard(_ => [0x01]), new EchoCard(_ => [0x02]));
        using var host = Host(one.OnAir(seed: 1), other.OnAir(variant: 1, seed: 2));

        Assert.StartsWith("4B02", host.Send("4A 02 03 00"), StringComparison.Ordinal);

        byte[] answers = [.. host.Exchange([0x00], 1).Data, .. host.Exchange([0x00], 2).Data];
        Assert.Equal((byte[])[0x01, 0x02], answers.Order().ToArray());
    }

    [Fact]
    public void Two_type_A_cards_are_told_apart_bit_by_bit()
    {
        using var host = Host(TypeAPicc.MifareClassic(ChipHost.Bytes("DEADBEEF")), TypeAPicc.MifareClassic(ChipHost.Bytes("DEADBEEE")));

        var listed = host.Send("4A 02 00");

        Assert.StartsWith("4B02", listed, StringComparison.Ordinal);
        Assert.Contains("DEADBEEF", listed, StringComparison.Ordinal);
        Assert.Contains("DEADBEEE", listed, StringComparison.Ordinal);
    }

    [Fact]
    public void Cards_of_different_kinds_do_not_hear_each_other()
    {
        using var host = Host(new EchoCard().OnAir(), TypeAPicc.MifareClassic(ChipHost.Bytes("DEADBEEF")), new FelicaPicc(Idm, Pmm, 0x88B4, new Random(1)));

        Assert.StartsWith("4B0101", host.Send("4A 02 00"), StringComparison.Ordinal);
        Assert.StartsWith("4B0101", host.Send("4A 02 03 00"), StringComparison.Ordinal);
        Assert.StartsWith("4B0101", host.Send("4A 02 01 00 FF FF 00 00"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("60 01 01 10 03", "610103")]
    [InlineData("60 FF 01 23", "610123")]
    [InlineData("60 02 0F 20 10", "6100")]
    public void Automatic_polling_names_the_type_it_found(string poll, string answer)
    {
        using var host = Host(new EchoCard().OnAir());

        Assert.StartsWith(answer, host.Send(poll), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_request_is_made_up_by_the_next_try()
    {
        using var host = Host(new EchoCard().OnAir());
        host.Field.LoseNext(2);

        Assert.StartsWith("4B0101", host.Send("4A 01 03 00"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_field_no_card_answers()
    {
        using var host = Host(new EchoCard().OnAir());
        host.List();
        Assert.True(host.Field.IsOn);

        host.Send("32 01 00");

        Assert.Equal("4101", host.Send("40 01 00"));
    }
}
