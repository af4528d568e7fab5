using System.Runtime.InteropServices;

namespace Hal.Contacts;

/// <summary>A GPIO that the kernel watches as a key (<c>dtoverlay=gpio-key</c>): its line is the kernel's then, and its state is asked for at the input device.</summary>
/// <param name="device">Such as <c>/dev/input/event0</c>.</param>
/// <param name="code">The key's number (linux/input-event-codes.h).</param>
internal sealed class KernelKey(string device, int code)
{
    /// <summary>KEY_RESTART, which the overlay of <c>hardware/pins.toml</c> gives the supply's line.</summary>
    public const int Restart = 408;

    const nuint GetKeys96Bytes = 0x80604518;   // EVIOCGKEY(96): one bit a key, 1 = down (linux/input.h)
    const int KeyBytes = 96;

    /// <summary>The input device that has this key and no other, or null where there is none: a keyboard that has it among others is not meant.</summary>
    /// <param name="code">The key's number.</param>
    /// <param name="inputs">Where sysfs lists input devices.</param>
    public static KernelKey? Find(int code, string inputs = "/sys/class/input")
    {
        if (!Directory.Exists(inputs))
        {
            return null;
        }
        foreach (var events in Directory.EnumerateDirectories(inputs, "event*"))
        {
            var keys = Path.Combine(events, "device", "capabilities", "key");
            if (File.Exists(keys) && IsOnly(code, File.ReadAllText(keys)))
            {
                return new(Path.Combine("/dev/input", Path.GetFileName(events)), code);
            }
        }
        return null;
    }

    /// <summary>Whether the key is down: at a key that acts at low, its line is low.</summary>
    /// <exception cref="IOException">The device is gone, or this user may not read it.</exception>
    public bool IsDown()
    {
        var file = Libc.Open(device, Libc.ReadOnly | Libc.DeviceFile);
        if (file < 0)
        {
            throw new IOException($"{device} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
        try
        {
            Span<byte> keys = stackalloc byte[KeyBytes];
            return Libc.Ioctl(file, GetKeys96Bytes, keys) >= 0
                ? (keys[code / 8] >> (code % 8) & 1) != 0
                : throw new IOException($"{device} does not tell its keys: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
        finally
        {
            _ = Libc.Close(file);
        }
    }

    public override string ToString() => device;

    /// <summary>sysfs writes the bits as hexadecimal words of the kernel's word length, the highest first, leading zeros left out.</summary>
    internal static bool IsOnly(int code, string capabilities)
    {
        var words = capabilities.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return HasWordsOf(64) || HasWordsOf(32);

        bool HasWordsOf(int bits) => words.Length == code / bits + 1
            && string.Equals(words[0], (1UL << (code % bits)).ToString("x", null), StringComparison.Ordinal)
            && words[1..].All(word => word == "0");
    }
}
