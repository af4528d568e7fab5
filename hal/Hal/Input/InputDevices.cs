using System.Globalization;

namespace Hal.Input;

/// <summary>Finds an input device by its name: a path under <c>/dev/input</c> may be another one after each start.</summary>
internal static class InputDevices
{
    const int Digit1 = 2, KeypadDigit1 = 79, NumericDigit1 = 513;   // KEY_1, KEY_KP1, KEY_NUMERIC_1 (linux/input-event-codes.h)

    /// <summary>The file of an input device with number keys.</summary>
    /// <param name="device">As a technician calls it.</param>
    /// <param name="pathOrName">Its file, or its name as <c>/proc/bus/input/devices</c> has it.</param>
    /// <param name="inputs">Where sysfs lists input devices.</param>
    /// <exception cref="DeviceException">None has this name, or several have; it says which there are.</exception>
    public static string PathOf(string device, string pathOrName, string inputs = "/sys/class/input")
    {
        if (pathOrName.StartsWith('/'))
        {
            return pathOrName;
        }
        var there = WithNumberKeys(inputs);
        return there.Where(one => one.Name == pathOrName).ToList() switch
        {
            [var only] => only.Path,
            [] => throw new DeviceException(device, there.Count == 0
                ? $"no input device is called \"{pathOrName}\", and none has number keys; plug it in"
                : $"no input device is called \"{pathOrName}\"; those with number keys are {Names(there)}"),
            var several => throw new DeviceException(device, $"{several.Count} input devices are called \"{pathOrName}\"; name one by its path: {string.Join(", ", several.Select(one => one.Path))}"),
        };
    }

    /// <summary>Whether the key is among those of a device; sysfs writes the bits as hexadecimal words of 64, the highest first, leading zeros left out.</summary>
    internal static bool HasKey(int code, string capabilities)
    {
        var words = capabilities.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return code / 64 < words.Length
            && ulong.TryParse(words[^(code / 64 + 1)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word)
            && (word >> (code % 64) & 1) != 0;
    }

    static List<(string Name, string Path)> WithNumberKeys(string inputs)
    {
        var found = new List<(string Name, string Path)>();
        string[] all = Directory.Exists(inputs) ? Directory.GetDirectories(inputs, "event*") : [];
        foreach (var events in all.Order(StringComparer.Ordinal))
        {
            var keys = Text(events, "capabilities/key");
            if (HasKey(Digit1, keys) || HasKey(KeypadDigit1, keys) || HasKey(NumericDigit1, keys))
            {
                found.Add((Text(events, "name"), Path.Combine("/dev/input", Path.GetFileName(events))));
            }
        }
        return found;
    }

    /// <summary>One file of a device; nothing where it has been unplugged meanwhile.</summary>
    static string Text(string events, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(events, "device", file)).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    static string Names(List<(string Name, string Path)> there) => string.Join(", ", there.Select(one => $"\"{one.Name}\"").Distinct());
}
