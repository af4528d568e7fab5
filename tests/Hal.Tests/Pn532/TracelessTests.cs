using System.Reflection;
using Hal.Pn532;
using Virtual.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>What went to a card and what came from it stays in no buffer of the driver, whichever wire it took.</summary>
public sealed class TracelessTests
{
    static readonly byte[] Verify = [0x00, 0x20, 0x00, 0x80, 0x04, .. "7391"u8];
    static readonly byte[] Read = [0x00, 0xB0, 0x00, 0x00, 0xFA];   // as many bytes as fit one block

    [Theory]
    [InlineData(HostInterface.Hsu, IsoDepMode.Own)]
    [InlineData(HostInterface.I2c, IsoDepMode.Own)]
    [InlineData(HostInterface.Spi, IsoDepMode.Own)]
    [InlineData(HostInterface.Hsu, IsoDepMode.Chip)]
    [InlineData(HostInterface.Spi, IsoDepMode.Chip)]
    public async Task After_an_exchange_no_buffer_holds_the_command_or_the_answer(HostInterface wire, IsoDepMode mode)
    {
        await using var rig = new ReaderRig(wire, mode);
        rig.Chip.Field.Put(new TypeBPicc(new ReaderRig.Card(), new(Convert.FromHexString("000005E0"), Convert.FromHexString("B381A1")), new Random(1)));
        var card = await rig.NextCardAsync();
        var response = new byte[261];

        foreach (var command in new[] { Verify, Read })
        {
            var length = await card.TransceiveAsync(command, response, TestContext.Current.CancellationToken);
            var answer = response.AsSpan(0, length).ToArray();
            var buffers = Buffers(rig.Reader).Concat(Buffers(card)).Distinct().ToArray();

            Assert.True(buffers.Length >= 5, $"only {buffers.Length} buffers found");   // else the search is blind
            foreach (var buffer in buffers)
            {
                AssertFree(buffer, command[^4..]);
                AssertFree(buffer, answer[20..28]);
                AssertFree(buffer, answer[^16..^8]);
                Assert.Equal(GC.MaxGeneration, GC.GetGeneration(buffer));   // pinned from the first: nothing moved, so nothing was left behind
            }
        }
    }

    static void AssertFree(byte[] buffer, byte[] sought)
    {
        Assert.Equal(-1, buffer.AsSpan().IndexOf(sought));
        Assert.Equal(-1, buffer.AsSpan().IndexOf([.. sought.Select(Reversed)]));   // as SPI sends it
    }

    static byte Reversed(byte value) => (byte)(Enumerable.Range(0, 8).Sum(bit => (value >> bit & 1) << (7 - bit)));

    /// <summary>Every array that could hold a frame, in the objects of the driver that hang together.</summary>
    static IEnumerable<byte[]> Buffers(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }
            for (var type = next.GetType(); type is not null && type.Assembly == typeof(Pn532Reader).Assembly; type = type.BaseType)
            {
                foreach (var value in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(field => field.GetValue(next)))
                {
                    if (value is byte[] { Length: > 200 } buffer)
                    {
                        yield return buffer;
                    }
                    else if (value is not null && value.GetType().Assembly == typeof(Pn532Reader).Assembly)
                    {
                        open.Push(value);
                    }
                }
            }
        }
    }
}
