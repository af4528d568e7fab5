using System.Net;
using System.Net.Sockets;
using Virtual.Cards;
using Virtual.People;
using Virtual.Vpcd;

namespace Hal.Tests.Cards;

/// <summary>The tool at the wire of vpcd; what pcscd says to it is in OpenSc.</summary>
public sealed class VpcdTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-vpcd-");
    readonly TcpListener _reader = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _reader.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_card_answers_control_and_apdus_and_ends_when_the_reader_does()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        _reader.Start();
        using var output = new StringWriter();
        var running = VpcdCommand.RunAsync(["--port", Port, "--card", Card("yamada-hanako")], output, limit.Token);

        using (var client = await _reader.AcceptTcpClientAsync(limit.Token))
        {
            var stream = client.GetStream();
            Assert.Equal("3B888001000005E0B381A1007F", await AskAsync(stream, "0001 04", limit.Token));
            await stream.WriteAsync(Convert.FromHexString("000101" + "000102" + "000177"), limit.Token);   // power on, reset, unknown: no answers
            Assert.Equal("9000", await AskAsync(stream, "000F 00A4040C0AD392F000260100000001", limit.Token));
            Assert.Equal("9000", await AskAsync(stream, "0007 00A4020C020018", limit.Token));
            Assert.Equal("63C3", await AskAsync(stream, "0004 00200080", limit.Token));
            await stream.WriteAsync(Convert.FromHexString("000100"), limit.Token);                        // power off: nothing selected
            Assert.Equal("6986", await AskAsync(stream, "0004 00200080", limit.Token));
            Assert.Equal("6700", await AskAsync(stream, "0002 0020", limit.Token));
        }

        Assert.Equal(0, await running);
    }

    [Theory]
    [InlineData]
    [InlineData("--card")]
    [InlineData("--port", "0", "--card", "x")]
    [InlineData("--port", "99999", "--card", "x")]
    [InlineData("--reader", "1", "--card", "x")]
    public async Task A_wrong_word_shows_the_usage(params string[] arguments)
    {
        using var output = new StringWriter();

        Assert.Equal(2, await VpcdCommand.RunAsync(arguments, output, TestContext.Current.CancellationToken));
        Assert.StartsWith("usage: vpcd", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_card_does_not_fit_into_this_reader()
    {
        using var output = new StringWriter();

        Assert.Equal(1, await VpcdCommand.RunAsync(["--card", Card("mori-kaoru")], output, TestContext.Current.CancellationToken));
        Assert.Contains("answers no APDU", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_reader_it_says_what_to_start()
    {
        _reader.Start();
        var port = Port;
        _reader.Stop();
        using var output = new StringWriter();

        Assert.Equal(1, await VpcdCommand.RunAsync(["--port", port, "--card", Card("yamada-hanako")], output, TestContext.Current.CancellationToken));
        Assert.Contains("pcscd", output.ToString(), StringComparison.Ordinal);
    }

    string Port => ((IPEndPoint)_reader.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    string Card(string id)
    {
        var path = Path.Combine(_folder.FullName, $"{id}.json");
        File.WriteAllText(path, CardFile.Write(SamplePeople.All.Single(person => person.Id == id).Card));
        return path;
    }

    static async Task<string> AskAsync(NetworkStream stream, string message, CancellationToken cancel)
    {
        await stream.WriteAsync(Convert.FromHexString(message.Replace(" ", "", StringComparison.Ordinal)), cancel);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancel);
        var answer = new byte[length[0] << 8 | length[1]];
        await stream.ReadExactlyAsync(answer, cancel);
        return Convert.ToHexString(answer);
    }
}
