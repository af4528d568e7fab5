using System.Globalization;

namespace Bridge.Library;

/// <summary>A patron as a row of a spreadsheet has it; what is null is left as it is.</summary>
/// <param name="Number">利用者番号.</param>
/// <param name="Name">Needed for a new patron only.</param>
sealed record PatronRow(string Number, string? Name = null, string? Kana = null, string? Category = null, DateOnly? BirthDate = null, string? PostalCode = null, string? Address = null,
    string? Phone = null, string? Email = null, string? Language = null, bool? WantsMail = null, DateOnly? Expires = null, string? Block = null, string? LibraryCard = null)
{
    public override string ToString() => nameof(PatronRow);
}

/// <summary>Reads patrons from CSV. Pure, and calm with garbage; the bridge's own export is read, too.</summary>
static class PatronImport
{
    const int LongestField = 500;

    public static PatronRows Read(ReadOnlySpan<byte> file, CsvEncoding encoding)
    {
        var rows = new PatronRows();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = CsvTable.Read(file, encoding, rows.Problems, (line, cell) =>
        {
            var problem = TryRead(cell, out var patron) ?? (seen.TryAdd(patron!.Number, line) ? null : ("the number is in this file twice", $"line {seen[patron.Number]} has it too; leave one out"));
            if (problem is var (what, todo))
            {
                rows.Problems.Add(new(line, what, todo));
                return;
            }
            rows.Patrons.Add(patron!);
        });
        if (columns.Count > 0 && !columns.Any(column => column is "利用者番号" or "NUMBER"))
        {
            rows.Patrons.Clear();
            rows.Problems.Clear();
            rows.Problems.Add(new(1, "no column 利用者番号 (number)", "the first line must name the columns; is it the right encoding?"));
        }
        return rows;
    }

    static (string What, string Todo)? TryRead(Func<string[], string?> cell, out PatronRow? patron)
    {
        patron = null;
        if (cell(["利用者番号", "number"]) is not { } number || Label.KeyOf(number) is not { Length: > 0 and <= Label.MaximumLength } key)
        {
            return ("number is empty or too long", $"write the patron's number, 1 to {Label.MaximumLength} characters");
        }
        if (!TryReadDay(cell(["生年月日", "birth date"]), out var birth) || !TryReadDay(cell(["有効期限", "expires"]), out var expires))
        {
            return ("a date cannot be read", "write dates as 1999-12-31 or 1999/12/31");
        }
        if (!TryReadYes(cell(["メール希望", "wants mail"]), out var wantsMail))
        {
            return ("メール希望 (wants mail) is neither yes nor no", "write 1 or 0, or leave it empty");
        }
        if (cell(["メール", "メールアドレス", "email"]) is { } email && !MimeKit.MailboxAddress.TryParse(email, out _))
        {
            return ("the mail address is none", "correct it, or leave it empty");
        }
        patron = new(key, Composed(cell(["氏名", "name"])), Composed(cell(["氏名ヨミ", "カナ", "氏名カナ", "kana"])), cell(["利用者区分", "区分", "category"]), birth, cell(["郵便番号", "postal code"]),
            Composed(cell(["住所", "address"])), cell(["電話", "電話番号", "phone"]), cell(["メール", "メールアドレス", "email"]), cell(["言語", "language"]), wantsMail, expires,
            cell(["停止理由", "block"]), cell(["利用者カード", "カード番号", "library card"]) is { } card ? Label.KeyOf(card) : null);
        return ((string?[])[patron.Name, patron.Kana, patron.Category, patron.Address, patron.Phone, patron.Email, patron.Block, patron.LibraryCard]).Any(text => text?.Length > LongestField)
            ? ($"a field is longer than {LongestField} characters", "look for a separator that is missing")
            : null;
    }

    static string? Composed(string? text) => text is null ? null : Composition.Compose(text);

    static bool TryReadDay(string? text, out DateOnly? day)
    {
        day = DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy/M/d", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;
        return text is null || day is not null;
    }

    static bool TryReadYes(string? text, out bool? yes)
    {
        yes = text?.ToUpperInvariant() switch
        {
            "1" or "○" or "Y" or "YES" or "TRUE" or "はい" => true,
            "0" or "×" or "N" or "NO" or "FALSE" or "いいえ" => false,
            _ => null,
        };
        return text is null || yes is not null;
    }
}

/// <summary>What a file of patrons came to.</summary>
sealed class PatronRows
{
    public List<PatronRow> Patrons { get; } = [];
    public List<ImportProblem> Problems { get; } = [];
}
