using Virtual.Cards;
using Virtual.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>Cards that show themselves and cannot be activated: told once, with the step that failed, and forgotten when they leave.</summary>
public sealed class UnreadableCardTests
{
    const byte Deselect = 0xCA, Attrib = 0x1D, Frames256 = 0x08;

    [Fact]
    public async Task A_card_that_does_not_take_our_frames_is_unreadable_until_it_goes()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(new StubbornPicc(TypeB(), frame => frame is [Attrib, _, _, _, _, _, Frames256, ..]));

        Assert.Equal("ATTRIB: Timeout", Assert.IsType<CardSighting.Unreadable>(await rig.NextAsync()).Reason);
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());   // told once: nothing stands between
        rig.Chip.Field.Put(TypeB());
        Assert.True((await rig.NextCardAsync()).SpeaksApdus);
    }

    [Fact]
    public async Task A_card_that_cannot_be_taken_over_from_the_chip_is_unreadable()
    {
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(new StubbornPicc(TypeB(), frame => frame is [Deselect, ..]));

        Assert.Equal("DESELECT: Timeout", Assert.IsType<CardSighting.Unreadable>(await rig.NextAsync()).Reason);
    }

    [Fact]
    public async Task A_type_b_card_without_blocks_is_unreadable()
    {
        await using var rig = new ReaderRig();
        var air = EchoAir();
        byte[] protocol = air.ProtocolInfo.ToArray();
        protocol[1] &= 0xFE;   // protocol type: no ISO/IEC 14443-4
        rig.Chip.Field.Put(new TypeBPicc(new ReaderRig.Card(), new CardAir.TypeB(air.ApplicationData, protocol), new Random(1)));

        Assert.Equal("the card speaks no ISO/IEC 14443-4", Assert.IsType<CardSighting.Unreadable>(await rig.NextAsync()).Reason);
    }

    [Fact]
    public async Task A_type_a_card_that_promises_blocks_and_does_not_answer_RATS_is_unreadable()
    {
        const byte Rats = 0xE0;
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(new StubbornPicc(TypeAPicc.WithApdus(new byte[] { 0x04, 0x12, 0x34, 0x56 }, new ReaderRig.Card()), frame => frame is [Rats, _]));

        Assert.Equal("no answer to RATS", Assert.IsType<CardSighting.Unreadable>(await rig.NextAsync()).Reason);
    }

    [Fact]
    public async Task An_activation_that_fails_twice_and_then_succeeds_is_a_card()
    {
        var refusals = 2;
        await using var rig = new ReaderRig();
        rig.Chip.Field.Put(new StubbornPicc(TypeB(), frame => frame is [Deselect, ..] && refusals-- > 0));

        Assert.True((await rig.NextCardAsync()).SpeaksApdus);
    }

    [Fact]
    public async Task A_card_the_chip_itself_cannot_activate_is_not_there()
    {
        await using var rig = new ReaderRig();
        await rig.Reader.IdentifyAsync(TestContext.Current.CancellationToken);
        rig.Chip.Field.Put(new StubbornPicc(TypeB(), frame => frame is [Attrib, ..]));   // InListPassiveTarget tells of cards only once they took ATTRIB
        rig.Chip.Field.Put(TypeAPicc.MifareClassic(new byte[] { 0x04, 0x12, 0x34, 0x56 }));

        Assert.Equal(CardTechnology.TypeA, (await rig.NextCardAsync()).Technology);
    }

    static TypeBPicc TypeB() => new(new ReaderRig.Card(), EchoAir(), new Random(1));

    static CardAir.TypeB EchoAir() => new(AtqbVariant.All[0].ApplicationData, AtqbVariant.All[0].ProtocolInfo);

    /// <summary>A card that stays mute to some frames, as one at the edge of the field does.</summary>
    sealed class StubbornPicc(Picc card, Func<byte[], bool> ignores) : Picc
    {
        public override CardTechnology Technology => card.Technology;

        internal override void PowerUp() => card.PowerUp();

        internal override PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link) => ignores(frame.ToArray()) ? null : card.Receive(frame, link);
    }
}
