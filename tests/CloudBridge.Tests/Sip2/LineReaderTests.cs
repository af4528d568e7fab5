using System.IO.Pipelines;
using System.Text;
using Bridge.Library.Sip2.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Sip2;

/// <summary>Lines, however they end and arrive.</summary>
public sealed class LineReaderTests
{
    const int Longest = 100;

    static readonly string[] Lines = ["941", "98ポ", "12 a\nb"];
    static readonly string[] LineEnds = ["\r", "\r\n", "\n\r", "\r\0", " \r\n\r\n", "\0\r"];

    [Property]
    public bool Lines_are_the_same_whatever_their_end_and_however_they_are_split(byte end, byte[] cuts)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Lines.Select(line => $"\n{line}{LineEnds[end % LineEnds.Length]}")));

        var read = Read(text, cuts);

        return read.SequenceEqual(Lines);
    }

    [Theory, InlineData(100, true), InlineData(101, false)]
    public async Task A_line_that_is_too_long_is_refused_with_or_without_its_end(int length, bool isTaken)
    {
        foreach (var end in new[] { "\r", "" })
        {
            var reader = Reader(Encoding.ASCII.GetBytes(new string('x', length) + end), []);
            if (isTaken)
            {
                Assert.Equal(end == "" ? null : length, (await reader.ReadAsync(TestContext.Current.CancellationToken))?.Length);
            }
            else
            {
                await Assert.ThrowsAsync<Sip2Exception>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
            }
        }
    }

    [Fact]
    public void Half_a_line_at_the_end_is_none() => Assert.Equal(["941"], Read("941\r98YY"u8.ToArray(), []));

    [Property]
    public Property Arbitrary_bytes_end_in_lines_or_a_refusal() => Prop.ForAll(
        (from length in Gen.Choose(0, 300) from bytes in Gen.Elements<byte>(0x0D, 0x0A, 0, 0x20, 0x41, 0x7C, 0xFF).ArrayOf(length) select bytes).ToArbitrary(), bytes =>
        {
            try
            {
                return Read(bytes, []).All(line => line.Length is > 0 and <= Longest && !line.Contains('\r', StringComparison.Ordinal));
            }
            catch (Sip2Exception)
            {
                return bytes.Length > Longest;
            }
        });

    static List<string> Read(byte[] bytes, byte[] cuts)
    {
        var reader = Reader(bytes, cuts);
        var lines = new List<string>();
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } line)
        {
            lines.Add(Encoding.UTF8.GetString(line));
        }
        return lines;
    }

    static Sip2LineReader Reader(byte[] bytes, byte[] cuts) => new(PipeReader.Create(new SplitStream(bytes, cuts)), Longest);

    /// <summary>Gives a few bytes at a time.</summary>
    sealed class SplitStream(byte[] bytes, byte[] cuts) : MemoryStream(bytes)
    {
        int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(cuts.Length == 0 ? buffer : buffer[..Math.Min(buffer.Length, 1 + cuts[reads++ % cuts.Length] % 5)], cancellationToken);
    }
}
