namespace Firmware.Commands;

/// <summary>A part answers, and what it says is wrong.</summary>
sealed class CheckFailure(string what) : Exception(what);
