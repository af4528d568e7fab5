using System.Globalization;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>The library's own data as tables, for staff and for the library system that comes after this one. The imports read what these write.</summary>
sealed class Exports(Branches branches)
{
    public async Task<CsvTable> ItemsAsync(BridgeDb db, CancellationToken cancel)
    {
        var items = await db.Items.Include(item => item.Title).OrderBy(item => item.Key).AsNoTracking().ToListAsync(cancel);
        return new(["資料番号", "書誌番号", "ISBN", "書名", "書名ヨミ", "著者", "著者ヨミ", "出版者", "出版年", "請求記号", "所蔵館", "貸出区分", "状態"],
        [
            .. from item in items
               let title = item.Title!
               select (string?[])[item.Barcode, title.Record, title.Isbn, title.Name, title.Kana, title.Author, title.AuthorKana, title.Publisher, title.Published, item.Shelf,
                   branches.Of(item.Branch).Code, Rule(item.Rule), Status(item.Status)],
        ]);
    }

    /// <summary>Without passwords, cards and links: those are nobody's to carry about.</summary>
    public static async Task<CsvTable> PatronsAsync(BridgeDb db, CancellationToken cancel)
    {
        var patrons = await db.Patrons.OrderBy(patron => patron.Number).AsNoTracking().ToListAsync(cancel);
        return new(["利用者番号", "氏名", "氏名ヨミ", "利用者区分", "生年月日", "郵便番号", "住所", "電話", "メール", "言語", "メール希望", "有効期限", "停止理由", "利用者カード"],
        [
            .. from p in patrons
               select (string?[])[p.Number, p.Name, p.Kana, p.Category, Day(p.BirthDate), p.PostalCode, p.Address, p.Phone, p.Email, p.Language, p.WantsMail ? "1" : "0", Day(p.Expires), p.Block, p.LibraryCard],
        ]);
    }

    public static async Task<CsvTable> LoansAsync(BridgeDb db, DateOnly today, CancellationToken cancel)
    {
        var loans = await db.Loans.Include(loan => loan.Item!.Title).Include(loan => loan.Patron).OrderBy(loan => loan.Due).ThenBy(loan => loan.Id).AsNoTracking().ToListAsync(cancel);
        return new(["資料番号", "書名", "利用者番号", "貸出日", "返却期限", "延長回数", "延滞日数"],
        [
            .. from loan in loans
               select (string?[])[loan.Item!.Barcode, loan.Item.Title!.Name, loan.Patron!.Number, Day(loan.LentOn), Day(loan.Due), Number(loan.Renewals),
                   Number(Math.Max(0, today.DayNumber - loan.Due.DayNumber))],
        ]);
    }

    public async Task<CsvTable> HoldsAsync(BridgeDb db, CancellationToken cancel)
    {
        var holds = await db.Holds.Include(hold => hold.Title).Include(hold => hold.Patron).Include(hold => hold.Item).OrderBy(hold => hold.Id).AsNoTracking().ToListAsync(cancel);
        return new(["予約番号", "書名", "利用者番号", "状態", "受取館", "棚", "取置期限", "資料番号"],
        [
            .. from hold in holds
               select (string?[])[Number(hold.Id), hold.Title!.Name, hold.Patron?.Number, State(hold.State), branches.Of(hold.Pickup).Code, hold.Slot, Day(hold.Until), hold.Item?.Barcode],
        ]);
    }

    static string Rule(LoanRule rule) => rule switch
    {
        LoanRule.Normal => "通常",
        LoanRule.InLibraryOnly => "館内",
        LoanRule.Av => "AV",
        LoanRule.Magazine => "雑誌",
    };

    static string Status(ItemStatus status) => status switch
    {
        ItemStatus.Available => "",
        ItemStatus.InRepair => "修理中",
        ItemStatus.Missing => "不明",
        ItemStatus.Withdrawn => "除籍",
    };

    static string State(HoldState state) => state switch
    {
        HoldState.Queued => "順番待ち",
        HoldState.InTransit => "輸送中",
        HoldState.ToShelve => "取置準備",
        HoldState.Ready => "取置中",
        HoldState.ToClear => "取消",
    };

    static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
