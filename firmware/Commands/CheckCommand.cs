using System.Net.Sockets;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Screens;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Commands;

/// <summary><c>kazashi-device check</c>: opens each part, says what it found, and what to do where it found nothing. Serves no patron meanwhile.</summary>
static class CheckCommand
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static Task<int> RunAsync(string[] args) => SettingsReader.Read(args) is { } settings
        ? RunAsync(settings, () => Boards.OpenPins(settings, TimeProvider.System, NullLoggerFactory.Instance), Console.Out)
        : Task.FromResult(RunCommand.ConfigurationError);

    /// <param name="settings">Where each part is.</param>
    /// <param name="openBoard">The board with the panel; fails where there are no pins.</param>
    /// <param name="says">A line a part, and one more for what to do.</param>
    /// <returns>0 when every part works, else 1.</returns>
    internal static async Task<int> RunAsync(DeviceSettings settings, Func<IBoard> openBoard, TextWriter says)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        var cancel = limit.Token;
        (string Part, Func<Task<string>> Check, string Remedy)[] parts =
        [
            ("fonts", () => Task.Run(() => Fonts(settings)), "run deploy/fonts, or set FontFolder"),
            ("journal", () => JournalAsync(settings), "the folder must exist, be writable for this user and not be in use by another kazashi-device"),
            ("reader", () => ReaderAsync(settings, cancel), "check the wiring, the PN532's mode switches and Reader:Address"),
            ("scanner", () => ScannerAsync(settings, cancel), "plug it in, set it to serial or keyboard mode and check Scanner:Device"),
            ("panel", () => PanelAsync(settings, openBoard, cancel), "enable SPI (dtparam=spi=on) and check the panel's cable"),
            ("bridge", () => BridgeAsync(settings, cancel), "check Bridge:Host, Bridge:Port and the network"),
        ];
        var failed = 0;
        foreach (var (part, check, remedy) in parts)
        {
            try
            {
                await says.WriteLineAsync($"{part,-8} ok    {await check()}");
            }
            catch (Exception e) when (e is DeviceException or JournalException or IOException or UnauthorizedAccessException or SocketException
                or InvalidOperationException or OperationCanceledException)
            {
                failed++;
                await says.WriteLineAsync($"{part,-8} FAIL  {e.Message}");
                await says.WriteLineAsync($"{"",-8}       {remedy}");
            }
        }
        return failed == 0 ? 0 : 1;
    }

    static string Fonts(DeviceSettings settings)
    {
        using var renderer = new ScreenRenderer(settings.FontFolder);
        renderer.Render(Dialogue.Screens.For(Situation.AtStart(settings.Language), new()));
        return "found; a screen was drawn in memory";
    }

    static async Task<string> JournalAsync(DeviceSettings settings)
    {
        await using var journal = LiteDbJournal.Open(new FolderDisk(settings.DataFolder), settings.Journal, TimeProvider.System);
        return $"epoch {journal.Epoch}, {journal.LastSequence} entries written, {journal.Depth} not acknowledged{(journal.Damage is { } damage ? $"; {damage}" : "")}";
    }

    static async Task<string> ReaderAsync(DeviceSettings settings, CancellationToken cancel)
    {
        await using var reader = Boards.OpenReader(settings.Reader, TimeProvider.System, NullLoggerFactory.Instance);
        return $"{settings.Reader.Address}: {await reader.CheckAsync(cancel)}";
    }

    /// <summary>A scanner says nothing until it scans: that it can be opened is all there is to see.</summary>
    static async Task<string> ScannerAsync(DeviceSettings settings, CancellationToken cancel)
    {
        await using var scanner = Boards.OpenScanner(settings.Scanner.Device, TimeProvider.System);
        using var isOpen = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await foreach (var _ in scanner.ScansAsync(isOpen.Cancel, isOpen.Token))
            {
                return $"{settings.Scanner.Device}: something was scanned";
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // it is open: no need to wait for a scan
        }
        return $"{settings.Scanner.Device}: open";
    }

    static async Task<string> PanelAsync(DeviceSettings settings, Func<IBoard> openBoard, CancellationToken cancel)
    {
        await using var board = openBoard();
        using var renderer = new ScreenRenderer(settings.FontFolder);
        await board.Display.ShowAsync(renderer.Render(Dialogue.Screens.For(Situation.AtStart(settings.Language), new())), Refresh.Full, cancel);
        return "a screen was drawn; look at it";
    }

    static async Task<string> BridgeAsync(DeviceSettings settings, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(settings.Bridge.Host, settings.Bridge.Port, cancel);
        return $"{settings.Bridge.Host}:{settings.Bridge.Port} answers";
    }
}
