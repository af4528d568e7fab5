using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Sip2;

/// <summary>What goes wrong with one message.</summary>
public enum Awkward
{
    Nothing,
    ClosesBeforeDoing,
    ClosesAfterDoing,
    IsSilentBeforeDoing,
    IsSilentAfterDoing,

    /// <summary>Says nothing, and does it when the client asks the next time: the look comes too early.</summary>
    DoesItLate,

    /// <summary>96, not done.</summary>
    SaysSendAgain,

    /// <summary>98, not done.</summary>
    SaysStatus,

    /// <summary>An answer of the same kind with another number and other contents first, as a late one would be.</summary>
    SaysOldAnswerFirst,

    /// <summary>Done, and the answer damaged on its way; 97 gets it whole, without AY.</summary>
    GarblesAnswer,

    /// <summary>Garbage first, and a message of no kind.</summary>
    SaysNonsenseFirst,
}

/// <summary>A library system that writes its bytes by hand, misbehaves when told, and counts what it does. Evergreen's lists; no check for repeated messages.</summary>
sealed class AwkwardServer(FakeTimeProvider time)
{
    public static readonly TimeSpan LongerThanAnyWait = TimeSpan.FromSeconds(200);

    readonly Lock gate = new();
    readonly Dictionary<string, (string Patron, DateTime Due)> loans = [];
    readonly HashSet<(string Patron, string Item)> holds = [];
    readonly List<string> done = [];
    readonly List<string> heard = [];
    Action? late;

    public Encoding Encoding { get; init; } = Encoding.UTF8;
    public string LineEnd { get; init; } = "\r";
    public bool HasErrorDetection { get; init; } = true;
    public bool IsOffline { get; init; }
    public bool TakesOffline { get; init; }
    public bool HasRenewals { get; init; } = true;
    public bool HasRenewAll { get; init; }
    /// <summary>AU and BM carry titles and no barcodes.</summary>
    public bool ListsTitles { get; init; }

    public bool SendsBytesOneByOne { get; init; }
    public Func<string, string> Written { get; init; } = text => text;
    public Dictionary<string, string> Titles { get; } = new() { ["B1"] = "ハリー・ポッター", ["B2"] = "竹取物語", ["B3"] = "文芸翻訳入門" };
    public Dictionary<string, string> Patrons { get; } = new() { ["P1"] = "山田がい", ["P2"] = "竹内ポ" };

    /// <summary>Chooses by the message's code; logins and the first status are always fine.</summary>
    public Func<string, Awkward> Mood { get; set; } = _ => Awkward.Nothing;

    public int Dials { get; private set; }

    /// <summary>Every change, one a line: <c>loan B1 P1</c>.</summary>
    public IReadOnlyList<string> Done => [.. done];

    /// <summary>Every line received, without its checksum.</summary>
    public IReadOnlyList<string> Heard => [.. heard];

    public IReadOnlyDictionary<string, (string Patron, DateTime Due)> Loans => loans;
    public IReadOnlySet<(string Patron, string Item)> Holds => holds;

    public Task<Stream> DialAsync(CancellationToken _)
    {
        Dials++;
        var (here, there) = DuplexStream.Pair();
        Task.Run(() => ServeAsync(there), CancellationToken.None);
        return Task.FromResult<Stream>(here);
    }

    /// <summary>Renews by the library's other door.</summary>
    public DateTime Prolong(string item)
    {
        lock (gate)
        {
            loans[item] = loans[item] with { Due = loans[item].Due.AddDays(14) };
            done.Add($"renewal {item} {loans[item].Patron}");
            return loans[item].Due;
        }
    }

    async Task ServeAsync(DuplexStream wire)
    {
        await using var _ = wire;
        var line = new List<byte>();
        var buffer = new byte[1];
        var old = "";
        var last = "";
        while (await wire.ReadAsync(buffer) == 1)
        {
            if (buffer[0] != '\r')
            {
                line.Add(buffer[0]);
                continue;
            }
            var text = Encoding.GetString([.. line]);
            line.Clear();
            var at = text.LastIndexOf("AY", StringComparison.Ordinal);
            var sequence = at > 0 && text.Length - at == 9 ? text.Substring(at + 2, 1) : null;
            var request = sequence is null ? text : text[..at];
            if (text.StartsWith("97", StringComparison.Ordinal))
            {
                await SayAsync(wire, last, null, withoutNumber: true);
                continue;
            }
            lock (gate)
            {
                heard.Add(request);
            }
            var isGreeting = request.StartsWith("93", StringComparison.Ordinal) || old.StartsWith("94", StringComparison.Ordinal);
            var mood = isGreeting ? Awkward.Nothing : Mood(request[..2]);
            if (mood is Awkward.IsSilentBeforeDoing or Awkward.DoesItLate)
            {
                if (mood is Awkward.DoesItLate)
                {
                    late += () => Do(request);
                }
                time.Advance(LongerThanAnyWait);
                continue;
            }
            if (mood is Awkward.ClosesBeforeDoing)
            {
                return;
            }
            if (mood is Awkward.SaysSendAgain)
            {
                await WriteAsync(wire, "96AZFEF6");
                continue;
            }
            if (mood is Awkward.SaysStatus)
            {
                await SayAsync(wire, Status(), sequence);
                continue;
            }
            var answer = Do(request);
            if (answer is null || mood is Awkward.ClosesAfterDoing)
            {
                return;
            }
            if (mood is Awkward.IsSilentAfterDoing)
            {
                time.Advance(LongerThanAnyWait);
                continue;
            }
            if (mood is Awkward.SaysOldAnswerFirst && sequence is not null)
            {
                await SayAsync(wire, OldAnswer(request), ((sequence[0] - '0' + 9) % 10).ToString(CultureInfo.InvariantCulture));
            }
            if (mood is Awkward.SaysNonsenseFirst)
            {
                await WriteAsync(wire, "\0\0garbage");
                await SayAsync(wire, "77what is this|", sequence);
            }
            (old, last) = (answer, answer);
            await SayAsync(wire, answer, sequence, isGarbled: mood is Awkward.GarblesAnswer && sequence is not null);
            if (!request.StartsWith("93", StringComparison.Ordinal) && !request.StartsWith("99", StringComparison.Ordinal))
            {
                lock (gate)
                {
                    late?.Invoke();   // after the look
                    late = null;
                }
            }
        }
    }

    string? Do(string request)
    {
        lock (gate)
        {
            return request[..2] switch
            {
                "93" => "941",
                "99" => Status(),
                "63" => Patron(request),
                "17" => Item(Field(request, "AB")),
                "11" => Lend(request),
                "09" => TakeBack(Field(request, "AB")),
                "29" => Renew(request),
                "65" when HasRenewAll => RenewAll(Field(request, "AA")),
                "15" => Hold(request),
                _ => null,   // closes the connection, as Evergreen does
            };
        }
    }

    // The right kind of answer, about someone and something else.
    string OldAnswer(string request) => request[..2] switch
    {
        "63" => Patron(request.Replace("AAP", "AAX", StringComparison.Ordinal)),
        "17" => Item("B0"),
        "11" or "29" => Loan(request, "0N"),
        "09" => $"100NUY{Now}AOmain|AB|AQ|",
        "15" => $"160N{Now}AOmain|AA|",
        _ => Status(),
    };

    string Status() => $"98{(IsOffline ? "N" : "Y")}YYYY{(TakesOffline ? "Y" : "N")} 3005{Now}2.00AOmain|BXYYY|AFwelcome|";

    string Patron(string request)
    {
        var patron = Field(request, "AA");
        var summary = request.Substring(23, 10).IndexOf('Y', StringComparison.Ordinal);
        var lent = loans.Where(loan => loan.Value.Patron == patron).Select(loan => loan.Key).ToList();
        var held = holds.Where(hold => hold.Patron == patron).Select(hold => hold.Item).ToList();
        var lists = summary switch
        {
            0 => string.Concat(held.Select(item => $"AS{item}|")),
            2 => string.Concat(lent.Select(item => $"AU{Listed(item)}|")),
            5 => string.Concat(held.Select(item => $"CD{item}|")),
            _ => "",
        };
        var known = Patrons.TryGetValue(patron, out var name);
        return $"64  Y           014{Now}{held.Count,4}0000{lent.Count:0000}    0000{held.Count:0000}AE{name}|BL{(known ? "Y" : "N")}|ZZunknown|{lists}AA{patron}|XI12|AOmain|";
    }

    string Item(string item) => Titles.TryGetValue(item, out var title)
        ? $"18{(loans.ContainsKey(item) ? "04" : "03")}0001{Now}AB{item}|AJ{title}|{(loans.TryGetValue(item, out var loan) ? $"AH{loan.Due:yyyy-MM-dd HH:mm:ss}|" : "")}"
        : $"18010001{Now}AB{item}|AJ|";

    string Lend(string request)
    {
        var (item, patron, mayRenew) = (Field(request, "AB"), Field(request, "AA"), request[2] == 'Y');
        if (!Titles.ContainsKey(item) || !Patrons.ContainsKey(patron))
        {
            return Loan(request, "0N");
        }
        if (loans.TryGetValue(item, out var loan))
        {
            return loan.Patron != patron ? Loan(request, "0N") : mayRenew && HasRenewals ? Prolong(request, item, loan) : Loan(request, "0Y");
        }
        loans[item] = (patron, TakesOffline && request[3] == 'Y' && DateTime.TryParseExact(request.AsSpan(22, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var told)
            ? told
            : time.GetUtcNow().UtcDateTime.AddDays(14));
        done.Add($"loan {item} {patron}");
        return Loan(request, "1N");
    }

    string Renew(string request) => loans.TryGetValue(Field(request, "AB"), out var loan) && loan.Patron == Field(request, "AA")
        ? Prolong(request, Field(request, "AB"), loan)
        : Loan(request, "0N");

    string Prolong(string request, string item, (string Patron, DateTime Due) loan)
    {
        loans[item] = loan with { Due = loan.Due.AddDays(14) };
        done.Add($"renewal {item} {loan.Patron}");
        return Loan(request, "1Y");
    }

    string RenewAll(string patron)
    {
        var mine = loans.Where(loan => loan.Value.Patron == patron).ToList();
        mine.ForEach(loan =>
        {
            loans[loan.Key] = loan.Value with { Due = loan.Value.Due.AddDays(14) };
            done.Add($"renewal {loan.Key} {patron}");
        });
        return $"661{mine.Count:0000}0000{Now}AOmain|{string.Concat(mine.Select(loan => $"BM{Listed(loan.Key)}|"))}";
    }

    string TakeBack(string item)
    {
        if (loans.Remove(item))
        {
            done.Add($"return {item}");
        }
        return $"10{(Titles.ContainsKey(item) ? "1" : "0")}YUN{Now}AOmain|AB{item}|AQmain|AJ{Titles.GetValueOrDefault(item)}|";
    }

    string Hold(string request)
    {
        var hold = (Field(request, "AA"), Field(request, "AB"));
        var ok = request[2] == '+' ? holds.Add(hold) : holds.Remove(hold);
        if (ok)
        {
            done.Add($"hold{request[2]} {hold.Item2} {hold.Item1}");
        }
        return $"16{(ok ? "1" : "0")}N{Now}AOmain|AA{hold.Item1}|BR1|";
    }

    string Loan(string request, string verdict)
    {
        var item = Field(request, "AB");
        var due = loans.TryGetValue(item, out var loan) && verdict[0] == '1' ? loan.Due.ToString("yyyyMMdd    HHmmss", CultureInfo.InvariantCulture) : "";
        return $"{(request[..2] == "29" ? "30" : "12")}{verdict}UY{Now}AH{due}|AJ{Titles.GetValueOrDefault(item)}|AOmain|AA{Field(request, "AA")}|ZQ?|AB{item}|AFGreetings|AF|";
    }

    string Listed(string item) => ListsTitles ? Titles[item] : item;

    string Now => time.GetUtcNow().ToString("yyyyMMdd    HHmmss", CultureInfo.InvariantCulture);

    static string Field(string request, string id)
    {
        var width = request[..2] switch { "11" or "29" => 38, "09" => 37, "63" => 31, "15" => 19, _ => 18 };
        return request[(2 + width)..].Split('|').FirstOrDefault(field => field.StartsWith(id, StringComparison.Ordinal))?[2..] ?? "";
    }

    async Task SayAsync(DuplexStream wire, string answer, string? sequence, bool withoutNumber = false, bool isGarbled = false)
    {
        var text = Written(answer) + (HasErrorDetection && (sequence is not null || withoutNumber) ? $"{(withoutNumber ? "" : "AY" + sequence)}AZ" : "");
        var sum = Encoding.GetBytes(text).Aggregate(0, (total, b) => total + b);
        await WriteAsync(wire, text.EndsWith("AZ", StringComparison.Ordinal) ? $"{text}{(-sum + (isGarbled ? 1 : 0)) & 0xFFFF:x4}" : text);
    }

    async Task WriteAsync(DuplexStream wire, string text)
    {
        foreach (var part in Encoding.GetBytes(text + LineEnd).Chunk(SendsBytesOneByOne ? 1 : 4096))
        {
            await wire.WriteAsync(part);
        }
    }
}
