using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Contract;

public sealed class TopicsTests
{
    [Fact]
    public void Every_topic_of_a_device_is_read_back()
    {
        var device = new DeviceAddress("central", "counter-1");
        foreach (var kind in Enum.GetValues<TopicKind>())
        {
            Assert.True(DeviceAddress.TryParse(device.Topic(kind), out var read, out var readKind));
            Assert.Equal((device, kind), (read, readKind));
        }
        Assert.True(DeviceAddress.TryParseName(device.Name, out var named));
        Assert.Equal(device, named);
    }

    [Theory]
    [InlineData("kazashi/v1/central/+/events")]
    [InlineData("kazashi/v1/central/counter-1/#")]
    [InlineData("kazashi/v1/Central/counter-1/events")]
    [InlineData("kazashi/v1//counter-1/events")]
    [InlineData("kazashi/v1/central/counter-1/events/")]
    [InlineData("kazashi/v1/central/counter-1/Events")]
    [InlineData("/kazashi/v1/central/counter-1/events")]
    public void Nothing_else_is_a_topic(string topic) => Assert.False(DeviceAddress.TryParse(topic, out _, out _));

    [Property]
    public bool Any_text_is_read_without_a_throw(string? text) => !DeviceAddress.TryParse(text ?? "", out _, out _) && !DeviceAddress.TryParseName(text, out _);
}
