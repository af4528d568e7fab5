using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Hal.Pn532;

/// <summary>A PN532 as a card reader: looks for type B, FeliCa and type A in turn, and watches the card that lies there.</summary>
/// <remarks>
/// One lock gives the chip to one thing at a time: a round of polling, a look at the card, or an APDU with all its blocks.
/// The first failure of the wire ends the enumeration; the next one opens the device file again, so a reader that was unplugged
/// comes back under the same path, at whatever speed its chip is then.
/// </remarks>
public sealed partial class Pn532Reader : ICardReader
{
    /// <summary>Without field this long, a card has forgotten everything; with it this long, it answers (ISO/IEC 14443-3 5, 5.1 ms).</summary>
    static readonly TimeSpan FieldGuard = TimeSpan.FromMilliseconds(5);

    readonly Func<IPn532Link> _openLink;
    readonly Func<int> _baudRate;
    readonly Pn532Settings _settings;
    readonly Func<CancellationToken, ValueTask>? _reset;
    readonly Pn532Timing _timing;
    readonly TimeProvider _time;
    readonly ILogger<Pn532Reader> _log;
    readonly SemaphoreSlim _turn = new(1, 1);
    readonly Waiter _pause;

    Pn532Chip? _chip;
    Pn532Poll? _poll;
    CardSighting _sighting = new CardSighting.Gone();
    long _heardAt;        // when the card that lies there last answered: an APDU is as good as a look
    bool _isDisposed;
    bool _isFieldStale;   // a card may lie there in a session that nobody holds any more, deaf to every search

    /// <param name="address">Its wire.</param>
    /// <param name="settings">Of the reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Says what was opened, never what a card says.</param>
    /// <param name="reset">Pulses the chip's reset line; null where it is out of reach. A <see cref="DeviceException"/> of it is logged: the search goes on.</param>
    public Pn532Reader(Pn532Address address, Pn532Settings settings, TimeProvider time, ILogger<Pn532Reader> log, Func<CancellationToken, ValueTask>? reset = null)
        : this(() => Pn532Wire.Open(address, time), () => Pn532Wire.BaudRate(address, settings), settings, new(), time, log, reset)
    {
    }

    internal Pn532Reader(Func<IPn532Link> openLink, Func<int> baudRate, Pn532Settings settings, Pn532Timing timing, TimeProvider time, ILogger<Pn532Reader> log,
        Func<CancellationToken, ValueTask>? reset = null)
    {
        (_openLink, _baudRate, _settings, _timing, _time, _log, _reset) = (openLink, baudRate, settings, timing, time, log, reset);
        _pause = new(time);
    }

    public string? Identity { get; private set; }

    public async ValueTask<string> IdentifyAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return (await (await OpenAsync(cancel)).GetFirmwareVersionAsync(cancel)).ToString();
        }
        catch (DeviceException)
        {
            await CloseAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async IAsyncEnumerable<CardSighting> WatchAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (_sighting is CardSighting.Present { Card: Pn532Card left })
        {
            left.IsLost = true;   // another enumeration showed it; this one begins with an empty field
            (_sighting, _isFieldStale) = (new CardSighting.Gone(), true);
        }
        for (Action? yetToSay = opened; ; yetToSay = null)
        {
            var before = _sighting;
            await _turn.WaitAsync(cancel);
            try
            {
                var chip = await OpenAsync(cancel);
                yetToSay?.Invoke();
                _sighting = await LookAsync(chip, before, cancel);
            }
            catch (OperationCanceledException)
            {
                _isFieldStale = true;
                throw;
            }
            catch (DeviceException)
            {
                await CloseAsync();
                throw;
            }
            finally
            {
                _turn.Release();
            }
            if (_sighting != before)
            {
                yield return _sighting;
            }
            else
            {
                if (await _pause.WaitAsync(UntilNextLook, cancel) == WaitOutcome.Cancelled)
                {
                    cancel.ThrowIfCancellationRequested();
                }
            }
        }
    }

    TimeSpan PresenceInterval => TimeSpan.FromMilliseconds(_settings.PresenceInterval);

    TimeSpan UntilNextLook => _sighting switch
    {
        CardSighting.Gone => TimeSpan.FromMilliseconds(_settings.PollInterval),
        CardSighting.Present when PresenceInterval - _time.GetElapsedTime(_heardAt) is { Ticks: > 0 } left => left,
        _ => PresenceInterval,
    };

    /// <summary>One look at the field: the same sighting again when nothing changed. Whatever changes passes through Gone.</summary>
    async ValueTask<CardSighting> LookAsync(Pn532Chip chip, CardSighting before, CancellationToken cancel)
    {
        if (before is CardSighting.Present { Card: Pn532Card card })
        {
            if (!card.IsLost && (_time.GetElapsedTime(_heardAt) < PresenceInterval || await IsPresentAsync(card, cancel)))
            {
                return before;
            }
            card.IsLost = true;
            await RestartFieldAsync(chip, cancel);
            return new CardSighting.Gone();
        }
        if (_isFieldStale)
        {
            await RestartFieldAsync(chip, cancel);
            _isFieldStale = false;
        }
        var seen = await _poll!.RoundAsync(this, cancel);
        _heardAt = _time.GetTimestamp();
        return (before, seen) switch
        {
            (CardSighting.Gone, CardSighting.Gone) => before,
            (CardSighting.Gone, _) => seen,
            (CardSighting.Several, CardSighting.Several) or (CardSighting.Unreadable, CardSighting.Unreadable) => before,
            _ => new CardSighting.Gone(),
        };
    }

    async ValueTask<bool> IsPresentAsync(Pn532Card card, CancellationToken cancel)
    {
        var isPresent = await card.IsPresentAsync(cancel);
        _heardAt = _time.GetTimestamp();
        return isPresent;
    }

    /// <summary>Takes the power from whatever lies there: the one way back from any state of a card.</summary>
    internal async ValueTask RestartFieldAsync(Pn532Chip chip, CancellationToken cancel)
    {
        await chip.InReleaseAsync(0, cancel);   // whatever its status: there may be nothing to release
        await chip.SetFieldAsync(on: false, cancel);
        await Task.Delay(FieldGuard, _time, cancel);
        await chip.SetFieldAsync(on: true, cancel);
        await Task.Delay(FieldGuard, _time, cancel);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> TransceiveAsync(Pn532Card card, ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        var isWhole = false;
        try
        {
            if (card.IsLost)
            {
                throw new CardRemovedException("the card is gone");
            }
            var length = await card.ExchangeAsync(command, response, cancel);
            (isWhole, _heardAt) = (true, _time.GetTimestamp());
            return length;
        }
        finally
        {
            if (!isWhole)
            {
                card.IsLost = true;
                _pause.Signal();   // no need to wait for the next look
            }
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        await _turn.WaitAsync(CancellationToken.None);
        if (_chip is { } chip)
        {
            try
            {
                await chip.CloseAsync(CancellationToken.None);
            }
            catch (DeviceException e)
            {
                LogNotLeftClean(_log, e);   // gone already: there is no field to switch off
            }
            await CloseAsync();
        }
        _pause.Dispose();
        _turn.Dispose();
    }

    async ValueTask<Pn532Chip> OpenAsync(CancellationToken cancel)
    {
        if (_chip is not null)
        {
            return _chip;
        }
        var chip = new Pn532Chip(_openLink(), _timing, _time, _reset is null ? null : ResetAsync);
        try
        {
            var baudRate = _baudRate();   // asked now: the device file may be a link that comes and goes with the reader
            if (!await chip.OpenAsync(baudRate, cancel))
            {
                LogSlower(_log, chip.Link.Name, baudRate, chip.Link.BaudRate);
            }
            var firmware = await chip.GetFirmwareVersionAsync(cancel);
            if (!firmware.SpeaksTypeB)
            {
                LogNoTypeB(_log, firmware);
            }
            const byte AutomaticAnswers = 0x14;   // ATR_RES and RATS, as after reset
            await chip.SetParametersAsync(AutomaticAnswers, cancel);
            await chip.SetRetriesAsync(activation: 0, cancel);
            if (_settings.TypeBModulation is { } depth)
            {
                await chip.SetTypeBModulationAsync((byte)depth, cancel);
            }
            await RestartFieldAsync(chip, cancel);
            Identity = firmware.ToString();
            LogOpened(_log, firmware, chip.Link.Name, chip.Link.BaudRate);
        }
        catch
        {
            await chip.DisposeAsync();
            throw;
        }
        _poll = new(chip, new CardTimeout(chip), _settings, _time);
        return _chip = chip;
    }

    async ValueTask<bool> ResetAsync(CancellationToken cancel)
    {
        try
        {
            LogReset(_log);
            await _reset!(cancel);
            return true;
        }
        catch (DeviceException e)
        {
            LogNotReset(_log, e);
            return false;
        }
    }

    async ValueTask CloseAsync()
    {
        if (_sighting is CardSighting.Present { Card: Pn532Card card })
        {
            card.IsLost = true;
        }
        (_sighting, _isFieldStale) = (new CardSighting.Gone(), false);   // opening switches the field off and on
        if (_chip is { } chip)
        {
            (_chip, _poll) = (null, null);
            await chip.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Firmware} on {Wire} at {BaudRate} bit/s")]
    static partial void LogOpened(ILogger log, Pn532Firmware firmware, string wire, int? baudRate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Wire} does not carry {Wanted} bit/s, so it stays at {Present}; set the speed in the reader's address")]
    static partial void LogSlower(ILogger log, string wire, int wanted, int? present);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Firmware} says it reads no type B: My Number cards may stay unseen")]
    static partial void LogNoTypeB(ILogger log, Pn532Firmware firmware);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The PN532 does not answer: it is reset by its line")]
    static partial void LogReset(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The PN532 could not be reset by its line")]
    static partial void LogNotReset(ILogger log, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reader closed without switching its field off")]
    static partial void LogNotLeftClean(ILogger log, Exception e);
}
