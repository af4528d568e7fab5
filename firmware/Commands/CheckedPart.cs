namespace Firmware.Commands;

/// <summary>One line of the self-check.</summary>
/// <param name="Name">What a technician calls it; at most 8 characters.</param>
/// <param name="Check">Measures it and says what was found.</param>
/// <param name="Remedy">What to do when it fails.</param>
sealed record CheckedPart(string Name, Func<CancellationToken, Task<string>> Check, string Remedy);
