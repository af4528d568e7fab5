using FsCheck.Xunit;
using Hal.Input;

namespace Hal.Tests.Input;

/// <summary>Folders as sysfs has them; the keys are those that kernels tell of real devices of each kind.</summary>
public sealed class InputDevicesTests : IDisposable
{
    const string Keyboard = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe";
    const string Buttons = "10000000000000 0";   // KEY_POWER
    const string NumberBlockOnly = "1 f80 0";     // 71 to 75, and 128

    readonly DirectoryInfo _inputs = Directory.CreateTempSubdirectory("inputs");

    [Fact]
    public void A_path_is_taken_as_it_is() => Assert.Equal("/dev/input/by-id/usb-Keypad-event-kbd", InputDevices.PathOf("pin pad", "/dev/input/by-id/usb-Keypad-event-kbd", _inputs.FullName));

    [Fact]
    public void A_name_is_found_among_devices_with_number_keys()
    {
        Add("event0", "Power Button", Buttons);
        Add("event4", "SEMICO USB Keyboard", Keyboard);
        Add("event5", "SEMICO USB Keyboard", Buttons);   // its other half: volume and sleep

        Assert.Equal("/dev/input/event4", InputDevices.PathOf("pin pad", "SEMICO USB Keyboard", _inputs.FullName));
    }

    [Fact]
    public void A_name_that_nobody_has_is_told_with_those_there_are()
    {
        Add("event0", "Power Button", Buttons);
        Add("event1", "AT Translated Set 2 keyboard", Keyboard);

        var failure = Assert.Throws<DeviceException>(() => InputDevices.PathOf("pin pad", "Keypad", _inputs.FullName));

        Assert.Equal("pin pad: no input device is called \"Keypad\"; those with number keys are \"AT Translated Set 2 keyboard\"", failure.Message);
    }

    [Fact]
    public void Where_nothing_has_number_keys_it_says_so()
    {
        Add("event0", "Power Button", Buttons);

        Assert.Contains("none has number keys; plug it in", Assert.Throws<DeviceException>(() => InputDevices.PathOf("pin pad", "Power Button", _inputs.FullName)).Message, StringComparison.Ordinal);
        Assert.Contains("none has number keys", Assert.Throws<DeviceException>(() => InputDevices.PathOf("pin pad", "x", Path.Combine(_inputs.FullName, "none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_name_have_to_be_told_apart_by_their_path()
    {
        Add("event2", "Keypad", Keyboard);
        Add("event7", "Keypad", Keyboard);

        Assert.Contains("2 input devices are called \"Keypad\"; name one by its path: /dev/input/event2, /dev/input/event7",
            Assert.Throws<DeviceException>(() => InputDevices.PathOf("pin pad", "Keypad", _inputs.FullName)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, Keyboard, true)]
    [InlineData(0, Keyboard, false)]
    [InlineData(79, Keyboard, true)]
    [InlineData(71, NumberBlockOnly, true)]
    [InlineData(2, NumberBlockOnly, false)]
    [InlineData(116, Buttons, true)]
    [InlineData(513, Keyboard, false)]
    public void Keys_are_bits_of_words(int code, string capabilities, bool isThere) => Assert.Equal(isThere, InputDevices.HasKey(code, capabilities));

    [Property]
    public void Nothing_in_sysfs_throws(string? text) => InputDevices.HasKey(2, text ?? "");

    public void Dispose() => _inputs.Delete(recursive: true);

    void Add(string events, string name, string keys)
    {
        var capabilities = _inputs.CreateSubdirectory(Path.Combine(events, "device", "capabilities"));
        File.WriteAllText(Path.Combine(capabilities.FullName, "key"), keys + "\n");
        File.WriteAllText(Path.Combine(capabilities.Parent!.FullName, "name"), name + "\n");
    }
}
