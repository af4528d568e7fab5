namespace Hal;

/// <summary>The devices of one appliance. The firmware takes them from outside: the metal, or its virtual twin.</summary>
public interface IBoard : IAsyncDisposable
{
    ICardReader CardReader { get; }
    IPinPad PinPad { get; }
    IDisplay Display { get; }
    IBarcodeSource Scanner { get; }
    ISignals Signals { get; }

    /// <summary>The gate's door; true: closed. Where none is connected it is open.</summary>
    IContact Door { get; }

    /// <summary>The box's lid; true: closed.</summary>
    IContact Lid { get; }

    /// <summary>The button behind the lid; true: pressed.</summary>
    IContact SetupButton { get; }

    /// <summary>The mains supply; false: the capacitors carry the board, for seconds.</summary>
    IContact Supply { get; }
}
