namespace Hal.Clock;

/// <summary>The clock that goes on without power.</summary>
public interface IRealTimeClock
{
    /// <exception cref="DeviceException">It does not answer, or has no time.</exception>
    ClockReading Read();
}

/// <summary>What the clock says.</summary>
/// <param name="Time">UTC, in whole seconds.</param>
/// <param name="HasStopped">It stood still since it was last set: an empty battery, or none. Null: the kernel does not tell.</param>
public readonly record struct ClockReading(DateTimeOffset Time, bool? HasStopped);
