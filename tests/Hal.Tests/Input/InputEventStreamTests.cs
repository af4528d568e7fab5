using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Input;

namespace Hal.Tests.Input;

public sealed class InputEventStreamTests
{
    [Property]
    public Property Events_torn_anywhere_are_the_same() => Prop.ForAll(
        Gen.Choose(1, 40).ListOf(30).ToArbitrary(),
        cuts =>
        {
            var bytes = Events.Bytes([.. Enumerable.Range(2, 50).Select(code => (Events.Key, (ushort)code, 1))]);
            var stream = new InputEventStream();
            var taken = new List<InputEvent>();
            var from = 0;
            foreach (var cut in cuts.Append(bytes.Length))
            {
                var to = Math.Min(bytes.Length, from + cut);
                taken.AddRange(Take(stream, bytes.AsMemory(from, to - from)));
                from = to;
            }
            return taken.SequenceEqual(Enumerable.Range(2, 50).Select(code => new InputEvent(InputEvent.KeyType, (ushort)code, InputEvent.Down, TimeSpan.Zero)));
        });

    [Property]
    public Property Garbage_is_events_of_a_time_that_can_be() => Prop.ForAll(
        Gen.Choose(0, 600).SelectMany(count => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(count)).ToArbitrary(),
        bytes =>
        {
            var taken = Take(new(), bytes);
            return taken.Count == bytes.Length / InputEvent.Size && taken.All(one => one.At >= TimeSpan.Zero);
        });

    [Fact]
    public void The_kernels_time_is_read_to_the_microsecond()
    {
        byte[] bytes = [.. BitConverter.GetBytes(12L), .. BitConverter.GetBytes(345_678L), 1, 0, 30, 0, 2, 0, 0, 0];

        Assert.Equal([new(InputEvent.KeyType, 30, InputEvent.Repeat, TimeSpan.FromMicroseconds(12_345_678))], Take(new(), bytes));
    }

    static List<InputEvent> Take(InputEventStream stream, ReadOnlyMemory<byte> bytes)
    {
        var taken = new List<InputEvent>();
        while (stream.TryTake(ref bytes, out var happened))
        {
            taken.Add(happened);
        }
        return taken;
    }
}
