using Hal;

namespace Bench;

/// <summary>Light and sound as the appliance means them, on their way to the pins: the page shows and says them by name.</summary>
sealed class NamedSignals(ISignals pins, Action<string?> changed) : ISignals
{
    public Light Light { get; private set; }

    public void Show(Light light)
    {
        Light = light;
        pins.Show(light);
        changed(null);
    }

    public void Play(Cue cue)
    {
        pins.Play(cue);
        changed(cue.ToString());
    }

    public void PulseGate(TimeSpan length) => pins.PulseGate(length);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;   // the board's own
}

/// <summary>A board whose signals somebody listens to.</summary>
sealed class ListenedBoard(IBoard board, NamedSignals signals) : IBoard
{
    public ICardReader CardReader => board.CardReader;
    public IPinPad PinPad => board.PinPad;
    public IDisplay Display => board.Display;
    public IBarcodeSource Scanner => board.Scanner;
    public ISignals Signals => signals;
    public IContact Door => board.Door;
    public IContact Lid => board.Lid;
    public IContact SetupButton => board.SetupButton;
    public IContact Supply => board.Supply;
    public ValueTask DisposeAsync() => board.DisposeAsync();
}
