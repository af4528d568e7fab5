using System.Net;
using System.Security.Cryptography;
using Contract;
using Firmware.Updates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Updates;

/// <summary>A bundle comes over HTTP, whole or not at all.</summary>
public sealed class BundleDownloadTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    readonly string _folder = Directory.CreateTempSubdirectory("download-").FullName;
    readonly byte[] _bundle = RandomNumberGenerator.GetBytes(900_000);
    readonly BundleServer _server;
    readonly ImpatientTime _time = new(Now);
    readonly UpdateOffer _offer;
    readonly List<int> _percents = [];

    public BundleDownloadTests()
    {
        _server = new(_bundle);
        _offer = new("0.2.0", "/updates/0.2.0", _bundle.Length, Convert.ToHexStringLower(SHA256.HashData(_bundle)), BundleKeys.Compatible, Now.AddDays(1));
    }

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_is_what_the_server_has()
    {
        Assert.Null(await FetchAsync());
        Assert.Equal(_bundle, await File.ReadAllBytesAsync(Download().PathOf(_offer), TestContext.Current.CancellationToken));
        Assert.Equal(100, _percents[^1]);
        Assert.Equal([""], _server.Asked);
    }

    [Fact]
    public async Task It_goes_on_where_the_connection_broke()
    {
        _server.Cuts.Enqueue(300_000);
        _server.Cuts.Enqueue(200_000);
        Assert.Null(await FetchAsync());
        Assert.Equal(3, _server.Asked.Count);
        Assert.Equal("", _server.Asked[0]);
        Assert.All(_server.Asked[1..], range => Assert.StartsWith("bytes=", range, StringComparison.Ordinal));
        Assert.Equal(_bundle, await File.ReadAllBytesAsync(Download().PathOf(_offer), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_goes_on_after_a_restart()
    {
        await File.WriteAllBytesAsync(Download().PathOf(_offer), _bundle[..500_000], TestContext.Current.CancellationToken);
        Assert.Null(await FetchAsync());
        Assert.Equal(["bytes=500000-"], _server.Asked);
    }

    [Fact]
    public async Task What_is_here_already_is_not_fetched_again()
    {
        await File.WriteAllBytesAsync(Download().PathOf(_offer), _bundle, TestContext.Current.CancellationToken);
        Assert.Null(await FetchAsync());
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_of_it_again()
    {
        using var server = new BundleServer(_bundle) { HasRanges = false };
        await File.WriteAllBytesAsync(Download().PathOf(_offer), _bundle[..500_000], TestContext.Current.CancellationToken);
        Assert.Null(await FetchAsync(server: server));
        Assert.Equal(_bundle, await File.ReadAllBytesAsync(Download().PathOf(_offer), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_changed_bit_is_refused_and_nothing_of_it_stays()
    {
        var changed = (byte[])_bundle.Clone();
        changed[^1] ^= 1;
        _server.Content = changed;
        Assert.Equal(UpdateRefusal.Damaged, (await FetchAsync())?.Refusal);
        Assert.False(File.Exists(Download().PathOf(_offer)));
    }

    [Theory]
    [InlineData(0), InlineData(500_000), InlineData(700_000)]
    public async Task A_bundle_that_ends_too_soon_is_refused(int have)
    {
        _server.Content = _bundle[..600_000];
        await File.WriteAllBytesAsync(Download().PathOf(_offer), _bundle[..have], TestContext.Current.CancellationToken);
        Assert.Equal(UpdateRefusal.Truncated, (await FetchAsync())?.Refusal);
    }

    [Fact]
    public async Task A_bundle_that_goes_on_after_its_size_is_refused_before_it_fills_the_disk()
    {
        _server.Content = [.. _bundle, .. new byte[1_000_000]];
        Assert.Equal(UpdateRefusal.Damaged, (await FetchAsync())?.Refusal);
        Assert.True(new FileInfo(Download().PathOf(_offer)).Length <= _bundle.Length);
    }

    [Fact]
    public async Task Without_room_for_it_nothing_is_asked_for()
    {
        Assert.Equal(UpdateRefusal.DiskFull, (await FetchAsync(free: BundleDownload.Reserve + _bundle.Length - 1))?.Refusal);
        Assert.Empty(_server.Asked);
        Assert.Null(await FetchAsync(free: BundleDownload.Reserve + _bundle.Length));
    }

    [Fact]
    public async Task A_disk_that_fills_meanwhile_is_told()
    {
        Programs.Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", _folder);
        try
        {
            Assert.Equal(UpdateRefusal.DiskFull, (await FetchAsync())?.Refusal);
        }
        finally
        {
            Programs.Run("umount", _folder);
        }
    }

    [Fact]
    public async Task A_server_that_has_it_no_more_is_told()
    {
        _server.Answers = HttpStatusCode.NotFound;
        Assert.Equal(UpdateRefusal.NotFetched, (await FetchAsync())?.Refusal);
    }

    [Fact]
    public async Task A_connection_that_is_given_up_as_a_byte_comes_is_one_that_broke()
    {
        using var web = new FirstAnswer(new ClosedUnderTheRead());
        Assert.Null(await Download(web: web).FetchAsync(_offer, (_, _) => ValueTask.CompletedTask, TestContext.Current.CancellationToken));
        Assert.Equal([""], _server.Asked);
    }

    [Fact]
    public async Task An_offer_that_ends_while_the_server_is_away_is_given_up()
    {
        _server.Answers = HttpStatusCode.BadGateway;
        var fetching = FetchAsync();
        while (!fetching.IsCompleted)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }
        Assert.Equal(UpdateRefusal.NotFetched, (await fetching)?.Refusal);
    }

    [Fact]
    public async Task The_bundle_of_another_offer_makes_room()
    {
        var old = Path.Combine(_folder, "old.raucb");
        await File.WriteAllTextAsync(old, "old", TestContext.Current.CancellationToken);
        Assert.Null(await FetchAsync());
        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task What_the_sites_mirror_has_is_not_asked_of_the_bridge()
    {
        using var mirror = new BundleServer(_bundle);

        Assert.Null(await FetchAsync(mirror: mirror));
        Assert.Equal([""], mirror.Asked);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_mirror_that_breaks_off_leaves_the_rest_to_the_bridge()
    {
        using var mirror = new BundleServer(_bundle);
        mirror.Cuts.Enqueue(300_000);

        Assert.Null(await FetchAsync(mirror: mirror));
        Assert.Single(mirror.Asked);
        Assert.StartsWith("bytes=", Assert.Single(_server.Asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Half_of_something_else_from_the_mirror_is_fetched_anew(bool breaksOff)
    {
        using var mirror = new BundleServer([.. _bundle.Reverse().Take(breaksOff ? _bundle.Length : 400_000)]);
        if (breaksOff)
        {
            mirror.Cuts.Enqueue(300_000);
        }

        Assert.Null(await FetchAsync(mirror: mirror));
        Assert.Equal("", _server.Asked[^1]);
        Assert.Equal(_bundle, await File.ReadAllBytesAsync(Download().PathOf(_offer), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mirror_without_it_or_with_something_else_costs_nothing_but_the_way(bool isThere)
    {
        using var mirror = new BundleServer([.. _bundle.Reverse()]) { Answers = isThere ? null : HttpStatusCode.NotFound };

        Assert.Null(await FetchAsync(mirror: mirror));
        Assert.Equal([""], _server.Asked);
        Assert.Equal(_bundle, await File.ReadAllBytesAsync(Download().PathOf(_offer), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("../../../etc/passwd"), InlineData("zz")]
    public async Task A_hash_that_is_none_names_no_file(string hash) =>
        Assert.Equal(UpdateRefusal.WrongOffer, (await Download().FetchAsync(_offer with { Sha256 = hash }, (_, _) => ValueTask.CompletedTask, TestContext.Current.CancellationToken))?.Refusal);

    BundleDownload Download(long free = long.MaxValue, BundleServer? server = null, BundleServer? mirror = null, HttpMessageHandler? web = null) =>
        new(_folder, mirror is null ? null : new(mirror.Address, "kazashi/"), new HttpClient(web ?? new SocketsHttpHandler()) { BaseAddress = (server ?? _server).Address }, () => free, _time, NullLogger<BundleDownload>.Instance);

    Task<UpdateFailure?> FetchAsync(long free = long.MaxValue, BundleServer? server = null, BundleServer? mirror = null) => Download(free, server, mirror).FetchAsync(_offer, (percent, _) =>
    {
        _percents.Add(percent);
        return ValueTask.CompletedTask;
    }, TestContext.Current.CancellationToken);

    /// <summary>Between two tries it does not wait.</summary>
    sealed class ImpatientTime(DateTimeOffset now) : FakeTimeProvider(now)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromSeconds(30) ? TimeSpan.Zero : dueTime, period);
    }

    /// <summary>The first time this is answered, then what the server has.</summary>
    sealed class FirstAnswer(Stream content) : DelegatingHandler(new SocketsHttpHandler())
    {
        bool _isOver;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_isOver)
            {
                return base.SendAsync(request, cancellationToken);
            }
            _isOver = true;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(content) });
        }
    }

    sealed class ClosedUnderTheRead : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new ObjectDisposedException(nameof(ClosedUnderTheRead)));
    }
}
