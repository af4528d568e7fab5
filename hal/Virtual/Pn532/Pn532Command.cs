using System.Runtime.InteropServices;
using Virtual.Cards;
using Virtual.Wires;

namespace Virtual.Pn532;

/// <summary><c>pn532 --link PATH [--card FILE|none] [--speed paced|free]</c>: a reader on a pseudo-terminal; SIGUSR1 puts the card on or takes it away.</summary>
public static class Pn532Command
{
    const string Usage = "pn532 --link PATH [--card FILE|none] [--speed paced|free]";
    const PosixSignal User1 = (PosixSignal)10;   // SIGUSR1 on Linux, x86-64 and arm64

    /// <summary>Plays until cancelled; the exit code is 0 then, 1 when it could not begin, 2 for a wrong word.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancel)
    {
        if (!TryParse(arguments, out var link, out var cardPath, out var speed, out var wrong))
        {
            await output.WriteLineAsync($"{wrong}\nusage: {Usage}");
            return 2;
        }
        VirtualCardSetup? setup = null;
        if (cardPath is not null && !CardFile.TryLoad(cardPath, out setup, out var problem))
        {
            await output.WriteLineAsync(problem);
            return 1;
        }
        using var chip = new VirtualPn532(HostInterface.Hsu, speed);
        var desk = new Desk(chip.Field, setup, output);
        try
        {
            using var pty = new Pty(chip, link);
            using var toggle = PosixSignalRegistration.Create(User1, context =>
            {
                context.Cancel = true;
                desk.Toggle();
            });
            await output.WriteLineAsync($"a PN532 is at {link} (115200 baud, {(speed == Speed.Paced ? "at the pace of the metal" : "as fast as it can")}); LIBNFC_DEVICE=pn532_uart:{pty.Path}:115200 shows it to libnfc");
            if (setup is not null)
            {
                desk.Toggle();
            }
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return 0;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return 0;   // the link is gone with the terminal
        }
        catch (IOException e)
        {
            await output.WriteLineAsync($"no reader at {link}: {e.Message}");
            return 1;
        }
    }

    static bool TryParse(IReadOnlyList<string> arguments, out string link, out string? card, out Speed speed, out string wrong)
    {
        (link, card, speed, wrong) = ("", null, Speed.Paced, "");
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            switch (arguments[i], value)
            {
                case (_, ""):
                    wrong = $"{arguments[i]} needs a value";
                    return false;
                case ("--link", _):
                    link = value;
                    break;
                case ("--card", _):
                    card = value == "none" ? null : value;
                    break;
                case ("--speed", "paced" or "free"):
                    speed = value == "paced" ? Speed.Paced : Speed.Free;
                    break;
                case ("--speed", _):
                    wrong = $"--speed is \"{value}\": paced waits as the metal would, free answers at once";
                    return false;
                default:
                    wrong = $"{arguments[i]} is no option of pn532";
                    return false;
            }
        }
        wrong = "--link is missing: the path under which the reader shall appear, such as /tmp/pn532";
        return link.Length > 0;
    }

    /// <summary>The one card that lies on the reader or beside it.</summary>
    sealed class Desk(RfField field, VirtualCardSetup? setup, TextWriter output)
    {
        readonly Picc? _card = setup is null ? null : Picc.Of(setup, Random.Shared);
        int _told;

        public void Toggle()
        {
            if (_card is null)
            {
                output.WriteLine("there is no card to put on the reader: start with --card FILE (`people --out DIR` writes some)");
            }
            else if (field.HasCards)
            {
                field.Clear();
                TellSelected();
                output.WriteLine("the card is off the reader");
            }
            else
            {
                field.Put(_card);
                output.WriteLine($"the card {setup!.Id} is on the reader");
            }
            output.Flush();
        }

        /// <summary>Which files a host touched while the card lay there; nothing of what is in them.</summary>
        void TellSelected()
        {
            var selected = setup?.MyNumberCard?.SelectedFiles ?? [];
            foreach (var file in selected.Skip(_told))
            {
                output.WriteLine($"selected: {file.Application} {file.File:X4}");
            }
            _told = selected.Count;
        }
    }
}
