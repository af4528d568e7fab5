using System.Security.Claims;
using Bridge.Console.Accounts;

namespace Bridge.Console;

/// <summary>Who of staff may do what: policies that the pages name.</summary>
static class Rights
{
    /// <summary>Everybody who is signed in.</summary>
    public const string Staff = "staff";

    /// <summary>Patrons, loans, holds, tasks.</summary>
    public const string Desk = "staff-desk";

    /// <summary>Applications and reports.</summary>
    public const string Librarian = "staff-librarian";

    /// <summary>Appliances, accounts and the audit log.</summary>
    public const string Administrator = "staff-administrator";

    /// <summary>The roles that have a right; any of them does.</summary>
    public static StaffRoles RolesOf(string right) => right switch
    {
        Staff => StaffRoles.All,
        Desk => StaffRoles.Clerk | StaffRoles.Librarian,
        Librarian => StaffRoles.Librarian,
        Administrator => StaffRoles.Administrator,
        _ => throw new ArgumentOutOfRangeException(nameof(right), right, "no right of staff"),
    };

    public static bool May(this ClaimsPrincipal staff, string right) => Names(RolesOf(right)).Any(staff.IsInRole);

    public static IEnumerable<string> Names(StaffRoles roles) =>
        new[] { StaffRoles.Clerk, StaffRoles.Librarian, StaffRoles.Administrator }.Where(role => roles.HasFlag(role)).Select(role => role.ToString());
}
