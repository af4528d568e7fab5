namespace Journey.Tests;

/// <summary>The program as it is shipped for the Raspberry Pi, cross-built: it loads, and reads its settings.</summary>
/// <remarks>Whatever needs cryptography needs the processor's own libssl, which no cross package brings: that has its tests on this machine's processor.</remarks>
public class RaspberryPiBinaryTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_starts_and_says_which_version_it_is()
    {
        await using var device = PublishedBinary.StartForArm64("version");

        Assert.Equal(0, await device.EndsAsync(Cancel));
        await device.SaysAsync(Firmware.Program.Version, Cancel);
    }

    [Fact]
    public async Task A_wrong_setting_stops_its_start_and_it_says_what_to_write()
    {
        await using var device = PublishedBinary.StartForArm64("run", "--Site", "UPPER", "--Device", "counter-1", "--Bridge:Port", "99999");

        Assert.Equal(78, await device.EndsAsync(Cancel));
        await device.SaysAsync("Site must be 1 to 32 of a-z", Cancel);
        await device.SaysAsync("between 1 and 65535", Cancel);
    }
}
