using FsCheck.Xunit;
using Hal.Contacts;

namespace Hal.Tests.Contacts;

/// <summary>Finding the supply's line where the kernel holds it: by what sysfs says of input devices.</summary>
public sealed class KernelKeyTests : IDisposable
{
    readonly DirectoryInfo _inputs = Directory.CreateTempSubdirectory("kazashi-inputs-");

    [Theory]
    [InlineData("1000000 0 0 0 0 0 0\n")]                              // 64-bit kernel: 408 = 6 words of 64, bit 24
    [InlineData("1000000 0 0 0 0 0 0 0 0 0 0 0 0\n")]                  // 32-bit: 12 words of 32, bit 24
    public void The_input_device_that_has_this_key_and_no_other_is_it(string capabilities)
    {
        Add("event0", "3f000301ff 0 0 483ffff17aff32d bfd4444600000000 1 130ff38b17d000 677bfad941dfed 9ed68000004400 10000002\n");   // a keyboard
        Add("event1", capabilities);
        Add("mouse0", capabilities);

        Assert.Equal("/dev/input/event1", KernelKey.Find(KernelKey.Restart, _inputs.FullName)?.ToString());
    }

    [Theory]
    [InlineData("1000001 0 0 0 0 0 0")]       // another key beside it
    [InlineData("1000000 0 0 0 0 0 1")]
    [InlineData("1000000 0 0 0 0 0")]         // the right bit of another word
    [InlineData("10000000000000 0")]          // KEY_POWER, as a button for shutting down has
    [InlineData("0")]
    [InlineData("")]
    public void Any_other_is_not(string capabilities)
    {
        Add("event0", capabilities);

        Assert.Null(KernelKey.Find(KernelKey.Restart, _inputs.FullName));
    }

    [Fact]
    public void A_machine_without_input_devices_has_none() => Assert.Null(KernelKey.Find(KernelKey.Restart, Path.Combine(_inputs.FullName, "none")));

    [Property]
    public bool Every_key_is_known_by_the_words_of_either_kernel(byte low, bool isHigh)
    {
        var code = low + (isHigh ? 256 : 0);
        return KernelKey.IsOnly(code, Words(code, 64)) && KernelKey.IsOnly(code, Words(code, 32)) && !KernelKey.IsOnly(code + 1, Words(code, 64));

        static string Words(int code, int bits) => string.Join(' ', [(1UL << (code % bits)).ToString("x", null), .. Enumerable.Repeat("0", code / bits)]);
    }

    [Property]
    public void Nothing_in_sysfs_throws(string? text) => KernelKey.IsOnly(KernelKey.Restart, text ?? "");

    [Fact]
    public void A_device_that_cannot_be_opened_is_named()
    {
        var failure = Assert.Throws<IOException>(() => new KernelKey("/dev/input/event-of-nothing", KernelKey.Restart).IsDown());

        Assert.Contains("/dev/input/event-of-nothing cannot be opened", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _inputs.Delete(recursive: true);

    void Add(string name, string keys)
    {
        var capabilities = _inputs.CreateSubdirectory(Path.Combine(name, "device", "capabilities"));
        File.WriteAllText(Path.Combine(capabilities.FullName, "key"), keys);
    }
}
