using Bridge.Web;
using Microsoft.AspNetCore.Identity;

namespace Bridge.Console.Accounts;

/// <summary>Passwords of staff are kept as those of patrons are.</summary>
sealed class StaffHasher : IPasswordHasher<StaffAccount>
{
    public string HashPassword(StaffAccount user, string password) => PasswordHash.Of(password);

    public PasswordVerificationResult VerifyHashedPassword(StaffAccount user, string hashedPassword, string providedPassword) =>
        PasswordHash.IsRight(providedPassword, hashedPassword) ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
}
