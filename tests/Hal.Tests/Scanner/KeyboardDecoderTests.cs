using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Scanner;

namespace Hal.Tests.Scanner;

public sealed class KeyboardDecoderTests
{
    [Fact]
    public void Shift_held_makes_capitals_and_a_repeated_key_counts_once() =>
        Assert.Equal("Ab1", Type((1, 42, 1), (1, 30, 1), (1, 30, 2), (1, 30, 0), (1, 42, 0), (1, 48, 1), (1, 48, 0), (1, 2, 1)));

    [Fact]
    public void The_number_block_types_digits() => Assert.Equal("7894561230\r", Type(
        [.. new ushort[] { 71, 72, 73, 75, 76, 77, 79, 80, 81, 82, 96 }.Select(code => ((ushort)1, code, 1))]));

    [Fact]
    public void Keys_the_kernel_lost_spoil_the_scan() => Assert.Equal("1\0", Type((1, 2, 1), (0, 3, 0)));

    [Fact]
    public void A_key_that_types_nothing_spoils_the_scan() => Assert.Equal("\0", Type((1, 59, 1)));

    [Property]
    public Property Events_torn_anywhere_type_the_same() => Prop.ForAll(
        Gen.Choose(1, 40).ListOf(30).ToArbitrary(),
        cuts =>
        {
            var bytes = Bytes([.. Enumerable.Range(2, 50).Select(code => ((ushort)1, (ushort)code, 1))]);
            var typed = new List<(char, TimeSpan)>();
            var decoder = new KeyboardDecoder();
            var from = 0;
            foreach (var cut in cuts.Append(bytes.Length))
            {
                var to = Math.Min(bytes.Length, from + cut);
                decoder.Take(bytes.AsSpan(from, to - from), typed);
                from = to;
            }
            var whole = new List<(char, TimeSpan)>();
            new KeyboardDecoder().Take(bytes, whole);
            return typed.SequenceEqual(whole);
        });

    [Property]
    public Property Garbage_never_throws() => Prop.ForAll(
        Gen.Choose(0, 600).SelectMany(count => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(count)).ToArbitrary(),
        bytes =>
        {
            var typed = new List<(char Character, TimeSpan At)>();
            new KeyboardDecoder().Take(bytes, typed);
            return typed.All(key => key.At >= TimeSpan.Zero);
        });

    static string Type(params (ushort Type, ushort Code, int Value)[] events)
    {
        var typed = new List<(char Character, TimeSpan At)>();
        new KeyboardDecoder().Take(Bytes(events), typed);
        return string.Concat(typed.Select(key => key.Character));
    }

    static byte[] Bytes(params (ushort Type, ushort Code, int Value)[] events) =>
    [
        .. events.SelectMany(one => (byte[])
            [.. new byte[16], .. BitConverter.GetBytes(one.Type), .. BitConverter.GetBytes(one.Code), .. BitConverter.GetBytes(one.Value)]),
    ];
}
