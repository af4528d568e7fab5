using Bridge.Web;
using Microsoft.AspNetCore.Identity;

namespace Bridge.Console.Accounts;

/// <summary>Names of accounts are the same in any case and width. Identity's own normalizer needs ICU.</summary>
sealed class StaffNames : ILookupNormalizer
{
    public string? NormalizeName(string? name) => name is null ? null : Typed.Narrow(name).Trim().ToUpperInvariant();

    public string? NormalizeEmail(string? email) => NormalizeName(email);
}
