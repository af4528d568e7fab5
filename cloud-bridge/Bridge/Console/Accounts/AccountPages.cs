using System.Globalization;
using Bridge.Console.Audit;
using Bridge.Console.SignIn;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Accounts;

/// <summary>Administrators add accounts, give roles, disable, help who has lost password or phone, and register cards of staff.</summary>
static class AccountPages
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/staff", (HttpContext http, Store store, CancellationToken cancel) => ListAsync(http, store, "", StaffRoles.Clerk, null, cancel));
        console.MapPost("/staff", AddAsync);
        console.MapGet("/staff/{id:long}", (HttpContext http, Store store, StaffAccounts accounts, long id, string? done, CancellationToken cancel) => ShowAsync(http, store, accounts, id, done, null, cancel));
        console.MapPost("/staff/{id:long}/roles", SetRolesAsync);
        console.MapPost("/staff/{id:long}/disable", (HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, long id, CancellationToken cancel) => DisableAsync(http, store, accounts, audit, id, isDisabled: true, cancel));
        console.MapPost("/staff/{id:long}/enable", (HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, long id, CancellationToken cancel) => DisableAsync(http, store, accounts, audit, id, isDisabled: false, cancel));
        console.MapPost("/staff/{id:long}/reset", ResetAsync);
        console.MapPost("/staff/{id:long}/cards", AddCardAsync);
        console.MapPost("/staff/{id:long}/cards/{card:long}/remove", RemoveCardAsync);
    }

    static async Task<IResult> ListAsync(HttpContext http, Store store, string name, StaffRoles roles, string? problem, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var accounts = await db.StaffAccounts.AsNoTracking().OrderBy(account => account.IsDisabled).ThenBy(account => account.NameKey).ToListAsync(cancel);
        return Pages.Show<AccountsPage>(new
        {
            Rows = (IReadOnlyList<AccountRow>)[.. accounts.Select(account => Row(language, account))],
            Name = name,
            Roles = Choices(language, roles),
            Problem = problem,
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> AddAsync(HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, CancellationToken cancel)
    {
        var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
        var (name, roles, password) = (posted["Name"], Roles(posted), StaffAccounts.NewPassword());
        if (await accounts.AddAsync(name, password, roles, isTemporary: true) is { } fault)
        {
            return await ListAsync(http, store, name, roles, Say(language, fault), cancel);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.AccountAdded, cancel, subject: name, detail: roles.ToString());
        var account = await accounts.FindAsync(name);
        return Pages.Show<NewPasswordPage>(new { Name = name, Password = password, Onward = $"/console/staff/{account!.Id}" });
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, StaffAccounts accounts, long id, string? done, string? problem, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await accounts.FindAsync(id, cancel) is not { } account)
        {
            return Pages.NotThere(http);
        }
        await using var db = store.Open();
        var cards = await db.StaffCards.AsNoTracking().Where(card => card.AccountId == id).OrderBy(card => card.Id).ToListAsync(cancel);
        return Pages.Show<AccountPage>(new
        {
            Account = Row(language, account),
            Roles = Choices(language, account.Roles),
            IsOwn = id == StaffSession.Id(http.User),
            Cards = (IReadOnlyList<StaffCardRow>)[.. cards.Select(card => new StaffCardRow(card.Id, KindName(language, card.Kind), card.Value, Saying.Moment(language, card.At)))],
            News = done switch
            {
                "roles" => language.Say("役割を変えました。このアカウントはサインアウトされました。", "The roles are changed; the account was signed out."),
                "disabled" => language.Say("使えなくしました。", "The account is disabled."),
                "enabled" => language.Say("また使えるようにしました。", "The account may be used again."),
                "card" => language.Say("カードを登録しました。", "The card is registered."),
                "card-removed" => language.Say("カードをはずしました。", "The card is taken away."),
                _ => null,
            },
            Problem = problem,
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> SetRolesAsync(HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, long id, CancellationToken cancel)
    {
        var roles = Roles(Forms.Of(http));
        if (await accounts.FindAsync(id, cancel) is not { } account)
        {
            return Pages.NotThere(http);
        }
        var before = account.Roles;
        if (await accounts.SetRolesAsync(account, roles) is { } fault)
        {
            return await ShowAsync(http, store, accounts, id, null, Say(Languages.Of(http.Request), fault), cancel);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.AccountRolesChanged, cancel, subject: account.Name, detail: $"{before} → {roles}");
        return Results.LocalRedirect($"/console/staff/{id}?done=roles");
    }

    static async Task<IResult> DisableAsync(HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, long id, bool isDisabled, CancellationToken cancel)
    {
        if (await accounts.FindAsync(id, cancel) is not { } account)
        {
            return Pages.NotThere(http);
        }
        if (await accounts.SetDisabledAsync(account, isDisabled) is { } fault)
        {
            return await ShowAsync(http, store, accounts, id, null, Say(Languages.Of(http.Request), fault), cancel);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), isDisabled ? AuditAct.AccountDisabled : AuditAct.AccountEnabled, cancel, subject: account.Name);
        return Results.LocalRedirect($"/console/staff/{id}?done={(isDisabled ? "disabled" : "enabled")}");
    }

    static async Task<IResult> ResetAsync(HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, long id, CancellationToken cancel)
    {
        if (await accounts.FindAsync(id, cancel) is not { } account)
        {
            return Pages.NotThere(http);
        }
        if (await accounts.ResetAsync(account) is not { } password)
        {
            return await ShowAsync(http, store, accounts, id, null, Say(Languages.Of(http.Request), AccountFault.ChangedMeanwhile), cancel);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.AccountReset, cancel, subject: account.Name);
        return Pages.Show<NewPasswordPage>(new { account.Name, Password = password, Onward = $"/console/staff/{id}" });
    }

    static async Task<IResult> AddCardAsync(HttpContext http, Store store, StaffAccounts accounts, AuditLog audit, TimeProvider time, long id, CancellationToken cancel)
    {
        var (language, posted) = (Languages.Of(http.Request), Forms.Of(http));
        if (await accounts.FindAsync(id, cancel) is not { } account)
        {
            return Pages.NotThere(http);
        }
        if (!Enum.TryParse<StaffCardKind>(posted["Kind"], out var kind) || Value(kind, posted["Value"]) is not { } value)
        {
            return await ShowAsync(http, store, accounts, id, null, language.Say("カードの番号を確認してください。FeliCaは16けた、MIFAREは8・14・20けたの16進数です。", "Please check the number: 16 hexadecimal digits for FeliCa, 8, 14 or 20 for MIFARE."), cancel);
        }
        var isAdded = await store.WriteAsync(async db =>
        {
            if (await db.StaffCards.AnyAsync(card => card.Kind == kind && card.Value == value, cancel) || await IsPatronsAsync(db, kind, value, cancel))
            {
                return false;
            }
            db.StaffCards.Add(new() { AccountId = id, Kind = kind, Value = value, At = time.GetUtcNow() });
            audit.Add(db, ConsolePages.Staff(http), AuditAct.StaffCardAdded, subject: account.Name, detail: kind.ToString());
            return true;
        }, cancel);
        return isAdded ? Results.LocalRedirect($"/console/staff/{id}?done=card")
            : await ShowAsync(http, store, accounts, id, null, language.Say("このカードはすでに登録されています。", "This card is registered already."), cancel);
    }

    static async Task<IResult> RemoveCardAsync(HttpContext http, Store store, AuditLog audit, long id, long card, CancellationToken cancel)
    {
        await store.WriteAsync(async db =>
        {
            if (await db.StaffCards.Include(known => known.Account).SingleOrDefaultAsync(known => known.Id == card && known.AccountId == id, cancel) is { } known)
            {
                db.StaffCards.Remove(known);
                audit.Add(db, ConsolePages.Staff(http), AuditAct.StaffCardRemoved, subject: known.Account!.Name, detail: known.Kind.ToString());
            }
            return 0;
        }, cancel);
        return Results.LocalRedirect($"/console/staff/{id}?done=card-removed");
    }

    // A card that is a patron's would lock that patron out of the appliances: staff's are looked for first.
    static Task<bool> IsPatronsAsync(BridgeDb db, StaffCardKind kind, string value, CancellationToken cancel) => kind switch
    {
        StaffCardKind.Felica => db.PatronCards.AnyAsync(card => card.Kind == PatronCardKind.Felica && card.Value == value, cancel),
        StaffCardKind.Mifare => db.PatronCards.AnyAsync(card => card.Kind == PatronCardKind.Mifare && card.Value == value, cancel),
        StaffCardKind.Barcode => db.Patrons.AnyAsync(patron => patron.Number == value || patron.LibraryCard == value, cancel),
    };

    static string? Value(StaffCardKind kind, string typed)
    {
        var hex = string.Concat(Typed.Narrow(typed).Where(c => !char.IsWhiteSpace(c) && c is not ('-' or ':'))).ToUpperInvariant();
        return kind switch
        {
            StaffCardKind.Felica => hex.Length == 16 && hex.All(char.IsAsciiHexDigit) ? hex : null,
            StaffCardKind.Mifare => hex.Length is 8 or 14 or 20 && hex.All(char.IsAsciiHexDigit) ? hex : null,
            StaffCardKind.Barcode => Label.KeyOf(Typed.Narrow(typed)) is { Length: > 0 and <= Label.MaximumLength } label ? label : null,
        };
    }

    static StaffRoles Roles(PostedForm posted) => RoleNames.Each.Where(role => posted.IsChecked(role.ToString())).Aggregate(StaffRoles.None, (all, role) => all | role);

    static IReadOnlyList<RoleChoice> Choices(Language language, StaffRoles has) =>
        [.. RoleNames.Each.Select(role => new RoleChoice(role.ToString(), RoleNames.Name(language, role), RoleNames.About(language, role), has.HasFlag(role)))];

    static AccountRow Row(Language language, StaffAccount account) => new(account.Id, account.Name, RoleNames.Say(language, account.Roles), account.IsDisabled, account.HasSecondFactor,
        account.HasTemporaryPassword, account.LastSignIn is { } last ? Saying.Moment(language, last) : language.Say("まだありません", "not yet"));

    static string KindName(Language language, StaffCardKind kind) => kind switch
    {
        StaffCardKind.Felica => "FeliCa",
        StaffCardKind.Mifare => "MIFARE",
        StaffCardKind.Barcode => language.Say("バーコード", "Barcode"),
    };

    static string Say(Language language, AccountFault fault) => fault switch
    {
        AccountFault.NameNotGood => language.Say(string.Create(CultureInfo.InvariantCulture, $"名前を1～{StaffAccount.LongestName}文字で入力してください。"), $"Please type a name of 1 to {StaffAccount.LongestName} characters."),
        AccountFault.NameTaken => language.Say("この名前はもう使われています。", "This name is taken."),
        AccountFault.NoRole => language.Say("役割を1つ以上選んでください。", "Please choose at least one role."),
        AccountFault.PasswordNotGood => language.Say("パスワードが短すぎます。", "The password is too short."),
        AccountFault.LastAdministrator => language.Say("最後の管理者です。先にほかの管理者を作ってください。", "This is the last administrator. Please make another one first."),
        AccountFault.ChangedMeanwhile => language.Say("ほかの人がこのアカウントを変更しました。もう一度ご確認ください。", "Somebody else has changed this account. Please look again."),
    };
}

public sealed record AccountRow(long Id, string Name, string Roles, bool IsDisabled, bool HasSecondFactor, bool HasTemporaryPassword, string LastSignIn);

public sealed record RoleChoice(string Value, string Name, string About, bool IsChosen);

public sealed record StaffCardRow(long Id, string Kind, string Value, string At);
