namespace Hal;

/// <summary>The devices of one appliance. The firmware takes them from outside: the metal, or its virtual twin.</summary>
public interface IBoard : IAsyncDisposable
{
    ICardReader CardReader { get; }
    IPinPad PinPad { get; }
    IDisplay Display { get; }
    IBarcodeSource Scanner { get; }
    ISignals Signals { get; }
}
