using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge.Identity;

/// <summary>Gives recognised patrons their pass, and says what one that comes back may do.</summary>
sealed class Passes(Circulation circulation, ILibrarySystem library, BridgeKeys keys, IdentitySettings settings, MailSettings mail, LibraryClock clock)
{
    /// <param name="db">The counts are the bridge's own: nothing of a library system that must be asked.</param>
    public async Task<PatronRecognised> GiveAsync(BridgeDb db, DeviceAddress device, Patron patron, PresentedCard card, CancellationToken cancel)
    {
        var account = await circulation.AccountAsync(db, patron, clock.Today, cancel);
        var pass = new Pass(patron.Id, card.Assurance, device, clock.Now, clock.Now + settings.PassLifetime, card.Kind, card.Link);
        return new(pass.Close(keys.Pass), account.OnLoan, account.Limit, account.Overdue, account.HoldsReady,
            settings.Allowed(card.Kind, card.Assurance) & Offered(library.Capabilities), mail.IsOn && patron.Email is { Length: > 0 });
    }

    // What the library system cannot do is not offered; gate and card are the bridge's own.
    static Operations Offered(LibraryCapabilities can) => Operations.Unlink | Operations.Enter
        | (can.HasFlag(LibraryCapabilities.CheckOut) ? Operations.Loan : 0)
        | ((can & (LibraryCapabilities.Loans | LibraryCapabilities.Renew)) != 0 ? Operations.Renew : 0)
        | (can.HasFlag(LibraryCapabilities.Holds) ? Operations.Holds : 0);

    /// <summary>A pass this device was given, that held at this time and lets its bearer do this.</summary>
    public bool TryUse(string text, DeviceAddress device, DateTimeOffset at, Operations operation, out Pass pass) =>
        Pass.TryOpen(text, keys.Pass, device, out pass) && pass.IsValidAt(at, settings.TapWindow) && settings.Allowed(pass.Kind, pass.Assurance).HasFlag(operation);
}
