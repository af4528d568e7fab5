using Hal.Contacts;

namespace Hal.Expander;

/// <summary>What waits 100 ms without harm and therefore hangs on the port expander: the reader's reset and request, the setup button, the scanner's power.</summary>
/// <remarks>Nothing of these is driven before it is asked for: resistors give reader and scanner what they need, so an appliance runs without this chip, but heals less.</remarks>
public sealed class PortExpander : IDisposable
{
    /// <summary>The reader's reset is held this long. The chip asks for less than a microsecond; capacitors on modules ask for more.</summary>
    static readonly TimeSpan ResetTime = TimeSpan.FromMilliseconds(20);

    /// <summary>From reset to the first byte it hears: its oscillator's start, 2 ms at most, and some.</summary>
    static readonly TimeSpan StartTime = TimeSpan.FromMilliseconds(10);

    /// <summary>Without power this long, a scanner has forgotten what it hung on.</summary>
    static readonly TimeSpan PowerCutTime = TimeSpan.FromSeconds(1);

    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    readonly Pca9534 _chip;
    readonly ExpanderPorts _ports;
    readonly TimeProvider _time;

    public PortExpander(Pca9534 chip, ExpanderPorts ports, TimeProvider time)
    {
        (_chip, _ports, _time) = (chip, ports, time);
        SetupButton = new PolledContact("setup button", () => !IsHigh(ports.SetupButton), LookEvery, time);
    }

    /// <summary>True: pressed.</summary>
    public IContact SetupButton { get; }

    /// <summary>Whether the chip answers, and what it sees.</summary>
    /// <exception cref="DeviceException">No answer.</exception>
    public ExpanderReading Read()
    {
        var levels = _chip.Read();
        return new(
            ReaderHasAnswer: !Is(_ports.ReaderRequest),
            ReaderIsReset: !Is(_ports.ReaderReset),
            SetupIsPressed: !Is(_ports.SetupButton),
            ScannerHasPower: Is(_ports.ScannerPower),
            ScannerDrawsTooMuch: !Is(_ports.ScannerFault));

        bool Is(int port) => (levels >> port & 1) != 0;
    }

    /// <summary>Holds the reader's reset low and gives the chip time to start: it has forgotten everything then.</summary>
    /// <exception cref="DeviceException">The expander does not answer; the reader was perhaps not reset.</exception>
    public async ValueTask ResetReaderAsync(CancellationToken cancel)
    {
        _chip.Drive(_ports.ReaderReset, isHigh: false);
        try
        {
            await Task.Delay(ResetTime, _time, cancel);
        }
        finally
        {
            _chip.Drive(_ports.ReaderReset, isHigh: true);
        }
        await Task.Delay(StartTime, _time, cancel);
    }

    /// <summary>Takes the scanner's power away for a second, as pulling its plug would.</summary>
    /// <exception cref="DeviceException">The expander does not answer.</exception>
    public async ValueTask RestartScannerAsync(CancellationToken cancel)
    {
        _chip.Drive(_ports.ScannerPower, isHigh: false);
        try
        {
            await Task.Delay(PowerCutTime, _time, cancel);
        }
        finally
        {
            _chip.Drive(_ports.ScannerPower, isHigh: true);
        }
    }

    public void Dispose() => _chip.Dispose();

    bool IsHigh(int port) => (_chip.Read() >> port & 1) != 0;
}

/// <summary>One look at all lines of the port expander.</summary>
public readonly record struct ExpanderReading(bool ReaderHasAnswer, bool ReaderIsReset, bool SetupIsPressed, bool ScannerHasPower, bool ScannerDrawsTooMuch);
