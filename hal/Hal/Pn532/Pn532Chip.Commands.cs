using System.Runtime.CompilerServices;

namespace Hal.Pn532;

/// <summary>Version of the chip's firmware (UM0701-02 7.2.2).</summary>
/// <param name="Chip">32 for a PN532; clones may say otherwise.</param>
/// <param name="Version">Major part.</param>
/// <param name="Revision">Minor part.</param>
/// <param name="SpeaksTypeB">Bit 1 of the support byte.</param>
public readonly record struct Pn532Firmware(byte Chip, byte Version, byte Revision, bool SpeaksTypeB)
{
    public override string ToString() => $"PN5{Chip:X2} firmware {Version}.{Revision}";
}

/// <summary>What the chip says of itself (UM0701-02 7.2.3).</summary>
internal readonly record struct Pn532Status(Pn532Error LastError, bool HasField, int Targets);

/// <summary>The commands, typed.</summary>
internal sealed partial class Pn532Chip
{
    static readonly byte[] LinePattern = [0x00, .. "kazashi"u8];   // 00: communication line

    // MaxTg 2, so that the chip tells when more than one card answers; AFI 00: all applications; FeliCa: any system, no request, 4 slots
    static readonly byte[] FindTypeA = [2, (byte)Pn532Modulation.TypeA];
    static readonly byte[] FindTypeB = [2, (byte)Pn532Modulation.TypeB, 0x00];
    static readonly byte[] FindFeliCa212 = [2, (byte)Pn532Modulation.FeliCa212, 0x00, 0xFF, 0xFF, 0x00, 0x03];
    static readonly byte[] FindFeliCa424 = [2, (byte)Pn532Modulation.FeliCa424, 0x00, 0xFF, 0xFF, 0x00, 0x03];

    readonly byte[] _targets = Traceless.Array(HostFrame.MaxContentLength);

    /// <summary>Sends bytes through the chip and back: proves the wire at its present speed.</summary>
    public async ValueTask<bool> IsLineGoodAsync(CancellationToken cancel)
    {
        var echo = new byte[LinePattern.Length];
        var length = await CommandAsync(Pn532Command.Diagnose, null, LinePattern, echo, timing.Answer, cancel);
        return echo.AsSpan(0, length).SequenceEqual(LinePattern);
    }

    public async ValueTask<Pn532Firmware> GetFirmwareVersionAsync(CancellationToken cancel)
    {
        var answer = new byte[16];
        var length = await CommandAsync(Pn532Command.GetFirmwareVersion, null, default, answer, timing.Answer, cancel);
        return answer.AsSpan(0, length) is [var chip, var version, var revision, var support, ..]
            ? new(chip, version, revision, (support & 2) != 0)
            : throw Senseless(Pn532Command.GetFirmwareVersion, length);
    }

    public async ValueTask<Pn532Status> GetGeneralStatusAsync(CancellationToken cancel)
    {
        var answer = new byte[32];
        var length = await CommandAsync(Pn532Command.GetGeneralStatus, null, default, answer, timing.Answer, cancel);
        return answer.AsSpan(0, length) is [var error, var field, var targets, ..]
            ? new((Pn532Error)(error & 0x3F), field != 0, targets)
            : throw Senseless(Pn532Command.GetGeneralStatus, length);
    }

    /// <summary>Normal mode, no time-out, IRQ line on (UM0701-02 7.2.10). The first command after power-up.</summary>
    public ValueTask ConfigureSamAsync(CancellationToken cancel) => TellAsync(Pn532Command.SamConfiguration, [0x01, 0x00, 0x01], cancel);

    /// <summary>UM0701-02 7.2.9: bit 2 automatic ATR_RES, bit 4 automatic RATS, bit 1 use of DID and CID.</summary>
    public ValueTask SetParametersAsync(byte flags, CancellationToken cancel) => TellAsync(Pn532Command.SetParameters, [flags], cancel);

    public ValueTask SetFieldAsync(bool on, CancellationToken cancel) => TellAsync(Pn532Command.RfConfiguration, [0x01, on ? (byte)0x01 : (byte)0x00], cancel);

    /// <summary>How long InCommunicateThru waits for a card: 100 µs × 2^(code − 1), none for 0 (UM0701-02 7.3.1, item 02).</summary>
    public ValueTask SetCardTimeoutAsync(byte code, CancellationToken cancel) =>
        TellAsync(Pn532Command.RfConfiguration, [0x02, 0x00, 0x0B, code], cancel);

    /// <summary>Item 05. The chip's own default for the last, FF, lets InListPassiveTarget wait for ever.</summary>
    public ValueTask SetRetriesAsync(byte activation, CancellationToken cancel) =>
        TellAsync(Pn532Command.RfConfiguration, [0x05, 0x00, 0x01, activation], cancel);

    /// <summary>Item 0C: GsNOn FF, ModGsP, RxThreshold 85 as after reset.</summary>
    public ValueTask SetTypeBModulationAsync(byte depth, CancellationToken cancel) =>
        TellAsync(Pn532Command.RfConfiguration, [0x0C, 0xFF, depth, 0x85], cancel);

    /// <summary>Looks once for cards of one kind; gives how many answered, and the first.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(int Count, Pn532Target? First)> ListPassiveTargetAsync(Pn532Modulation modulation, CancellationToken cancel)
    {
        var parameters = modulation switch
        {
            Pn532Modulation.TypeA => FindTypeA,
            Pn532Modulation.TypeB => FindTypeB,
            Pn532Modulation.FeliCa212 => FindFeliCa212,
            Pn532Modulation.FeliCa424 => FindFeliCa424,
        };
        var length = await CommandAsync(Pn532Command.InListPassiveTarget, null, parameters, _targets, timing.Answer, cancel);
        return Pn532Target.TryParse(_targets.AsSpan(0, length), modulation, out var count, out var target)
            ? (count, target)
            : throw Senseless(Pn532Command.InListPassiveTarget, length);
    }

    /// <summary>Raw bytes to the card and back; the chip adds and checks CRC, nothing else.</summary>
    /// <param name="data">At most 262 bytes.</param>
    /// <param name="answer">Room for a status byte and the card's bytes, in this order.</param>
    /// <param name="cardTimeout">How long the chip waits for the card.</param>
    /// <param name="cancel">Aborts the exchange.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CardAnswer> InCommunicateThruAsync(
        ReadOnlyMemory<byte> data, Memory<byte> answer, TimeSpan cardTimeout, CancellationToken cancel)
    {
        var length = await CommandAsync(Pn532Command.InCommunicateThru, null, data, answer, cardTimeout + timing.Margin, cancel);
        return StatusOf(Pn532Command.InCommunicateThru, answer.Span, length);
    }

    /// <summary>Data to an activated card and back; the chip speaks ISO/IEC 14443-4. Both ways in as many pieces as it takes.</summary>
    /// <param name="target">Tg.</param>
    /// <param name="data">The whole of it.</param>
    /// <param name="answer">Room for a status byte and the card's bytes, in this order; the status byte is the last piece's.</param>
    /// <param name="cancel">Aborts the exchange.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CardAnswer> InDataExchangeAsync(byte target, ReadOnlyMemory<byte> data, Memory<byte> answer, CancellationToken cancel)
    {
        const byte MoreFromHost = 0x40;
        while (data.Length > MaxDataLength)
        {
            var taken = await CommandAsync(
                Pn532Command.InDataExchange, (byte)(target | MoreFromHost), data[..MaxDataLength], answer, timing.DataExchange, cancel);
            var status = StatusOf(Pn532Command.InDataExchange, answer.Span, taken);
            if (status.Error != Pn532Error.None)
            {
                return status;
            }
            data = data[MaxDataLength..];
        }
        var length = await CommandAsync(Pn532Command.InDataExchange, target, data, answer, timing.DataExchange, cancel);
        var result = StatusOf(Pn532Command.InDataExchange, answer.Span, length);
        while (result is { Error: Pn532Error.None, IsMoreToCome: true })
        {
            // the next piece goes over the last byte so far, which its status byte would hide
            var kept = answer.Span[result.Length];
            var piece = await CommandAsync(Pn532Command.InDataExchange, target, default, answer[result.Length..], timing.DataExchange, cancel);
            var next = StatusOf(Pn532Command.InDataExchange, answer.Span[result.Length..], piece);
            answer.Span[result.Length] = kept;
            result = next with { Length = result.Length + next.Length };
        }
        return result;
    }

    public ValueTask<Pn532Error> InDeselectAsync(byte target, CancellationToken cancel) => TargetAsync(Pn532Command.InDeselect, target, cancel);
    public ValueTask<Pn532Error> InReleaseAsync(byte target, CancellationToken cancel) => TargetAsync(Pn532Command.InRelease, target, cancel);
    public ValueTask<Pn532Error> InSelectAsync(byte target, CancellationToken cancel) => TargetAsync(Pn532Command.InSelect, target, cancel);

    /// <summary>Sleeps until the host speaks (UM0701-02 7.2.11); <see cref="WakeAsync"/> ends it.</summary>
    public async ValueTask PowerDownAsync(CancellationToken cancel)
    {
        const byte WakeByHost = 0xB0;   // I2C, SPI, HSU
        var answer = new byte[1];
        var length = await CommandAsync(Pn532Command.PowerDown, null, new byte[] { WakeByHost }, answer, timing.Answer, cancel);
        ThrowUnlessFine(Pn532Command.PowerDown, StatusOf(Pn532Command.PowerDown, answer, length).Error);
    }

    async ValueTask TellAsync(Pn532Command command, byte[] parameters, CancellationToken cancel) =>
        await CommandAsync(command, null, parameters, _nothing, timing.Answer, cancel);

    readonly byte[] _nothing = new byte[1];

    async ValueTask<Pn532Error> TargetAsync(Pn532Command command, byte target, CancellationToken cancel)
    {
        var answer = new byte[1];
        var length = await CommandAsync(command, target, default, answer, timing.Answer, cancel);
        return StatusOf(command, answer, length).Error;
    }

    static CardAnswer StatusOf(Pn532Command command, ReadOnlySpan<byte> answer, int length) => length == 0
        ? throw Senseless(command, length)
        : new((Pn532Error)(answer[0] & 0x3F), (answer[0] & 0x40) != 0, length - 1);

    static void ThrowUnlessFine(Pn532Command command, Pn532Error error)
    {
        if (error != Pn532Error.None)
        {
            throw new Pn532Exception($"{command} refused", error);
        }
    }

    static DeviceException Senseless(Pn532Command command, int length) => new(Device, $"{command} answered {length} bytes that make no sense");
}
