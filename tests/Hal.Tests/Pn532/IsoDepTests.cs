using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Pn532;

namespace Hal.Tests.Pn532;

public class IsoDepTests
{
    [Theory]
    [InlineData("02", "Information")]
    [InlineData("13AABB", "Information")]
    [InlineData("A3", "Acknowledge")]
    [InlineData("B2", "NotAcknowledge")]
    [InlineData("C2", "Deselect")]
    [InlineData("F201", "WaitingTimeExtension")]
    public void Blocks_are_what_the_standard_shows(string bytes, string kind)
    {
        Assert.Equal(IsoDepBlockError.None, IsoDepBlock.Parse(Convert.FromHexString(bytes), null, out var block));
        Assert.Equal(kind, block.Kind.ToString());
    }

    [Theory]
    [InlineData("", "Empty")]
    [InlineData("06", "UnknownPcb")]      // NAD
    [InlineData("22", "UnknownPcb")]
    [InlineData("0A01", "OtherCid")]
    [InlineData("F2", "Content")]
    [InlineData("F200", "Content")]
    [InlineData("F23C", "Content")]       // 60: reserved
    [InlineData("A2FF", "Content")]
    public void A_block_that_is_none_says_why(string bytes, string error) =>
        Assert.Equal(error, IsoDepBlock.Parse(Convert.FromHexString(bytes), null, out _).ToString());

    [Property]
    public Property Any_block_survives_the_round_trip() => Prop.ForAll(
        (from kind in Gen.Elements(Enum.GetValues<IsoDepBlockKind>())
         from number in Gen.Choose(0, 1)
         from chained in Gen.Elements(true, false)
         from cid in Gen.Elements<byte?>(null, 0, 1, 14)
         from length in Gen.Choose(0, 253)
         from multiplier in Gen.Choose(1, 59)
         select (kind, number, chained, cid, length, multiplier)).ToArbitrary(), x =>
        {
            var isInformation = x.kind == IsoDepBlockKind.Information;
            var information = isInformation ? Enumerable.Range(0, x.length).Select(i => (byte)i).ToArray()
                : x.kind == IsoDepBlockKind.WaitingTimeExtension ? [(byte)x.multiplier] : [];
            var number = x.kind is IsoDepBlockKind.Deselect or IsoDepBlockKind.WaitingTimeExtension ? 0 : x.number;
            var bytes = new byte[256];
            var length = new IsoDepBlock { Kind = x.kind, Number = number, IsChained = isInformation && x.chained, Information = information }.Encode(x.cid, bytes);
            return IsoDepBlock.Parse(bytes.AsSpan(0, length), x.cid, out var block) == IsoDepBlockError.None
                && block.Kind == x.kind && block.Number == number && block.IsChained == (isInformation && x.chained)
                && block.Information.SequenceEqual(information);
        });

    [Property(MaxTest = 1000)]
    public Property Arbitrary_bytes_never_throw_and_never_go_on_for_ever() => Prop.ForAll(
        (from blocks in Gen.OneOf(Any(0, 6), Gen.Elements(0x02, 0x03, 0x12, 0x13, 0xA2, 0xA3, 0xB2, 0xC2).Select(pcb => new[] { (byte)pcb, (byte)1 }),
             Gen.Constant(new byte[] { 0xF2, 0x01 })).ArrayOf(700)
         from commandLength in Gen.Choose(1, 261)
         select (blocks, commandLength)).ToArbitrary(), x =>
        {
            var protocol = new IsoDepProtocol(64, null);
            var step = protocol.Begin(new byte[x.commandLength], new byte[258]);
            foreach (var block in x.blocks)
            {
                if (step != IsoDepStep.Send)
                {
                    return true;
                }
                step = protocol.Receive(block);
            }
            return step != IsoDepStep.Send;
        });

    [Property(MaxTest = 500)]
    public Property An_apdu_arrives_once_and_its_answer_whole_whatever_the_air_loses() => Prop.ForAll(
        (from frames in Gen.Elements(16, 24, 32, 64, 128, 256)
         from cid in Gen.Elements<byte?>(null, 1)
         from commandLengths in Gen.Choose(1, 261).ArrayOf(4)
         from answerLengths in Gen.OneOf(Gen.Choose(2, 258), Gen.Elements(2, 253, 254, 258)).ArrayOf(4)
         from faults in Gen.Frequency((5, Gen.Constant(Air.Good)), (1, Gen.Elements(Air.LostToCard, Air.LostToReader, Air.DamagedToReader))).ArrayOf(80)
         from extensions in Gen.Choose(0, 3)
         select (frames, cid, commandLengths, answerLengths, faults, extensions)).ToArbitrary(), x =>
        {
            var picc = new Picc(x.frames, x.cid) { Extensions = x.extensions };
            var protocol = new IsoDepProtocol(x.frames, x.cid);
            var at = 0;
            var (inRow, good) = (0, 2);
            for (var i = 0; i < x.commandLengths.Length; i++)
            {
                var command = Enumerable.Range(i, x.commandLengths[i]).Select(b => (byte)b).ToArray();
                picc.Answer = Enumerable.Range(7 * i, x.answerLengths[i]).Select(b => (byte)b).ToArray();
                var response = new byte[258];
                var step = protocol.Begin(command, response);
                while (step == IsoDepStep.Send)
                {
                    // two faults in a row are borne; a third is a card that left
                    var air = inRow is 1 || good >= 2 ? x.faults[at++ % x.faults.Length] : Air.Good;
                    (inRow, good) = air == Air.Good ? (0, good + 1) : (inRow + 1, 0);
                    var answer = air == Air.LostToCard ? null : picc.Receive(protocol.Outgoing.Span);
                    step = air == Air.Good && answer is not null ? protocol.Receive(answer) : protocol.Fault();
                }
                if (step != IsoDepStep.Done || !picc.Commands[i].SequenceEqual(command) || !response.AsSpan(0, protocol.ResponseLength).SequenceEqual(picc.Answer))
                {
                    return false;
                }
            }
            return picc.Commands.Count == x.commandLengths.Length;   // each carried out exactly once
        });

    [Fact]
    public void A_card_pulled_in_the_middle_of_a_chain_is_lost_after_two_repetitions()
    {
        var protocol = new IsoDepProtocol(256, null);
        Assert.Equal(IsoDepStep.Send, protocol.Begin(new byte[] { 0, 0xB0, 0, 0, 0 }, new byte[258]));
        Assert.Equal(IsoDepStep.Send, protocol.Receive([0x12, 1, 2, 3]));   // chained: more was to come
        Assert.Equal("A3", Convert.ToHexString(protocol.Outgoing.Span));
        Assert.Equal(IsoDepStep.Send, protocol.Fault());
        Assert.Equal("A3", Convert.ToHexString(protocol.Outgoing.Span));    // rule 5: R(ACK) again, no R(NAK)
        Assert.Equal(IsoDepStep.Send, protocol.Fault());
        Assert.Equal(IsoDepStep.Lost, protocol.Fault());
    }

    [Fact]
    public void More_time_is_granted_and_the_wait_made_longer()
    {
        var protocol = new IsoDepProtocol(256, null);
        protocol.Begin(new byte[] { 0, 0x2A, 0x80, 0 }, new byte[258]);
        Assert.Equal(1, protocol.WaitingTimeMultiplier);
        Assert.Equal(IsoDepStep.Send, protocol.Receive([0xF2, 0xC0 | 9]));   // the power level is not echoed
        Assert.Equal("F209", Convert.ToHexString(protocol.Outgoing.Span));
        Assert.Equal(9, protocol.WaitingTimeMultiplier);
        Assert.Equal(IsoDepStep.Done, protocol.Receive([0x02, 0x90, 0x00]));
        Assert.Equal(2, protocol.ResponseLength);
    }

    [Fact]
    public void An_answer_longer_than_any_answer_is_not_written_beyond_its_room()
    {
        var protocol = new IsoDepProtocol(256, null);
        protocol.Begin(new byte[5], new byte[10]);
        Assert.Equal(IsoDepStep.Confused, protocol.Receive([0x02, .. new byte[11]]));
    }

    [Theory]
    [InlineData("501122334400004100B381A1", 256, 309.3)]
    [InlineData("50112233440000004B0051D1", 64, 2474.5)]
    public void Frame_size_and_waiting_time_come_from_the_answer_to_request(string atqb, int frameLength, double milliseconds)
    {
        Assert.True(AnswerToRequestB.TryParse(Convert.FromHexString(atqb), out var card));
        Assert.Equal(frameLength, card.FrameLength);
        Assert.Equal(milliseconds, card.WaitingTime.TotalMilliseconds, 1);
        Assert.True(card.SpeaksIsoDep);
    }

    [Theory]
    [InlineData(25, 0x09)]
    [InlineData(77.33, 0x0B)]
    [InlineData(309.3, 0x0D)]
    [InlineData(2474.5, 0x10)]
    [InlineData(9999, 0x10)]
    public void The_chip_waits_at_least_as_long_as_the_card_may_take(double milliseconds, int code)
    {
        Assert.Equal(code, CardTimeout.CodeFor(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.True(code == 0x10 || CardTimeout.TimeOf((byte)code) >= TimeSpan.FromMilliseconds(milliseconds));
    }

    public enum Air
    {
        Good,
        LostToCard,
        LostToReader,
        DamagedToReader,
    }

    static Gen<byte[]> Any(int least, int most) => from length in Gen.Choose(least, most) from bytes in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length) select bytes;

    /// <summary>The card's half of ISO/IEC 14443-4 7.5.4, written from its rules C, D, E, 10, 11, 13; it carries out what it got and counts.</summary>
    sealed class Picc(int frameLength, byte? cid)
    {
        readonly List<byte> _command = [];
        int _number = 1;   // rule C
        byte[] _last = [];
        int _answered;

        public byte[] Answer { get; set; } = [];
        public int Extensions { get; init; }
        public List<byte[]> Commands { get; } = [];

        public byte[]? Receive(ReadOnlySpan<byte> bytes)
        {
            if (IsoDepBlock.Parse(bytes, cid, out var block) != IsoDepBlockError.None)
            {
                return null;   // rule 10 of the card: no answer to what is damaged
            }
            switch (block.Kind)
            {
                case IsoDepBlockKind.Information:
                    _number ^= 1;   // rule D
                    _command.AddRange(block.Information);
                    if (block.IsChained)
                    {
                        return Send(new() { Kind = IsoDepBlockKind.Acknowledge, Number = _number });   // rule 2
                    }
                    Commands.Add([.. _command]);
                    _command.Clear();
                    _answered = 0;
                    if (Extensions > 0)
                    {
                        _left = Extensions;
                        return Extend();
                    }
                    return Piece();
                case IsoDepBlockKind.WaitingTimeExtension:
                    return --_left > 0 ? Extend() : Piece();
                case IsoDepBlockKind.Acknowledge when block.Number != _number:
                    _number ^= 1;   // rule E
                    return Piece();
                case IsoDepBlockKind.Acknowledge or IsoDepBlockKind.NotAcknowledge when block.Number == _number:
                    return _last;   // rule 11
                case IsoDepBlockKind.NotAcknowledge:
                    return Encoded(new() { Kind = IsoDepBlockKind.Acknowledge, Number = _number });   // rule 12
                default:
                    return null;
            }
        }

        int _left;

        byte[] Extend()
        {
            ReadOnlySpan<byte> multiplier = [5];
            return Send(new() { Kind = IsoDepBlockKind.WaitingTimeExtension, Information = multiplier });
        }

        byte[] Piece()
        {
            var room = frameLength - 2 - IsoDepBlock.HeaderLength(cid);
            var piece = Answer.AsSpan(_answered, Math.Min(room, Answer.Length - _answered));
            _answered += piece.Length;
            return Send(new() { Kind = IsoDepBlockKind.Information, Number = _number, IsChained = _answered < Answer.Length, Information = piece });
        }

        byte[] Send(IsoDepBlock block) => _last = Encoded(block);

        byte[] Encoded(IsoDepBlock block)
        {
            var bytes = new byte[256];
            return bytes[..block.Encode(cid, bytes)];
        }
    }
}
