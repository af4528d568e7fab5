using Bridge.Storage;
using Contract;

namespace Bridge.Identity;

/// <summary>Which cards belong to people who work here. They are looked for before those of patrons.</summary>
interface IStaffCards
{
    /// <summary>The name of the account whose card this is; null when it is nobody's of staff, or the account may be used no more.</summary>
    Task<string?> NameAsync(BridgeDb db, CardEvidence card, CancellationToken cancel);
}
