using System.Device.Gpio;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Hal.PinPad;

/// <summary>A 4×3 pad on seven GPIO lines: rows are pulled low one at a time, the others hang free, and columns with pull-ups are read.</summary>
/// <remarks>While no key is down all rows are low at once, and a look costs one read of three pins.</remarks>
public sealed class KeyMatrix : IPinPad
{
    static readonly TimeSpan ScanEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>A column rises through its pull-up (50 kΩ) against the cable (some 100 pF): 5 µs, and twice that to be sure.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromMicroseconds(10);

    readonly GpioController _gpio;
    readonly MatrixPins _pins;
    readonly TimeProvider _time;
    readonly PinValuePair[] _columns;
    bool _isResting;

    public KeyMatrix(GpioController gpio, MatrixPins pins, TimeProvider time)
    {
        (_gpio, _pins, _time) = (gpio, pins, time);
        _columns = [.. pins.Columns.Select(pin => new PinValuePair(pin, PinValue.High))];
        foreach (var row in pins.Rows)
        {
            gpio.OpenPin(row, PinMode.Input);
        }
        foreach (var column in pins.Columns)
        {
            gpio.OpenPin(column, PinMode.InputPullUp);
        }
    }

    public async IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        var decoder = new MatrixDecoder();
        var strokes = new List<(Key Key, KeyMotion Motion)>();
        var begun = _time.GetTimestamp();
        Scan();
        opened();
        while (true)
        {
            await Task.Delay(ScanEvery, _time, cancel);
            var now = _time.GetTimestamp();
            decoder.Take(Scan(), _time.GetElapsedTime(begun, now), strokes);
            foreach (var (key, motion) in strokes)
            {
                yield return new(key, motion, now);
            }
            strokes.Clear();
        }
    }

    /// <summary>The self-check, for a moment when nobody reads keys: no line may be low by itself, none may pull another, no key may be down.</summary>
    /// <returns>Keys that stayed down all the while.</returns>
    /// <exception cref="DeviceException">Lines are shorted; they are named.</exception>
    public async ValueTask<IReadOnlyList<Key>> MeasureAsync(CancellationToken cancel)
    {
        var down = MatrixPins.Layout.ToHashSet();
        for (var look = 0; look < KeyDebouncer.EqualSamples; look++)
        {
            await Task.Delay(ScanEvery, _time, cancel);
            try
            {
                down.IntersectWith(MatrixMeasurement.Take(_gpio, _pins, Settle));
            }
            catch (IOException e)
            {
                throw new DeviceException("pin pad", "its lines could not be scanned", e);
            }
            finally
            {
                _isResting = false;
            }
        }
        return [.. MatrixPins.Layout.Where(down.Contains)];
    }

    public ValueTask DisposeAsync()
    {
        foreach (var pin in _pins.Rows.Concat(_pins.Columns).Where(_gpio.IsPinOpen))
        {
            _gpio.SetPinMode(pin, PinMode.Input);
            _gpio.ClosePin(pin);
        }
        return ValueTask.CompletedTask;
    }

    ushort Scan()
    {
        try
        {
            if (_isResting && ReadColumns() == 0)
            {
                return 0;
            }
            LeaveRest();
            var sample = 0;
            for (var row = 0; row < _pins.Rows.Count; row++)
            {
                PullLow(_pins.Rows[row]);
                Settle();
                sample |= ReadColumns() << (row * MatrixPins.ColumnCount);
                _gpio.SetPinMode(_pins.Rows[row], PinMode.Input);
            }
            if (sample == 0)
            {
                Rest();
            }
            return (ushort)sample;
        }
        catch (IOException e)
        {
            throw new DeviceException("pin pad", "its lines could not be scanned", e);
        }
    }

    void Rest()
    {
        foreach (var row in _pins.Rows)
        {
            PullLow(row);
        }
        _isResting = true;
    }

    void LeaveRest()
    {
        if (_isResting)
        {
            foreach (var row in _pins.Rows)
            {
                _gpio.SetPinMode(row, PinMode.Input);
            }
            Settle();
            _isResting = false;
        }
    }

    void PullLow(int row)
    {
        _gpio.SetPinMode(row, PinMode.Output);
        _gpio.Write(row, PinValue.Low);
    }

    int ReadColumns()
    {
        _gpio.Read(_columns);
        var low = 0;
        for (var column = 0; column < _columns.Length; column++)
        {
            low |= _columns[column].PinValue == PinValue.Low ? 1 << column : 0;
        }
        return low;
    }

    static void Settle()
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < Settling;)
        {
            Thread.SpinWait(8);
        }
    }
}
