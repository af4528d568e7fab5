using Bridge.Web;
using Microsoft.AspNetCore.Identity;

namespace Bridge.Console.Accounts;

/// <summary>Takes a code of the authenticator app once. Identity's own provider takes it again for as long as it is shown.</summary>
sealed class AuthenticatorCodes(TimeProvider time) : IUserTwoFactorTokenProvider<StaffAccount>
{
    public Task<string> GenerateAsync(string purpose, UserManager<StaffAccount> manager, StaffAccount user) => Task.FromResult("");   // the app makes them

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<StaffAccount> manager, StaffAccount user)
    {
        var code = string.Concat(Typed.Narrow(token).Where(c => !char.IsWhiteSpace(c)));
        if (await manager.GetAuthenticatorKeyAsync(user) is not { } text || Totp.FromBase32(text) is not { } key || Totp.Accept(key, code, time.GetUtcNow(), user.LastStep) is not { } step)
        {
            return false;
        }
        user.LastStep = step;
        return (await manager.UpdateAsync(user)).Succeeded;   // of two at the same moment one finds the row changed
    }

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<StaffAccount> manager, StaffAccount user) => await manager.GetAuthenticatorKeyAsync(user) is not null;
}
