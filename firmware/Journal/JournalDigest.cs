namespace Firmware.Journal;

/// <summary>The journal in numbers; what its entries say is sealed.</summary>
/// <param name="Unsent">Entries that the bridge has not acknowledged.</param>
/// <param name="OldestUnsent">When the first of them happened.</param>
/// <param name="Withdrawn">Of the newest entries: requests whose patrons were told "no" for want of an answer.</param>
/// <param name="MadeOffline">Of the newest entries: loans and returns made without the bridge.</param>
/// <param name="Calls">Of the newest entries: calls for staff.</param>
/// <param name="LastCall">When the last of them was.</param>
readonly record struct JournalDigest(long Unsent, DateTimeOffset? OldestUnsent, int Withdrawn, int MadeOffline, int Calls, DateTimeOffset? LastCall);
