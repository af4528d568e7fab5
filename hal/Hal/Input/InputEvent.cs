using System.Buffers.Binary;

namespace Hal.Input;

/// <summary>One event of a Linux input device: a key, or the end of what belongs together.</summary>
/// <param name="Type">What kind of event: <see cref="KeyType"/>, <see cref="SynType"/>; others (relative axes, lamps, scan codes) type nothing.</param>
/// <param name="Code">Which key, as a place on the keyboard (linux/input-event-codes.h).</param>
/// <param name="Value">Of a key: <see cref="Up"/>, <see cref="Down"/> or <see cref="Repeat"/>.</param>
/// <param name="At">The kernel's time, since any fixed moment.</param>
/// <remarks>
/// <code>
/// struct input_event on 64 bit (linux/input.h):  tv_sec i64 | tv_usec i64 | type u16 | code u16 | value i32
/// </code>
/// </remarks>
internal readonly record struct InputEvent(ushort Type, ushort Code, int Value, TimeSpan At)
{
    public const int Size = 24;
    public const ushort SynType = 0, KeyType = 1;

    /// <summary>Codes of <see cref="SynType"/>: what came before belongs together; the kernel's queue overflowed, so events are missing.</summary>
    public const ushort Report = 0, Dropped = 3;

    public const int Up = 0, Down = 1, Repeat = 2;

    /// <param name="bytes">24 of them; any are an event.</param>
    public static InputEvent Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
        TimeOf(bytes));

    // Masked: garbage may say any number, and 34 years of running time are enough.
    static TimeSpan TimeOf(ReadOnlySpan<byte> bytes) => new(
        (BinaryPrimitives.ReadInt64LittleEndian(bytes) & 0x3FFF_FFFF) * TimeSpan.TicksPerSecond
        + (BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]) & 0xF_FFFF) * TimeSpan.TicksPerMicrosecond);
}
