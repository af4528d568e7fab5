namespace Firmware.Journal;

/// <summary>The journal could not store something; who asked must not tell anybody that it is done.</summary>
public sealed class JournalException(JournalFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public JournalFailure Failure { get; } = failure;
}

public enum JournalFailure
{
    /// <summary>
    /// No room for another entry. By a limit of the settings: nothing was written and the journal goes on, because acknowledging and
    /// erasing make room. By the medium itself: as <see cref="Medium"/>.
    /// </summary>
    Full,

    /// <summary>The medium failed. The entry may or may not be found at the next start; this journal takes nothing more, restart the process.</summary>
    Medium,

    /// <summary>The journal was closed first.</summary>
    Closed,
}
