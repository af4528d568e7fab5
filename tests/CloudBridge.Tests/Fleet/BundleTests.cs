using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Bridge;
using Bridge.Fleet;
using Contract;

namespace CloudBridge.Tests.Fleet;

/// <summary>Bundles: taken in by an operator, fetched by appliances, whole or in parts.</summary>
public sealed class BundleTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-bundles-").FullName;
    readonly StringWriter _said = new(), _problems = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _said.Dispose();
        _problems.Dispose();
    }

    /// <summary>Bytes that begin as a bundle does; the bridge looks no further.</summary>
    internal static byte[] Bytes(int size) => [.. "hsqs"u8, .. RandomNumberGenerator.GetBytes(size - 4)];

    internal const string Board = "kazashi-test";

    internal static async Task<byte[]> AddAsync(TestBridge bridge, string version, int size, string board = Board)
    {
        var bytes = Bytes(size);
        var file = Path.Combine(bridge.Folder, "incoming.raucb");
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        await bridge.Get<Bundles>().AddAsync(file, version, board, "sato", Cancel);
        return bytes;
    }

    [Fact]
    public async Task A_bundle_is_copied_listed_and_taken_in_once()
    {
        var file = Write("new.raucb", Bytes(3_000_000));
        Assert.Equal(0, await DoAsync("add", file, "1.4.0", "kazashi-rpi-arm64"));
        Assert.Equal(0, await DoAsync("add", file, "1.4.0", "kazashi-rpi-arm64"));   // the same again
        Assert.Equal(0, await DoAsync("list"));

        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Cancel)));
        Assert.All(_said.ToString().TrimEnd().Split('\n'), line => Assert.Equal($"1.4.0 for kazashi-rpi-arm64, 3000000 bytes, sha256 {hash}", line));
        var kept = Assert.Single(Directory.GetFiles(Updates));
        Assert.Equal("kazashi-kazashi-rpi-arm64-1.4.0.raucb", Path.GetFileName(kept));   // as make bundle names it, and a mirror of the site
        Assert.Equal(await File.ReadAllBytesAsync(file, Cancel), await File.ReadAllBytesAsync(kept, Cancel));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kept));

        File.Delete(kept);
        Assert.Equal(0, await DoAsync("list"));
        Assert.EndsWith("its file is not there: add it again", _said.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_version_has_a_bundle_for_each_board()
    {
        Assert.Equal(0, await DoAsync("add", Write("pc", Bytes(5000)), "1.4.0", "kazashi-x86-64"));
        Assert.Equal(0, await DoAsync("add", Write("pi", Bytes(6000)), "1.4.0", "kazashi-rpi-arm64"));
        Assert.Equal(0, await DoAsync("list"));

        Assert.Equal(["1.4.0 for kazashi-rpi-arm64, 6000 bytes", "1.4.0 for kazashi-x86-64, 5000 bytes"], _said.ToString().TrimEnd().Split('\n')[2..].Select(line => line[..line.IndexOf(", sha256", StringComparison.Ordinal)]).Order());
        Assert.Equal(2, Directory.GetFiles(Updates).Length);
    }

    [Theory]
    [InlineData("good", "1.4", "kazashi-rpi-arm64", "three numbers")]
    [InlineData("good", "01.4.0", "kazashi-rpi-arm64", "three numbers")]
    [InlineData("good", "../1.4.0", "kazashi-rpi-arm64", "three numbers")]
    [InlineData("good", "1.4.0", "a board", "board 'a board'")]
    [InlineData("text", "1.4.0", "kazashi-rpi-arm64", "is no update bundle")]
    [InlineData("empty", "1.4.0", "kazashi-rpi-arm64", "is empty")]
    [InlineData("missing", "1.4.0", "kazashi-rpi-arm64", "was not taken in")]
    [InlineData("other", "1.0.0", "kazashi-rpi-arm64", "with other bytes")]
    public async Task What_is_no_bundle_is_refused_in_words_and_nothing_is_kept(string file, string version, string board, string why)
    {
        Assert.Equal(0, await DoAsync("add", Write("first", Bytes(5000)), "1.0.0", "kazashi-rpi-arm64"));
        var path = file switch
        {
            "good" or "other" => Write(file, Bytes(5000)),
            "text" => Write(file, "a letter"u8.ToArray()),
            "empty" => Write(file, []),
            _ => Path.Combine(_folder, file),
        };

        Assert.Equal(1, await DoAsync("add", path, version, board));

        Assert.Contains(why, _problems.ToString(), StringComparison.Ordinal);
        Assert.Equal(["kazashi-kazashi-rpi-arm64-1.0.0.raucb"], Directory.GetFiles(Updates).Select(Path.GetFileName));
        Assert.Single(_said.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_appliance_fetches_a_bundle_and_goes_on_where_it_was_cut()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        var bytes = await AddAsync(bridge, "1.4.0", 8_000_000);
        using var had = new MemoryStream();
        EntityTagHeaderValue tag;
        using (var http = appliance.Http(appliance.Certificate))
        {
            using var answer = await http.GetAsync(UpdateOffer.PathOf(Board, "1.4.0"), HttpCompletionOption.ResponseHeadersRead, Cancel);
            Assert.Equal((HttpStatusCode.OK, bytes.Length), (answer.StatusCode, (int)answer.Content.Headers.ContentLength!));
            tag = answer.Headers.ETag!;
            await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
            var buffer = new byte[1_000_000];
            await body.ReadExactlyAsync(buffer, Cancel);
            had.Write(buffer);   // and there the line breaks
        }
        Assert.False(tag.IsWeak);

        using var again = appliance.Http(appliance.Certificate);
        using var rest = await again.SendAsync(Ask("1.4.0", had.Length, null, tag), Cancel);
        Assert.Equal((HttpStatusCode.PartialContent, new ContentRangeHeaderValue(had.Length, bytes.Length - 1, bytes.Length)), (rest.StatusCode, rest.Content.Headers.ContentRange));
        had.Write(await rest.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(bytes, had.ToArray());

        using var part = await again.SendAsync(Ask("1.4.0", 10, 19), Cancel);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync(Cancel));
        using var beyond = await again.SendAsync(Ask("1.4.0", bytes.Length, null), Cancel);
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, $"bytes */{bytes.Length}"), (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()));
        using var other = await again.SendAsync(Ask("1.4.0", 10, null, new("\"another\"")), Cancel);
        Assert.Equal((HttpStatusCode.OK, bytes.Length), (other.StatusCode, (int)other.Content.Headers.ContentLength!));   // other bytes: from the beginning
    }

    [Fact]
    public async Task Nobody_else_fetches_it_and_nothing_else_is_there()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var unpaired = await TestAppliance.PairAsync(bridge, "counter-2");
        await bridge.Get<Pairings>().UnpairAsync(unpaired.Address, "sato", Cancel);
        await AddAsync(bridge, "1.4.0", 1000);
        await AddAsync(bridge, "1.4.1", 1000);
        File.Delete(Path.Combine(bridge.Folder, "updates", UpdateOffer.FileOf(Board, "1.4.1")));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(appliance, null, UpdateOffer.PathOf(Board, "1.4.0")));
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(unpaired, unpaired.Certificate, UpdateOffer.PathOf(Board, "1.4.0")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(appliance, appliance.Certificate, UpdateOffer.PathOf(Board, "1.4.0")));
        foreach (var path in (string[])["/device/updates/kazashi-test/1.4.1", "/device/updates/kazashi-test/1.5.0", "/device/updates/kazashi-test/", "/device/updates//1.4.0", "/device/updates/kazashi-test", "/device/updates", "/device/updates/1.4.0",
            "/device/updates/kazashi-test/1.4.0/", "/device/updates/x/1.4.0", "/device/updates/1.4.0/kazashi-test", "/device/x/kazashi-test/1.4.0", "/device/updates/kazashi-test/x/1.4.0", "/device/updates/..%2f..%2fbridge.db",
            "/device/updates/kazashi-test/..%2f..%2fbridge.db", "/device/updates/%2e%2e/1.4.0"])
        {
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(appliance, appliance.Certificate, path));
        }
    }

    [Fact]
    public async Task The_path_says_for_which_board_it_is()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var http = appliance.Http(appliance.Certificate);
        var (pc, pi) = (await AddAsync(bridge, "1.4.0", 3000, "kazashi-x86-64"), await AddAsync(bridge, "1.4.0", 3000, "kazashi-rpi-arm64"));

        Assert.Equal(pc, await http.GetByteArrayAsync("/device/updates/kazashi-x86-64/1.4.0", Cancel));
        Assert.Equal(pi, await http.GetByteArrayAsync("/device/updates/kazashi-rpi-arm64/1.4.0", Cancel));
    }

    static async Task<HttpStatusCode> StatusAsync(TestAppliance appliance, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate, string path)
    {
        using var http = appliance.Http(certificate);
        using var answer = await http.GetAsync(path, Cancel);
        return answer.StatusCode;
    }

    static HttpRequestMessage Ask(string version, long from, long? to, EntityTagHeaderValue? tag = null) => new(HttpMethod.Get, UpdateOffer.PathOf(Board, version))
    {
        Headers = { Range = new(from, to), IfRange = tag is null ? null : new(tag) },
    };

    string Updates => Path.Combine(_folder, "bridge", "updates");

    string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    Task<int> DoAsync(params string[] words) => Commands.RunAsync(["update", .. words, $"--Bridge:Storage:Folder={_folder}/bridge"], _said, _problems);
}
