using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hal.Tests.VirtualChip;

/// <summary>The tool as a person starts it: its words, its signals, its end.</summary>
public sealed partial class Pn532CommandTests : IDisposable
{
    const int User1 = 10;
    const int Terminate = 15;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-tool-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_signal_puts_the_card_on_and_takes_it_away_and_the_link_goes_with_the_tool()
    {
        var card = Path.Combine(_folder.FullName, "library-card.json");
        await File.WriteAllTextAsync(card, """{ "kind": "mifare", "name": "x", "uid": "04A1B2C3" }""", TestContext.Current.CancellationToken);
        var link = Path.Combine(_folder.FullName, "reader");
        using var tool = Start("pn532", "--link", link, "--card", card, "--speed", "free");
        try
        {
            Assert.Contains(link, await LineAsync(tool), StringComparison.Ordinal);
            Assert.Equal("the card library-card is on the reader", await LineAsync(tool));
            Assert.StartsWith("/dev/pts/", new FileInfo(link).LinkTarget, StringComparison.Ordinal);

            _ = kill(tool.Id, User1);
            Assert.Equal("the card is off the reader", await LineAsync(tool));
            _ = kill(tool.Id, User1);
            Assert.Equal("the card library-card is on the reader", await LineAsync(tool));

            _ = kill(tool.Id, Terminate);
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.Equal(0, tool.ExitCode);
            Assert.Null(new FileInfo(link).LinkTarget);
        }
        finally
        {
            tool.Kill();
        }
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Put_into_the_background_by_a_script_it_still_ends_by_signal(string signal)
    {
        var link = Path.Combine(_folder.FullName, "reader");
        using var script = Process.Start(new ProcessStartInfo("sh",
            ["-c", "\"$0\" pn532 --link \"$1\" & read line; kill -$2 $!; wait $!; echo ended $?", Path.Combine(AppContext.BaseDirectory, "kazashi-virtual"), link, signal])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Contains(link, await LineAsync(script), StringComparison.Ordinal);
            await script.StandardInput.WriteLineAsync("now");

            Assert.Equal("ended 0", await LineAsync(script));
            Assert.Null(new FileInfo(link).LinkTarget);
        }
        finally
        {
            script.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("usage:")]
    [InlineData("\"pn53\" is no command", "pn53")]
    [InlineData("--link is missing", "pn532")]
    [InlineData("--link needs a value", "pn532", "--link")]
    [InlineData("--speed is \"fast\"", "pn532", "--link", "/tmp/x", "--speed", "fast")]
    [InlineData("--colour is no option", "pn532", "--colour", "red")]
    public async Task A_wrong_word_is_named_with_what_to_write_instead(string message, params string[] arguments)
    {
        using var tool = Start(arguments);
        try
        {
            var told = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken)
                + await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Contains(message, told, StringComparison.Ordinal);
            Assert.Contains("usage:", told, StringComparison.Ordinal);
            Assert.Equal(2, tool.ExitCode);
        }
        finally
        {
            tool.Kill();
        }
    }

    [Fact]
    public async Task A_link_that_would_replace_a_file_is_refused()
    {
        var file = Path.Combine(_folder.FullName, "mine");
        await File.WriteAllTextAsync(file, "mine", TestContext.Current.CancellationToken);
        using var tool = Start("pn532", "--link", file);
        try
        {
            Assert.Contains("is no symbolic link; name another path", await LineAsync(tool), StringComparison.Ordinal);
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, tool.ExitCode);
        }
        finally
        {
            tool.Kill();
        }
    }

    static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Path.Combine(AppContext.BaseDirectory, "kazashi-virtual"), arguments)
    { RedirectStandardOutput = true, RedirectStandardError = true })!;

    static async Task<string?> LineAsync(Process tool) =>
        await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
