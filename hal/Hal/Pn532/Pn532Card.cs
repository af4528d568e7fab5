using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>A card in the field of a PN532.</summary>
internal abstract class Pn532Card(Pn532Reader reader) : ICard
{
    public abstract CardTechnology Technology { get; }
    public abstract ReadOnlyMemory<byte> Identifier { get; }
    public abstract bool SpeaksApdus { get; }

    /// <summary>An exchange broke off, so the card's state is not known any more: the reader says Gone and activates it anew.</summary>
    public bool IsLost { get; set; }

    public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel) => SpeaksApdus
        ? reader.TransceiveAsync(this, command, response, cancel)
        : throw new InvalidOperationException("this card speaks no APDUs; ask SpeaksApdus first");

    /// <summary>The exchange itself, while the reader has the chip for it alone.</summary>
    public abstract ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel);

    public abstract ValueTask<bool> IsPresentAsync(CancellationToken cancel);
}

/// <summary>A type B card we speak ISO/IEC 14443-4 with.</summary>
internal sealed class IsoDepCard(Pn532Reader reader, IsoDep session, TimeSpan timeout) : Pn532Card(reader)
{
    public override CardTechnology Technology => CardTechnology.TypeB;
    public override ReadOnlyMemory<byte> Identifier => default;
    public override bool SpeaksApdus => true;

    public override ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel) =>
        session.TransceiveAsync(command, response, timeout, cancel);

    public override ValueTask<bool> IsPresentAsync(CancellationToken cancel) => session.IsPresentAsync(cancel);
}

/// <summary>A card with ISO/IEC 14443-4 that the chip speaks: type A always, type B where the settings say so.</summary>
internal sealed class ChipDepCard(Pn532Reader reader, Pn532Chip chip, CardTimeout timeout, Pn532Target target, bool answersBlocks) : Pn532Card(reader)
{
    readonly byte[] _answer = Traceless.Array(1 + Pn532Chip.MaxDataLength);
    readonly Presence _presence = new(chip, timeout);

    public override CardTechnology Technology => target is Pn532Target.TypeB ? CardTechnology.TypeB : CardTechnology.TypeA;
    public override ReadOnlyMemory<byte> Identifier => target is Pn532Target.TypeA { Uid: var uid } ? uid : default;
    public override bool SpeaksApdus => true;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        var answer = await chip.InDataExchangeAsync(target.Number, command, _answer, cancel);
        if (answer.Error != Pn532Error.None)
        {
            throw answer.Error.IsCardGone
                ? new CardRemovedException($"the card does not answer any more ({answer.Error})")
                : new Pn532Exception("InDataExchange", answer.Error);
        }
        _answer.AsSpan(1, answer.Length).CopyTo(response.Span);
        CryptographicOperations.ZeroMemory(_answer);
        return answer.Length;
    }

    public override ValueTask<bool> IsPresentAsync(CancellationToken cancel) =>
        answersBlocks ? _presence.ByBlockAsync(target, cancel) : _presence.BySearchAsync(target, cancel);
}

/// <summary>A card that is known by its number alone: FeliCa, and type A without ISO/IEC 14443-4.</summary>
/// <remarks>Taken away and put back between two looks, it counts as having stayed: it has no state that could tell.</remarks>
internal sealed class NumberCard(Pn532Reader reader, Pn532Chip chip, CardTimeout timeout, Pn532Target target, Pn532Modulation modulation) : Pn532Card(reader)
{
    readonly Presence _presence = new(chip, timeout);

    public override CardTechnology Technology => target is Pn532Target.FeliCa ? CardTechnology.FeliCa : CardTechnology.TypeA;

    public override ReadOnlyMemory<byte> Identifier => target switch
    {
        Pn532Target.FeliCa { Idm: var idm } => idm,
        Pn532Target.TypeA { Uid: var uid } => uid,
        _ => default,
    };

    public override bool SpeaksApdus => false;

    public override ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel) =>
        throw new InvalidOperationException("this card speaks no APDUs");

    public override ValueTask<bool> IsPresentAsync(CancellationToken cancel) => _presence.BySearchAsync(target, cancel, modulation);
}

/// <summary>Ways to ask whether a card that the chip activated still lies there.</summary>
internal sealed class Presence(Pn532Chip chip, CardTimeout timeout)
{
    static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(25);
    static readonly byte[] NotAcknowledge = [0xB2];
    static readonly byte[] NotAcknowledgeCid1 = [0xBA, 0x01];   // the chip gives a type B card CID 1

    readonly byte[] _answer = Traceless.Array(1 + Pn532Chip.MaxDataLength);

    /// <summary>R(NAK) behind the chip's back: any answer will do, and the card's state stays.</summary>
    public async ValueTask<bool> ByBlockAsync(Pn532Target target, CancellationToken cancel)
    {
        await timeout.SetAsync(Timeout, cancel);
        for (var attemptsLeft = 2; attemptsLeft > 0; attemptsLeft--)
        {
            var question = target is Pn532Target.TypeB ? NotAcknowledgeCid1 : NotAcknowledge;
            var answer = await chip.InCommunicateThruAsync(question, _answer, timeout.Value, cancel);
            CryptographicOperations.ZeroMemory(_answer);   // the card may have sent its last block once more
            if (answer.Error == Pn532Error.None)
            {
                return true;
            }
            if (!answer.Error.IsCardGone)
            {
                throw new Pn532Exception("presence check", answer.Error);
            }
        }
        return false;
    }

    /// <summary>Looks for it once more: the same number is the same card.</summary>
    public async ValueTask<bool> BySearchAsync(Pn532Target target, CancellationToken cancel, Pn532Modulation modulation = Pn532Modulation.TypeA)
    {
        for (var attemptsLeft = 2; attemptsLeft > 0; attemptsLeft--)
        {
            await chip.InDeselectAsync(0, cancel);
            var (_, found) = await chip.ListPassiveTargetAsync(modulation, cancel);
            if (found is not null)
            {
                return (target, found) switch
                {
                    (Pn532Target.TypeA a, Pn532Target.TypeA b) => a.Uid.AsSpan().SequenceEqual(b.Uid),
                    (Pn532Target.FeliCa a, Pn532Target.FeliCa b) => a.Idm.AsSpan().SequenceEqual(b.Idm),
                    _ => false,
                };
            }
        }
        return false;
    }
}
