using System.Device.Gpio;

namespace Hal.PinPad;

/// <summary>The pad's seven lines as a meter would see them: each is pulled low in turn, while the others hang on their pull-ups and are read.</summary>
internal static class MatrixMeasurement
{
    /// <returns>Keys that are down.</returns>
    /// <exception cref="DeviceException">Two lines are shorted, or one to ground.</exception>
    public static IReadOnlyList<Key> Take(GpioController gpio, MatrixPins pins, Action settle)
    {
        var lines = pins.Rows.Concat(pins.Columns).ToList();
        try
        {
            lines.ForEach(Free);
            settle();
            if (lines.FindIndex(line => IsLow(line)) is >= 0 and var grounded)
            {
                throw new DeviceException("pin pad", $"{NameOf(grounded, pins)} is low while nothing pulls it: shorted to ground");
            }
            var pulled = new List<(int One, int Other)>();
            for (var one = 0; one < lines.Count; one++)
            {
                gpio.SetPinMode(lines[one], PinMode.Output);
                gpio.Write(lines[one], PinValue.Low);
                settle();
                pulled.AddRange(Enumerable.Range(0, lines.Count).Where(other => other > one && IsLow(lines[other])).Select(other => (one, other)));
                Free(lines[one]);
                settle();
            }
            var down = pulled.Where(pair => pair.One < MatrixPins.RowCount && pair.Other >= MatrixPins.RowCount)
                .Select(pair => MatrixPins.Layout[pair.One * MatrixPins.ColumnCount + pair.Other - MatrixPins.RowCount]).ToList();
            return down.Count > 0 || pulled.Count == 0   // keys that are down connect rows and columns with one another, too
                ? down
                : throw new DeviceException("pin pad", $"{NameOf(pulled[0].One, pins)} and {NameOf(pulled[0].Other, pins)} are shorted");
        }
        finally
        {
            foreach (var row in pins.Rows)
            {
                gpio.SetPinMode(row, PinMode.Input);
            }
        }

        void Free(int line) => gpio.SetPinMode(line, PinMode.InputPullUp);
        bool IsLow(int line) => gpio.Read(line) == PinValue.Low;
    }

    static string NameOf(int line, MatrixPins pins) => line < MatrixPins.RowCount
        ? $"row {line + 1} (GPIO {pins.Rows[line]})"
        : $"column {line - MatrixPins.RowCount + 1} (GPIO {pins.Columns[line - MatrixPins.RowCount]})";
}
