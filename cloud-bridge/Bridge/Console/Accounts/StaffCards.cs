using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Accounts;

/// <summary>The cards that the console has registered to accounts.</summary>
sealed class StaffCards : IStaffCards
{
    public async Task<string?> NameAsync(BridgeDb db, CardEvidence card, CancellationToken cancel) =>
        Of(card) is var (kind, value) && value.Length <= StaffCard.LongestValue
            ? await db.StaffCards.Where(known => known.Kind == kind && known.Value == value && !known.Account!.IsDisabled).Select(known => known.Account!.Name).SingleOrDefaultAsync(cancel)
            : null;

    static (StaffCardKind, string)? Of(CardEvidence card) => card switch
    {
        CardEvidence.FelicaCard(var idm) => (StaffCardKind.Felica, idm.ToUpperInvariant()),
        CardEvidence.MifareCard(var uid) => (StaffCardKind.Mifare, uid.ToUpperInvariant()),
        CardEvidence.LibraryCard(var number) => (StaffCardKind.Barcode, Label.KeyOf(number)),
        _ => null,   // a My Number card is a citizen's, also when they work here
    };
}
