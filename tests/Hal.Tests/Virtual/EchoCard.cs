using Virtual;
using Virtual.Cards;
using Virtual.Pn532;

namespace Hal.Tests.VirtualChip;

/// <summary>A card that answers as a test says, and remembers what reached it.</summary>
sealed class EchoCard(Func<byte[], byte[]>? answer = null) : IVirtualCard
{
    readonly Func<byte[], byte[]> _answer = answer ?? (command => [.. command, 0x90, 0x00]);

    public List<byte[]> Commands { get; } = [];
    public int Resets { get; private set; }
    public TimeSpan ComputingTime { get; set; }

    /// <summary>This card as a My Number card shows itself on the air; FWI 10 (309 ms).</summary>
    public TypeBPicc OnAir(int variant = 0, int seed = 1) => new(this, AtqbVariant.All[variant].Air(), new Random(seed));

    public void Reset() => Resets++;

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        Commands.Add(command.ToArray());
        return _answer(command.ToArray());
    }

    /// <summary>Bytes by which position and length show.</summary>
    public static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(index => (byte)(index * 7 + length))];
}

static class VariantAir
{
    public static CardAir.TypeB Air(this AtqbVariant variant) =>
        new(Convert.FromHexString(variant.Hex[..8]), Convert.FromHexString(variant.Hex[8..]));
}
