using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Identity;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Accounts;

/// <summary>Where ASP.NET Core Identity keeps accounts of staff: in the bridge's own database.</summary>
/// <remarks>A row read earlier is not written over what has changed since (<see cref="StaffAccount.Version"/>). The authenticator's key is sealed and
/// recovery codes are hashed with keys of the bridge, so a copy of the table alone opens nothing.</remarks>
sealed class StaffStore(Store store, BridgeKeys keys) :
    IUserPasswordStore<StaffAccount>, IUserSecurityStampStore<StaffAccount>, IUserTwoFactorStore<StaffAccount>, IUserAuthenticatorKeyStore<StaffAccount>, IUserTwoFactorRecoveryCodeStore<StaffAccount>
{
    /// <summary>Code of the refusal to leave nobody who could let anybody in.</summary>
    public const string LastAdministrator = nameof(LastAdministrator);

    readonly byte[] sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Site, 32, info: "authenticator"u8.ToArray());

    public Task<IdentityResult> CreateAsync(StaffAccount user, CancellationToken cancellationToken) => store.WriteAsync(async db =>
    {
        if (await db.StaffAccounts.AnyAsync(known => known.NameKey == user.NameKey, cancellationToken))
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateUserName(user.Name));
        }
        user.Version = NewVersion();
        db.StaffAccounts.Add(user);
        return IdentityResult.Success;
    }, cancellationToken);

    public Task<IdentityResult> UpdateAsync(StaffAccount user, CancellationToken cancellationToken) => store.WriteAsync(async db =>
    {
        if (await db.StaffAccounts.FindAsync([user.Id], cancellationToken) is not { } known || known.Version != user.Version)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        }
        if (IsAdministrator(known) && !IsAdministrator(user) && !(await db.StaffAccounts.AsNoTracking().Where(other => other.Id != user.Id).ToListAsync(cancellationToken)).Exists(IsAdministrator))
        {
            return IdentityResult.Failed(new IdentityError { Code = LastAdministrator });   // looked at in the transaction that changes it: two who take it from each other cannot both
        }
        user.Version = NewVersion();
        db.Entry(known).CurrentValues.SetValues(user);
        db.Entry(known).Property(account => account.LastSignIn).IsModified = false;   // told apart from changes
        return IdentityResult.Success;
    }, cancellationToken);

    /// <summary>Never called: what somebody did stays theirs, so an account is disabled and its name not given again.</summary>
    public Task<IdentityResult> DeleteAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(IdentityResult.Failed());

    public async Task<StaffAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        await using var db = store.Open();
        return long.TryParse(userId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? await db.StaffAccounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == id, cancellationToken) : null;
    }

    public async Task<StaffAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken)
    {
        await using var db = store.Open();
        return await db.StaffAccounts.AsNoTracking().SingleOrDefaultAsync(account => account.NameKey == normalizedUserName, cancellationToken);
    }

    public Task<string> GetUserIdAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString(CultureInfo.InvariantCulture));
    public Task<string?> GetUserNameAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);
    public Task<string?> GetNormalizedUserNameAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NameKey);
    public Task<string?> GetPasswordHashAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);
    public Task<bool> HasPasswordAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);
    public Task<string?> GetSecurityStampAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);
    public Task<bool> GetTwoFactorEnabledAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.HasSecondFactor);
    public Task<string?> GetAuthenticatorKeyAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(user.AuthenticatorKey is { } known ? Unseal(known) : null);
    public Task<int> CountCodesAsync(StaffAccount user, CancellationToken cancellationToken) => Task.FromResult(Codes(user).Length);

    public Task SetUserNameAsync(StaffAccount user, string? userName, CancellationToken cancellationToken) => Done(user.Name = userName ?? "");
    public Task SetNormalizedUserNameAsync(StaffAccount user, string? normalizedName, CancellationToken cancellationToken) => Done(user.NameKey = normalizedName ?? "");
    public Task SetPasswordHashAsync(StaffAccount user, string? passwordHash, CancellationToken cancellationToken) => Done(user.PasswordHash = passwordHash);
    public Task SetSecurityStampAsync(StaffAccount user, string stamp, CancellationToken cancellationToken) => Done(user.SecurityStamp = stamp);
    public Task SetTwoFactorEnabledAsync(StaffAccount user, bool enabled, CancellationToken cancellationToken) => Done(user.HasSecondFactor = enabled);
    public Task SetAuthenticatorKeyAsync(StaffAccount user, string key, CancellationToken cancellationToken) => Done(user.AuthenticatorKey = Seal(key));
    public Task ReplaceCodesAsync(StaffAccount user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) => Done(user.RecoveryCodes = string.Join(' ', recoveryCodes.Select(HashOf)));

    public Task<bool> RedeemCodeAsync(StaffAccount user, string code, CancellationToken cancellationToken)
    {
        var (codes, typed) = (Codes(user), HashOf(code));
        if (!codes.Contains(typed, StringComparer.Ordinal))
        {
            return Task.FromResult(false);
        }
        user.RecoveryCodes = string.Join(' ', codes.Where(known => known != typed));
        return Task.FromResult(true);
    }

    public void Dispose()
    {
        // the database is another's
    }

    static string[] Codes(StaffAccount user) => (user.RecoveryCodes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    string HashOf(string code) => Base64Url.EncodeToString(HMACSHA256.HashData(keys.Site, Encoding.UTF8.GetBytes("recovery" + Typed.Narrow(code).Trim().ToUpperInvariant())));

    // nonce ‖ tag ‖ sealed key
    byte[] Seal(string key)
    {
        var (nonce, text) = (RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize), Encoding.ASCII.GetBytes(key));
        var (tag, closed) = (new byte[AesGcm.TagByteSizes.MaxSize], new byte[text.Length]);
        using var cipher = new AesGcm(sealing, tag.Length);
        cipher.Encrypt(nonce, text, closed, tag);
        return [.. nonce, .. tag, .. closed];
    }

    string Unseal(byte[] known)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        using var cipher = new AesGcm(sealing, tag);
        var text = new byte[known.Length - nonce - tag];
        cipher.Decrypt(known.AsSpan(0, nonce), known.AsSpan(nonce + tag), known.AsSpan(nonce, tag), text);
        return Encoding.ASCII.GetString(text);
    }

    static bool IsAdministrator(StaffAccount account) => account.Roles.HasFlag(StaffRoles.Administrator) && !account.IsDisabled;

    static string NewVersion() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    static Task Done<T>(T _) => Task.CompletedTask;
}
