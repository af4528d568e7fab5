using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Pn532;

namespace Hal.Tests.Pn532;

public class HostFrameTests
{
    [Fact]
    public void A_normal_frame_is_what_the_manual_shows()
    {
        var frame = new byte[HostFrame.MaxLength];
        var length = HostFrame.Encode([0xD4, 0x02], frame);
        Assert.Equal("0000FF02FED4022A00", Convert.ToHexString(frame.AsSpan(0, length)));
    }

    [Fact]
    public void A_block_of_256_bytes_with_its_status_word_needs_the_extended_form()
    {
        var frame = new byte[HostFrame.MaxLength];
        HostFrame.Encode(new byte[261], frame);
        Assert.Equal("0000FFFFFF0105FA", Convert.ToHexString(frame.AsSpan(0, 8)));   // 01 + 05 + FA = 100: the bytes are summed, not the number
    }

    [Theory]
    [InlineData("0000FF00FF00", "Acknowledge")]
    [InlineData("0000FFFF0000", "NotAcknowledge")]
    [InlineData("0000FF01FF7F8100", "SyntaxError")]
    [InlineData("0000FF02FED5032800", "Information")]
    public void The_four_kinds_are_told_apart(string bytes, string kind)
    {
        Assert.Equal(HostFrameError.None, HostFrame.Parse(Convert.FromHexString(bytes), out var frame, out _));
        Assert.Equal(kind, frame.Kind.ToString());
    }

    [Theory]
    [InlineData("00FF02FFD50328", "LengthChecksum")]
    [InlineData("00FF02FED50329", "DataChecksum")]
    [InlineData("00FF0000", "Empty")]
    [InlineData("00FFFFFF010AF5", "TooLong")]
    [InlineData("00FFFFFF0105FB", "LengthChecksum")]
    [InlineData("00FF02FED503", "Incomplete")]
    [InlineData("00FFFFFF01", "Incomplete")]
    [InlineData("00FF", "Incomplete")]
    [InlineData("", "Incomplete")]
    public void A_frame_that_is_none_says_why(string bytes, string error) =>
        Assert.Equal(error, HostFrame.Parse(Convert.FromHexString(bytes), out _, out _).ToString());

    [Property]
    public Property Any_content_survives_the_round_trip_in_both_forms() => Prop.ForAll(
        Contents.ToArbitrary(), ArbMap.Default.ArbFor<bool>(), (content, extended) =>
        {
            var bytes = new byte[HostFrame.MaxLength];
            var length = HostFrame.Encode(content, bytes, extended);
            return HostFrame.Parse(bytes.AsSpan(0, length), out var frame, out var consumed) == HostFrameError.None
                && frame.Kind == HostFrameKind.Information && frame.Content.SequenceEqual(content) && consumed == length - 1;
        });

    [Property]
    public Property One_wrong_byte_never_passes_for_the_frame() => Prop.ForAll(
        Contents.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (content, where, flip) =>
        {
            var bytes = new byte[HostFrame.MaxLength];
            var length = HostFrame.Encode(content, bytes);
            bytes[1 + where % (length - 2)] ^= (byte)flip;   // the outermost zeros do not count
            return HostFrame.Parse(bytes.AsSpan(0, length), out var frame, out _) != HostFrameError.None || !frame.Content.SequenceEqual(content)
                || frame.Kind != HostFrameKind.Information;
        });

    [Property(MaxTest = 1000)]
    public Property A_frame_is_found_in_junk_however_its_bytes_trickle_in() => Prop.ForAll(
        Contents.ToArbitrary(), Junk.ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (content, junk, step) =>
        {
            var frame = new byte[HostFrame.MaxLength];
            byte[] bytes = [.. junk, .. frame.AsSpan(0, HostFrame.Encode(content, frame))];
            var stream = new HostFrameStream();
            var taken = new byte[HostFrame.MaxContentLength];
            foreach (var piece in bytes.Chunk(step))
            {
                stream.Append(piece);
                while (stream.TryTake(taken, out var received))
                {
                    if (received.Is(HostFrameKind.Information) && taken.AsSpan(0, received.Length).SequenceEqual(content))
                    {
                        return true;
                    }
                }
            }
            return false;
        });

    [Property(MaxTest = 1000)]
    public Property Arbitrary_bytes_never_throw_and_always_come_to_an_end() => Prop.ForAll(
        Noise.ToArbitrary(), Gen.Choose(1, 700).ToArbitrary(), (bytes, step) =>
        {
            var stream = new HostFrameStream();
            var content = new byte[HostFrame.MaxContentLength];
            var taken = 0;
            foreach (var piece in bytes.Chunk(step))
            {
                stream.Append(piece);
                while (stream.TryTake(content, out _))
                {
                    taken++;
                }
            }
            return taken <= bytes.Length;
        });

    [Fact]
    public void Bytes_that_nobody_reads_are_given_up_and_the_next_frame_is_found()
    {
        var stream = new HostFrameStream();
        for (var i = 0; i < 100; i++)
        {
            stream.Append(new byte[97]);
        }
        stream.Append(ScriptedLink.Frame("D5 03"));
        Assert.True(stream.TryTake(new byte[HostFrame.MaxContentLength], out var received));
        Assert.True(received.Is(HostFrameKind.Information));
    }

    // FsCheck's own arrays stay short; the lengths where the forms meet are what matters.
    static readonly Gen<byte[]> Contents =
        from length in Gen.OneOf(Gen.Choose(1, 300).Select(n => Math.Min(n, HostFrame.MaxContentLength)), Gen.Elements(1, 2, 254, 255, 256, 257, 264, 265))
        from bytes in Bytes(length - 1)
        select (byte[])[HostFrame.ToHost, .. bytes];   // a lone 7F would be the error frame

    // Anything without a start code, so that no frame can begin in it.
    static readonly Gen<byte[]> Junk =
        from length in Gen.Choose(0, 60)
        from bytes in Bytes(length)
        select bytes.Select(b => b == 0xFF ? (byte)0x55 : b).ToArray();

    // Rich in what frames are made of.
    static readonly Gen<byte[]> Noise =
        from length in Gen.Choose(0, 1500)
        from bytes in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0x00, 0xFF, 0x01, 0xD5, 0x7F, 0x81)).Select(b => (byte)b).ArrayOf(length)
        select bytes;

    static Gen<byte[]> Bytes(int length) => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length);
}
