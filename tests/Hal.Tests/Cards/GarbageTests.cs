using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

/// <summary>Whatever comes over the air, the card says something and does not break.</summary>
public sealed class GarbageTests
{
    static readonly byte[] Instructions = [0x20, 0x24, 0x2A, 0x32, 0x84, 0x88, 0xA2, 0xA4, 0xAE, 0xB0, 0xB2, 0xC0, 0xCA];

    // Commands that are nearly right reach deeper than bytes from nowhere; lengths cross every form, 255, 256 and extended ones.
    static readonly Gen<byte[]> Commands =
        from cla in Gen.Elements<byte>(0x00, 0x00, 0x80, 0x80, 0x0C, 0x01, 0xFF)
        from ins in Gen.Elements(Instructions)
        from p1 in Gen.Elements<byte>(0x00, 0x01, 0x02, 0x04, 0x05, 0x7F, 0x80, 0x8A, 0x98)
        from p2 in Gen.Choose(0, 255)
        from body in Body
        select (byte[])[cla, ins, p1, (byte)p2, .. body];

    static Gen<byte[]> Body => Gen.OneOf(
        Gen.Constant(Array.Empty<byte>()),
        Gen.Choose(0, 255).Select(le => new[] { (byte)le }),
        Bytes(0, 300),
        Bytes(1, 255).SelectMany(data => Gen.Elements<byte[]>([], [0]).Select(le => (byte[])[(byte)data.Length, .. data, .. le])),
        Bytes(1, 600).SelectMany(data => Gen.Elements<byte[]>([], [0, 0]).Select(le => (byte[])[0, (byte)(data.Length >> 8), (byte)data.Length, .. data, .. le])));

    static Gen<byte[]> Bytes(int from, int to) =>
        Gen.Choose(from, to).SelectMany(length => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(length));

    [Property(MaxTest = 300)]
    public Property Any_bytes_get_a_status_word() => Prop.ForAll(Bytes(0, 300).ToArbitrary(), bytes => new TestCard().Card.Transmit(bytes).Length >= 2);

    [Property(MaxTest = 100)]
    public Property Any_conversation_gets_a_status_word_for_each_command() => Prop.ForAll(
        Gen.Elements(Aid.Jpki, Aid.Text, Aid.Visual, Aid.Common, Aid.Residents).Zip(Commands.ListOf()).ToArbitrary(), conversation =>
        {
            var card = new TestCard().Select(conversation.Item1);
            return conversation.Item2.All(command => card.Card.Transmit(command) is [.., >= 0x61 and < 0xA0, _]);
        });
}
