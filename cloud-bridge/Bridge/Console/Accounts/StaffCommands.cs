using Bridge.Console.Audit;
using Bridge.Identity;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Accounts;

/// <summary>What <c>kazashi-bridge staff</c> does, also beside a bridge that runs.</summary>
static class StaffCommands
{
    public static async Task<int> ListAsync(BridgeSettings settings, TextWriter output)
    {
        await using var services = Services(settings);
        await using var db = services.GetRequiredService<Store>().Open();
        foreach (var account in await db.StaffAccounts.AsNoTracking().OrderBy(account => account.NameKey).ToListAsync())
        {
            await output.WriteLineAsync($"{account.Name}\t{account.Roles}{(account.IsDisabled ? "\tdisabled" : "")}{(account.HasSecondFactor ? "" : "\tno authenticator app yet")}");
        }
        return 0;
    }

    public static async Task<int> AddAsync(string name, StaffRoles roles, BridgeSettings settings, Func<string?> read, TextWriter output, TextWriter errors)
    {
        await using var services = Services(settings);
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<StaffAccounts>();
        await AskAsync(errors);
        if (await accounts.AddAsync(name, read() ?? "", roles, isTemporary: false) is { } fault)
        {
            await errors.WriteLineAsync($"{Say(fault)} Nothing was made.");
            return 1;
        }
        await services.GetRequiredService<AuditLog>().WriteAsync(AuditActors.CommandLine, AuditAct.AccountAdded, CancellationToken.None, subject: name, detail: roles.ToString());
        await output.WriteLineAsync($"{name} may sign in at /console, and sets an authenticator app up there.");
        return 0;
    }

    public static async Task<int> ResetAsync(string name, BridgeSettings settings, Func<string?> read, TextWriter output, TextWriter errors)
    {
        await using var services = Services(settings);
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<StaffAccounts>();
        if (await accounts.FindAsync(name) is not { } account)
        {
            await errors.WriteLineAsync($"There is no account {name}; kazashi-bridge staff list says which there are.");
            return 1;
        }
        await AskAsync(errors);
        var password = read() ?? "";
        if (!await accounts.IsGoodAsync(password))
        {
            await errors.WriteLineAsync($"{Say(AccountFault.PasswordNotGood)} Nothing was changed.");
            return 1;
        }
        await accounts.ResetAsync(account);
        await accounts.SetPasswordAsync(account, password, isTemporary: false);
        await accounts.SetDisabledAsync(account, isDisabled: false);
        await services.GetRequiredService<AuditLog>().WriteAsync(AuditActors.CommandLine, AuditAct.AccountReset, CancellationToken.None, subject: account.Name);
        await output.WriteLineAsync($"{account.Name} may sign in with the new password, and sets the authenticator app up anew. Wrong tries are not forgiven: wait as long as the page says.");
        return 0;
    }

    static ServiceProvider Services(BridgeSettings settings)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton(settings.Web)
            .AddSingleton(_ => BridgeKeys.Open(settings.Storage)).AddSingleton<AuditLog>();
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<BridgeKeys>();
            return new Store(settings.Storage);
        });
        StaffAccounts.Register(services);
        return services.BuildServiceProvider();
    }

    static Task AskAsync(TextWriter errors) => errors.WriteLineAsync($"Password, at least {StaffAccount.ShortestPassword} characters, then Enter:");

    static string Say(AccountFault fault) => fault switch
    {
        AccountFault.NameNotGood => $"The name is empty, or longer than {StaffAccount.LongestName} characters.",
        AccountFault.NameTaken => "There is an account of this name already.",
        AccountFault.NoRole => "An account needs a role: clerk, librarian or administrator.",
        AccountFault.PasswordNotGood => $"The password is too short or too simple: {StaffAccount.ShortestPassword} to {PasswordHash.LongestPassword} characters, not one letter over and over.",
        AccountFault.LastAdministrator => "This is the last administrator.",
        AccountFault.ChangedMeanwhile => "Somebody else has changed the account meanwhile.",
    };
}
