using System.Security.Cryptography;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Accounts;

/// <summary>Accounts of staff, through ASP.NET Core Identity.</summary>
sealed class StaffAccounts(UserManager<StaffAccount> manager, IPasswordHasher<StaffAccount> hasher, Store store, TimeProvider time)
{
    const int RecoveryCodes = 10;

    /// <summary>What another person reads out or types from paper: without letters that look like others.</summary>
    const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<IUserStore<StaffAccount>, StaffStore>().AddSingleton<IPasswordHasher<StaffAccount>, StaffHasher>().AddSingleton<ILookupNormalizer, StaffNames>();
        services.AddIdentityCore<StaffAccount>(identity =>
        {
            identity.User.AllowedUserNameCharacters = "";   // any: people here are called 佐藤
            (identity.Password.RequireDigit, identity.Password.RequireLowercase, identity.Password.RequireUppercase, identity.Password.RequireNonAlphanumeric) = (false, false, false, false);
            (identity.Password.RequiredLength, identity.Password.RequiredUniqueChars) = (StaffAccount.ShortestPassword, 4);
        }).AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<StaffAccounts>();
    }

    /// <summary>An account at once, with a password nobody has to change: for a desk and for tests.</summary>
    public static async Task AddAsync(IServiceProvider services, string name, string password, StaffRoles roles)
    {
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<StaffAccounts>().AddAsync(name, password, roles, isTemporary: false) is { } fault)
        {
            throw new InvalidOperationException($"the account was not made: {fault}");
        }
    }

    public Task<StaffAccount?> FindAsync(string name) => manager.FindByNameAsync(name);

    public async Task<StaffAccount?> FindAsync(long id, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await db.StaffAccounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == id, cancel);
    }

    public async Task<AccountFault?> AddAsync(string name, string password, StaffRoles roles, bool isTemporary)
    {
        if (name.Trim() is not { Length: > 0 and <= StaffAccount.LongestName } good || good.Any(char.IsControl))
        {
            return AccountFault.NameNotGood;
        }
        if (roles == StaffRoles.None)
        {
            return AccountFault.NoRole;
        }
        if (!await IsGoodAsync(password))
        {
            return AccountFault.PasswordNotGood;
        }
        var account = new StaffAccount { Name = good, NameKey = "", Roles = roles, HasTemporaryPassword = isTemporary, Created = time.GetUtcNow() };
        return (await manager.CreateAsync(account, password)).Succeeded ? null : AccountFault.NameTaken;
    }

    /// <summary>Long enough, and not one letter over and over.</summary>
    public async Task<bool> IsGoodAsync(string password)
    {
        var nobody = new StaffAccount { Name = "", NameKey = "", Roles = StaffRoles.None, Created = default };
        foreach (var validator in manager.PasswordValidators)
        {
            if (password.Length > PasswordHash.LongestPassword || !(await validator.ValidateAsync(manager, nobody, password)).Succeeded)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Ends every session of the account.</summary>
    public async Task<bool> SetPasswordAsync(StaffAccount account, string password, bool isTemporary)
    {
        (account.PasswordHash, account.HasTemporaryPassword) = (hasher.HashPassword(account, password), isTemporary);
        return await EndSessionsAsync(account);
    }

    /// <summary>Ends every session of the account; the last administrator stays one.</summary>
    public async Task<AccountFault?> SetRolesAsync(StaffAccount account, StaffRoles roles)
    {
        if (roles == StaffRoles.None)
        {
            return AccountFault.NoRole;
        }
        account.Roles = roles;
        return await ChangeAsync(account);
    }

    public async Task<AccountFault?> SetDisabledAsync(StaffAccount account, bool isDisabled)
    {
        account.IsDisabled = isDisabled;
        return await ChangeAsync(account);
    }

    /// <summary>A password that its owner must change, and no second factor: for somebody who has lost theirs.</summary>
    /// <returns>The password; null when the account was changed meanwhile.</returns>
    public async Task<string?> ResetAsync(StaffAccount account)
    {
        var password = NewPassword();
        (account.AuthenticatorKey, account.HasSecondFactor, account.RecoveryCodes) = (null, false, null);
        return await SetPasswordAsync(account, password, isTemporary: true) ? password : null;
    }

    /// <summary>Ends every session, also those on other machines.</summary>
    public async Task<bool> EndSessionsAsync(StaffAccount account) => (await manager.UpdateSecurityStampAsync(account)).Succeeded;

    /// <summary>A new key for an authenticator app, base32; it counts when a code of it has been typed.</summary>
    public async Task<string?> NewKeyAsync(StaffAccount account)
    {
        account.HasSecondFactor = false;
        account.LastStep = null;
        return (await manager.ResetAuthenticatorKeyAsync(account)).Succeeded ? await manager.GetAuthenticatorKeyAsync(account) : null;
    }

    public Task<string?> KeyAsync(StaffAccount account) => manager.GetAuthenticatorKeyAsync(account);

    /// <summary>Whether this is a code of now; the same one is taken once.</summary>
    public Task<bool> AcceptCodeAsync(StaffAccount account, string code) => manager.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, code);

    public async Task<bool> RedeemAsync(StaffAccount account, string code) => (await manager.RedeemTwoFactorRecoveryCodeAsync(account, code)).Succeeded;

    public Task<int> CodesLeftAsync(StaffAccount account) => manager.CountRecoveryCodesAsync(account);

    /// <summary>From now on the app is asked for. The codes are told once.</summary>
    public async Task<IReadOnlyList<string>> ConfirmAsync(StaffAccount account)
    {
        await manager.SetTwoFactorEnabledAsync(account, enabled: true);
        return await NewRecoveryCodesAsync(account);
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodesAsync(StaffAccount account) => [.. await manager.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodes) ?? []];

    public Task SignedInAsync(long id, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await db.StaffAccounts.FindAsync([id], cancel) is { } account)
        {
            account.LastSignIn = time.GetUtcNow();   // Version stays: nobody decides by it
        }
        return 0;
    }, cancel);

    /// <summary>Three times five letters and digits, 74 bits.</summary>
    public static string NewPassword() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Readable, 5)));

    async Task<AccountFault?> ChangeAsync(StaffAccount account) => await manager.UpdateSecurityStampAsync(account) switch
    {
        { Succeeded: true } => null,
        var failed when failed.Errors.Any(error => error.Code == StaffStore.LastAdministrator) => AccountFault.LastAdministrator,
        _ => AccountFault.ChangedMeanwhile,
    };
}

/// <summary>Why an account is not made or changed.</summary>
enum AccountFault
{
    NameNotGood,
    NameTaken,
    NoRole,
    PasswordNotGood,

    /// <summary>Without it nobody could let anybody in.</summary>
    LastAdministrator,

    /// <summary>Somebody else has changed the account since it was looked at.</summary>
    ChangedMeanwhile,
}
