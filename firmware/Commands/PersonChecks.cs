using System.Globalization;
using Hal;
using Hal.PinPad;
using Hal.Plain;

namespace Firmware.Commands;

/// <summary>What somebody must press, see or hear.</summary>
sealed class PersonChecks(DeviceSettings settings, IBoard board, ITechnician person, TimeProvider time)
{
    static readonly TimeSpan ForOneKey = TimeSpan.FromSeconds(20);
    static readonly TimeSpan ForOneContact = TimeSpan.FromSeconds(60);
    static readonly TimeSpan ForOneScan = TimeSpan.FromSeconds(60);
    static readonly TimeSpan GatePulse = TimeSpan.FromSeconds(1);

    static readonly (Light Light, string Looks)[] Lights =
    [
        (Light.Attention, "the red lamp, slowly blinking"),
        (Light.Busy, "the green lamp, blinking fast"),
        (Light.Success, "the green lamp, steady"),
        (Light.Ready, "the blue lamp, slowly blinking"),
        (Light.Off, "no lamp"),
    ];

    public IReadOnlyList<CheckedPart> Parts => board is PlainBoard ? OfPlain : OfPins;

    IReadOnlyList<CheckedPart> OfPlain =>
    [
        new("panel", _ => PanelAsync(), "the screen's own mode (video=… on the kernel's command line)"),
        new("scanner", _ => ScannerAsync(), "scan the bar code of its manual that makes it a serial port; check Scanner:Device"),
        new("pin pad", _ => PinPadAsync(), "- and Backspace are *, too, and Enter is #; check Board:Keypad"),
    ];

    IReadOnlyList<CheckedPart> OfPins =>
    [
        new("panel", _ => PanelAsync(), "below 10 °C, an older panel, or DC and CLK exchanged: step 4 of the assembly guide"),
        new("scanner", _ => ScannerAsync(), "scan the bar code of its manual that makes it a serial port; check Scanner:Device"),
        new("pin pad", _ => PinPadAsync(), "rows and columns of J501: find them with the ohmmeter, step 6 of the assembly guide"),
        new("lamps", _ => LampsAsync(), "the lamp's polarity, its plug, its resistor"),
        new("buzzer", _ => BuzzerAsync(), "BZ501, Q504; dtoverlay=pwm,pin=12,func=4"),
        new("gate", _ => GateAsync(), "K601, Q601; nothing but the ohmmeter on J601 until it is right"),
        new("door", _ => ContactAsync("open the gate's door, and close it again; with none connected, join the two pins of J602 and let go", board.Door), "J602 and its cable, R604, R605"),
        new("lid", _ => ContactAsync("open the lid, and close it again", board.Lid), "SW601 and its lever, R606, R607"),
        new("setup", _ => ContactAsync("press the setup button behind the lid, and let go", board.SetupButton), "SW602, R608, R609"),
    ];

    async Task<string> PanelAsync() => await person.ConfirmAsync("Is the screen sharp, black on white, without a grey veil?")
        ? "seen: it is sharp"
        : throw new CheckFailure("seen: it is not");

    async Task<string> ScannerAsync()
    {
        using var limit = new CancellationTokenSource(ForOneScan, time);
        await using var scanner = Boards.OpenScanner(settings.Scanner.Device, time);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scans = scanner.ScansAsync(() => opened.TrySetResult(), limit.Token).GetAsyncEnumerator(limit.Token);
        var scanned = scans.MoveNextAsync().AsTask();
        await Task.WhenAny(opened.Task, scanned);
        await person.AskAsync("Scan any label.");
        try
        {
            return await scanned ? "a label was scanned" : throw new CheckFailure("it ended by itself");
        }
        catch (OperationCanceledException)
        {
            throw new CheckFailure($"nothing came within {ForOneScan.TotalSeconds:0} s");
        }
    }

    async Task<string> PinPadAsync()
    {
        using var pressed = new CancellationTokenSource(ForOneKey, time);
        await using var strokes = board.PinPad.KeysAsync(() => { }, pressed.Token).GetAsyncEnumerator(pressed.Token);
        foreach (var key in MatrixPins.Layout)
        {
            await person.AskAsync($"Press {NameOf(key)}.");
            pressed.CancelAfter(ForOneKey);
            var came = await NextAsync(strokes, key);
            if (came != key)
            {
                throw new CheckFailure($"{NameOf(key)} was asked for, and {NameOf(came)} came");
            }
        }
        return "all twelve keys are where they should be";
    }

    /// <summary>The next key that goes down and comes up again.</summary>
    static async Task<Key> NextAsync(IAsyncEnumerator<KeyStroke> strokes, Key asked)
    {
        try
        {
            while (await strokes.MoveNextAsync())
            {
                if (strokes.Current.Motion == KeyMotion.Up)
                {
                    return strokes.Current.Key;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // said below
        }
        throw new CheckFailure($"{NameOf(asked)} was asked for, and nothing came within {ForOneKey.TotalSeconds:0} s");
    }

    async Task<string> LampsAsync()
    {
        try
        {
            foreach (var (light, looks) in Lights)
            {
                board.Signals.Show(light);
                if (!await person.ConfirmAsync($"Do you see {looks}, and nothing else?"))
                {
                    throw new CheckFailure($"not seen: {looks}");
                }
            }
        }
        finally
        {
            board.Signals.Show(Light.Off);
        }
        return "red, green and blue were seen";
    }

    async Task<string> BuzzerAsync()
    {
        foreach (var cue in Enum.GetValues<Cue>())
        {
            board.Signals.Play(cue);
            if (!await person.ConfirmAsync($"Did you hear \"{cue}\"?"))
            {
                throw new CheckFailure($"not heard: \"{cue}\"");
            }
        }
        return "every sound was heard";
    }

    async Task<string> GateAsync()
    {
        if (!await person.ConfirmAsync("The gate is opened for a second. May it be?"))
        {
            throw new CheckFailure("not tried");
        }
        board.Signals.PulseGate(GatePulse);
        return await person.ConfirmAsync("Did D602 light up for a second, and the relay click twice?")
            ? "opened for a second, and at rest again"
            : throw new CheckFailure("not seen to move");
    }

    /// <summary>There and back, from whichever state it is in.</summary>
    async Task<string> ContactAsync(string what, IContact contact)
    {
        await person.AskAsync($"Now {what}.");
        using var limit = new CancellationTokenSource(ForOneContact, time);
        var seen = new List<bool>();
        try
        {
            await foreach (var state in contact.StatesAsync(() => { }, limit.Token))
            {
                seen.Add(state);
                if (seen.Count == 3)
                {
                    return "went there and back";
                }
            }
        }
        catch (OperationCanceledException)
        {
            // said below
        }
        throw new CheckFailure(seen.Count > 1 ? "moved once, and did not come back" : "did not move");
    }

    /// <summary>As it is printed on the pad.</summary>
    public static string NameOf(Key key) => key switch
    {
        Key.Star => "*",
        Key.Hash => "#",
        _ => ((int)key).ToString(CultureInfo.InvariantCulture),
    };
}
