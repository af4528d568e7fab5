using Bridge.Web;

namespace Bridge.Console.Accounts;

/// <summary>What roles are called. Pure.</summary>
static class RoleNames
{
    public static readonly IReadOnlyList<StaffRoles> Each = [StaffRoles.Clerk, StaffRoles.Librarian, StaffRoles.Administrator];

    public static string Say(Language language, StaffRoles roles) => string.Join(language.Say("・", ", "), Each.Where(role => roles.HasFlag(role)).Select(role => Name(language, role)));

    public static string Name(Language language, StaffRoles role) => role switch
    {
        StaffRoles.Clerk => language.Say("窓口", "clerk"),
        StaffRoles.Librarian => language.Say("司書", "librarian"),
        StaffRoles.Administrator => language.Say("管理者", "administrator"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not one role"),
    };

    public static string About(Language language, StaffRoles role) => role switch
    {
        StaffRoles.Clerk => language.Say("貸出・返却、利用者、予約、要対応", "Loans, patrons, holds, tasks"),
        StaffRoles.Librarian => language.Say("窓口の仕事に加えて、申し込みの確認と統計", "All of the desk, applications and reports"),
        StaffRoles.Administrator => language.Say("職員のアカウントと操作の記録", "Accounts of staff and the audit log"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not one role"),
    };

    /// <summary>The command line's words, comma between; null when one of them is no role.</summary>
    public static StaffRoles? Parse(string text)
    {
        var roles = StaffRoles.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Each.Where(role => string.Equals(role.ToString(), word, StringComparison.OrdinalIgnoreCase)).ToArray() is not [var role])
            {
                return null;
            }
            roles |= role;
        }
        return roles;
    }
}
