using Hal.Input;
using Microsoft.Extensions.Time.Testing;

namespace Hal.Tests.Input;

/// <summary>What becomes of bytes that may be a PIN's. A file of recorded events stands for the device; it ends, as a device does that is unplugged.</summary>
public sealed class InputFileTests : IDisposable
{
    readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("input").FullName, "event");

    [Fact]
    public async Task A_piece_is_zeroed_when_the_next_one_is_asked_for()
    {
        await File.WriteAllBytesAsync(_path, Events.Bytes(Events.Press(2)), TestContext.Current.CancellationToken);
        using var file = new InputFile("pin pad", _path);
        await using var pieces = file.ReadAllAsync(new FakeTimeProvider(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await pieces.MoveNextAsync());
        var piece = pieces.Current.Bytes;
        Assert.Contains<byte>(2, piece.ToArray());

        await Assert.ThrowsAsync<DeviceException>(async () => await pieces.MoveNextAsync());

        Assert.All(piece.ToArray(), value => Assert.Equal(0, value));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
}
