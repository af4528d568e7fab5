using Hal.Contacts;
using Hal.Framebuffer;
using Hal.Signals;

namespace Hal.Plain;

/// <summary>The devices of one appliance on a machine without pins: each hangs on a port that every computer has. There is no lamp, buzzer, gate or contact.</summary>
/// <remarks>Each is opened at its first use, and anew after it failed.</remarks>
public sealed class PlainBoard : IBoard
{
    const string Reason = "a plain board has none";

    /// <param name="reader">The card reader, on a serial line.</param>
    /// <param name="scanner">The scanner, at the path the site's settings name.</param>
    /// <param name="pinPad">A keypad.</param>
    /// <param name="panel">A framebuffer.</param>
    public PlainBoard(ICardReader reader, IBarcodeSource scanner, IPinPad pinPad, FramebufferDisplay panel) => (CardReader, Scanner, PinPad, Panel) = (reader, scanner, pinPad, panel);

    public ICardReader CardReader { get; }
    public IBarcodeSource Scanner { get; }
    public IPinPad PinPad { get; }
    public IDisplay Display => Panel;
    public ISignals Signals { get; } = new SilentSignals();
    public IContact Door { get; } = new AbsentContact("door contact", Reason);
    public IContact Lid { get; } = new AbsentContact("lid switch", Reason);
    public IContact SetupButton { get; } = new AbsentContact("setup button", Reason);
    public IContact Supply { get; } = new AbsentContact("supply line", Reason);

    /// <summary>The display as what it is, for how its picture lies on the screen.</summary>
    public FramebufferDisplay Panel { get; }

    public async ValueTask DisposeAsync()
    {
        await PinPad.DisposeAsync();
        await Scanner.DisposeAsync();
        await CardReader.DisposeAsync();
        await Panel.DisposeAsync();
    }
}
