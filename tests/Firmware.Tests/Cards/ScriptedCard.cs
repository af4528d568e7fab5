using Hal;

namespace Firmware.Tests.Cards;

/// <summary>A card that expects one conversation, word for word.</summary>
sealed class ScriptedCard : ICard
{
    readonly Queue<(byte[] Command, byte[] Response)> _script = new();

    public CardTechnology Technology => CardTechnology.TypeB;
    public ReadOnlyMemory<byte> Identifier => default;
    public bool SpeaksApdus => true;
    public bool IsOver => _script.Count == 0;

    public ScriptedCard Expect(string command, string response)
    {
        _script.Enqueue((Bytes(command), Bytes(response)));
        return this;
    }

    public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        Assert.True(_script.TryDequeue(out var next), $"the card was sent {Convert.ToHexString(command.Span)} after the end of its script");
        Assert.Equal(Convert.ToHexString(next.Command), Convert.ToHexString(command.Span));
        next.Response.CopyTo(response);
        return ValueTask.FromResult(next.Response.Length);
    }

    static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
