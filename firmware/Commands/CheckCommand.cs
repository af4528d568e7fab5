using System.Net.Sockets;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Pairing;
using Firmware.Screens;
using Hal;
using Hal.Expander;
using Hal.Plain;
using Hal.RaspberryPi;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Commands;

/// <summary><c>kazashi-device check</c>: opens each part, says what it measured, and what to do where that is not as it should be. Serves no patron meanwhile.</summary>
static class CheckCommand
{
    const string WithPerson = "--with-person";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);   // for one part; a chip that is lost is looked for at every speed

    public static async Task<int> RunAsync(string[] args)
    {
        if (SettingsReader.Read([.. args.Where(arg => arg != WithPerson)]) is not { } settings)
        {
            return RunCommand.ConfigurationError;
        }
        var person = args.Contains(WithPerson) ? new ConsoleTechnician(Console.In, Console.Out, TimeProvider.System) : null;
        return await RunAsync(settings, () => Boards.OpenWhole(settings, TimeProvider.System, NullLoggerFactory.Instance), Console.Out, TimeProvider.System, person);
    }

    /// <param name="settings">Where each part is.</param>
    /// <param name="openBoard">The board with all that hangs on it; fails where its pins are missing.</param>
    /// <param name="says">A line a part, and one more for what to do.</param>
    /// <param name="time">By which every wait ends.</param>
    /// <param name="person">Who looks, listens and presses; null: only what can be measured is checked.</param>
    /// <returns>0 when every part works, else 1.</returns>
    internal static async Task<int> RunAsync(DeviceSettings settings, Func<IBoard> openBoard, TextWriter says, TimeProvider time, ITechnician? person = null)
    {
        IBoard? board = null;
        try
        {
            List<CheckedPart> first =
            [
                new("fonts", _ => Task.Run(() => Fonts(settings)), "run deploy/fonts, or set FontFolder"),
                new("journal", _ => JournalAsync(settings, time), "the folder must exist, be writable for this user and not be in use by another kazashi-device"),
                new("board", _ =>
                    {
                        board = openBoard();
                        return Task.FromResult(board is PlainBoard ? "plain: no lamps, buzzer, gate and contacts" : "GPIO, SPI 0 and PWM 0 are open");
                    },
                    "set the overlays of hardware/ASSEMBLY.md in /boot/firmware/config.txt; this user must be in the groups gpio, spi, i2c, input and dialout. On a machine without pins set Board:Kind to Plain"),
            ];
            var failed = await RunAsync(first, says, time);
            var parts = new List<CheckedPart>
            {
                new("reader", cancel => ReaderAsync(settings, (board as RaspberryPiBoard)?.Expander, time, cancel), "check the wiring, the PN532's mode switches and Reader:Address"),
                new("scanner", cancel => ScannerAsync(settings, time, cancel), "plug it in, set it to serial or keyboard mode and check Scanner:Device"),
            };
            parts.AddRange(board switch
            {
                RaspberryPiBoard pins => new BoardChecks(settings, pins, time).Parts,
                PlainBoard plain => new PlainChecks(settings, plain).Parts,
                _ => [],
            });
            parts.Add(new("bridge", cancel => BridgeAsync(settings, time, cancel), "check Bridge:Host, Bridge:Port and the network"));
            failed += await RunAsync(parts, says, time);
            if (board is not null && person is not null)
            {
                failed += await RunAsync(new PersonChecks(settings, board, person, time).Parts, says, time, hasLimit: false);
            }
            return failed == 0 ? 0 : 1;
        }
        finally
        {
            if (board is not null)
            {
                await board.DisposeAsync();
            }
        }
    }

    static async Task<int> RunAsync(IEnumerable<CheckedPart> parts, TextWriter says, TimeProvider time, bool hasLimit = true)
    {
        var failed = 0;
        foreach (var part in parts)
        {
            using var limit = new CancellationTokenSource(hasLimit ? Patience : Timeout.InfiniteTimeSpan, time);
            try
            {
                await says.WriteLineAsync($"{part.Name,-8} ok    {await part.Check(limit.Token)}");
            }
            catch (Exception e) when (e is CheckFailure or DeviceException or JournalException or IOException or UnauthorizedAccessException or SocketException
                or InvalidOperationException or OperationCanceledException)
            {
                failed++;
                await says.WriteLineAsync($"{part.Name,-8} FAIL  {(e is OperationCanceledException ? $"no end after {Patience.TotalSeconds:0} s" : e.Message)}");
                await says.WriteLineAsync($"{"",-8}       {part.Remedy}");
            }
        }
        return failed;
    }

    static string Fonts(DeviceSettings settings)
    {
        using var renderer = new ScreenRenderer(settings.FontFolder);
        renderer.Render(Dialogue.Screens.For(Situation.AtStart(settings.Language), new()));
        return "found; a screen was drawn in memory";
    }

    static async Task<string> JournalAsync(DeviceSettings settings, TimeProvider time)
    {
        await using var journal = LiteDbJournal.Open(new FolderDisk(settings.DataFolder), settings.Journal, time);
        return $"epoch {journal.Epoch}, {journal.LastSequence} entries written, {journal.Depth} not acknowledged{(journal.Damage is { } damage ? $"; {damage}" : "")}";
    }

    static async Task<string> ReaderAsync(DeviceSettings settings, PortExpander? expander, TimeProvider time, CancellationToken cancel)
    {
        await using var reader = Boards.OpenReader(settings.Reader, time, NullLoggerFactory.Instance, expander);
        return $"{settings.Reader.Address}: {await reader.IdentifyAsync(cancel)}";
    }

    static async Task<string> ScannerAsync(DeviceSettings settings, TimeProvider time, CancellationToken cancel)
    {
        await using var scanner = Boards.OpenScanner(settings.Scanner.Device, time);
        return await OpenAsync(settings.Scanner.Device, scanner.ScansAsync, "something was scanned", cancel);
    }

    /// <summary>Such a device says nothing until somebody uses it: that it can be opened is all there is to see.</summary>
    /// <param name="device">As the settings name it.</param>
    /// <param name="open">Its stream, which calls the action given once it is open.</param>
    /// <param name="used">What it means when something comes all the same.</param>
    /// <param name="cancel">Ends the wait.</param>
    internal static async Task<string> OpenAsync<T>(string device, Func<Action, CancellationToken, IAsyncEnumerable<T>> open, string used, CancellationToken cancel)
    {
        using var isOpen = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await foreach (var _ in open(isOpen.Cancel, isOpen.Token))
            {
                return $"{device}: {used}";
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // it is open: no need to wait for more
        }
        return $"{device}: open";
    }

    /// <summary>Shows the screen that the appliance begins with.</summary>
    internal static async Task DrawAsync(DeviceSettings settings, IDisplay display, CancellationToken cancel)
    {
        using var renderer = new ScreenRenderer(settings.FontFolder);
        await display.ShowAsync(renderer.Render(Dialogue.Screens.For(Situation.AtStart(settings.Language), new())), Refresh.Full, cancel);
    }

    static async Task<string> BridgeAsync(DeviceSettings settings, TimeProvider time, CancellationToken cancel)
    {
        if (settings.Bridge.Host == "")
        {
            var found = settings.Network.FindBridges ? await BridgeFinder.FindAsync(time, cancel) : [];
            return $"the settings name none: this appliance is paired on its setup screen{(found.IsEmpty ? "" : $"; on this network: {string.Join(", ", found.Select(bridge => $"{bridge.Name} at {bridge.Address.Authority}"))}")}";
        }
        using var client = new TcpClient();
        await client.ConnectAsync(settings.Bridge.Host, settings.Bridge.Port, cancel);
        return $"{settings.Bridge.Host}:{settings.Bridge.Port} answers";
    }
}
