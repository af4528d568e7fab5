namespace Firmware.Commands;

/// <summary>The person who stands before the appliance while it checks itself.</summary>
interface ITechnician
{
    /// <summary>Says what to do now.</summary>
    Task AskAsync(string what);

    /// <summary>Asks what only a person can see or hear.</summary>
    /// <returns>Whether it is so.</returns>
    /// <exception cref="CheckFailure">Nobody answered in time.</exception>
    Task<bool> ConfirmAsync(string question);
}
