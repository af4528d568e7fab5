using System.IO.Compression;
using Bridge;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using CloudBridge.Tests.Library;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Storage;

/// <summary>A bridge into one file and out of it, by the commands that an operator types.</summary>
public sealed class BackupTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-backup-").FullName;
    readonly StringWriter _said = new(), _problems = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string File => Path.Combine(_folder, "bridge.tar.gz");
    string Elsewhere => Path.Combine(_folder, "elsewhere");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _said.Dispose();
        _problems.Dispose();
    }

    [Fact]
    public async Task What_was_restored_is_the_same_bridge()
    {
        await using var world = await LibraryWorld.OpenAsync();
        await world.Bridge.WriteAsync(db => db.Patrons.Add(new Patron { Number = "1001", Name = "花子", Category = "adult" }));
        Assert.Equal(0, await DoAsync("backup", world.Bridge.Folder));   // it runs meanwhile
        await world.Bridge.WriteAsync(db => db.Patrons.Add(new Patron { Number = "1002", Name = "later", Category = "adult" }));
        Assert.Equal(0, await DoAsync("restore", Elsewhere));

        using var keys = BridgeKeys.Open(new() { Folder = Elsewhere });
        Assert.Equal(world.Bridge.Get<BridgeKeys>().Seal.Public.Text, keys.Seal.Public.Text);
        Assert.Equal(world.Bridge.Get<BridgeKeys>().Site, keys.Site);
        using var store = new Store(new() { Folder = Elsewhere });
        var (patrons, items) = await store.ReadAsync(async db => (await db.Patrons.Select(patron => patron.Name).ToListAsync(Cancel), await db.Items.CountAsync(Cancel)), Cancel);
        Assert.Equal(["花子"], patrons);
        Assert.Equal(2, items);
    }

    [Fact]
    public async Task Nobody_else_can_read_it_and_nothing_is_left_beside_it()
    {
        await using var bridge = await TestBridge.QuietAsync();
        Assert.Equal(0, await DoAsync("backup", bridge.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(_folder));
        Assert.Empty(Directory.GetDirectories(bridge.Folder, ".*"));

        Assert.Equal(0, await DoAsync("restore", Elsewhere));
        Assert.All(Directory.GetFiles(Elsewhere, "*", SearchOption.AllDirectories), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_folder_that_has_a_bridge_is_left_alone()
    {
        await using var bridge = await TestBridge.QuietAsync();
        Assert.Equal(0, await DoAsync("backup", bridge.Folder));
        Assert.Equal(1, await DoAsync("restore", bridge.Folder));
        Assert.Contains("has a bridge already", _problems.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_bridge_is_not_backed_up()
    {
        Assert.Equal(1, await DoAsync("backup", Elsewhere));
        Assert.Contains("Bridge:Storage:Folder", _problems.ToString(), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData(0.3), InlineData(0.9)]
    public async Task A_backup_that_was_cut_off_is_not_restored(double at)
    {
        await using var bridge = await TestBridge.QuietAsync();
        Assert.Equal(0, await DoAsync("backup", bridge.Folder));
        var bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..(int)(bytes.Length * at)], Cancel);
        await NotRestoredAsync();
    }

    [Fact]
    public async Task A_database_that_does_not_hold_together_is_not_restored()
    {
        await using var bridge = await TestBridge.QuietAsync();
        Assert.Equal(0, await DoAsync("backup", bridge.Folder));
        var packed = new MemoryStream(await System.IO.File.ReadAllBytesAsync(File, Cancel));
        var tar = new MemoryStream();
        await new GZipStream(packed, CompressionMode.Decompress).CopyToAsync(tar, Cancel);
        tar.GetBuffer().AsSpan(1000, 40_000).Fill(0x5A);
        await using (var again = new GZipStream(System.IO.File.Create(File), CompressionLevel.Fastest))
        {
            await again.WriteAsync(tar.ToArray(), Cancel);
        }
        await NotRestoredAsync();
    }

    [Fact]
    public async Task Whatever_else_is_not_restored()
    {
        await System.IO.File.WriteAllTextAsync(File, "a letter", Cancel);
        await NotRestoredAsync();
    }

    async Task NotRestoredAsync()
    {
        Assert.Equal(1, await DoAsync("restore", Elsewhere));
        Assert.NotEqual("", _problems.ToString());
        Assert.Empty(Directory.GetFileSystemEntries(Elsewhere));
    }

    Task<int> DoAsync(string command, string folder) => Commands.RunAsync([command, File, $"--Bridge:Storage:Folder={folder}"], _said, _problems);
}
