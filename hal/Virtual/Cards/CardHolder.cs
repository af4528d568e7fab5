using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>The person a My Number card was issued to, and the numbers that follow from them. All of it is invented;
/// what a card file does not say is derived from <see cref="Id"/>, so the same file always gives the same numbers.</summary>
public sealed record CardHolder
{
    /// <summary>全国地方公共団体コード of an invented city in Nagano; no municipality has it.</summary>
    public const string Municipality = "20299";

    /// <summary>A stable name for files and tests: <c>yamada-hanako</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }
    public required string Address { get; init; }
    public required DateOnly BirthDate { get; init; }

    /// <summary>As the card writes it: 1 male, 2 female; rarely 0, 3, 9.</summary>
    public required char Sex { get; init; }

    /// <summary>The card's own end: the tenth birthday after issue (fifth for the young). Printed on its face.</summary>
    public required DateOnly CardExpiry { get; init; }

    /// <summary>Twelve digits whose check digit is wrong on purpose, so that they are nobody's 個人番号.</summary>
    public string MyNumber
    {
        get
        {
            var digits = Digits("my-number", 11);
            var sum = 0;
            for (var n = 1; n <= 11; n++)   // Q(n) of the ordinance on 個人番号, art. 5
            {
                sum += (digits[11 - n] - '0') * (n <= 6 ? n + 1 : n - 5);
            }
            var check = sum % 11 <= 1 ? 0 : 11 - sum % 11;
            return digits + (char)('0' + (check + 1) % 10);
        }
    }

    /// <summary>The four digits printed on the face of the card.</summary>
    public string SecurityCode => Digits("security-code", 4);

    /// <summary>製造番号, 15 digits.</summary>
    public string CardSerial => "4" + Digits("card-serial", 14);

    /// <summary>Birth date with the year of the Japanese era: what opens the age record.</summary>
    public string BirthDateInEra => EraYear(BirthDate).ToString("00", CultureInfo.InvariantCulture) + BirthDate.ToString("MMdd", CultureInfo.InvariantCulture);

    /// <summary>照合番号B: birth date in the era, year of expiry, security code; 14 digits.</summary>
    public string ReferenceNumberB => $"{BirthDateInEra}{CardExpiry:yyyy}{SecurityCode}";

    public FourInformation FourInformation => new(Name, Address, BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture), Sex);

    /// <summary>No signature certificate is issued to a child under 15.</summary>
    public bool IsUnder15(DateTimeOffset now) => BirthDate.AddYears(15) > DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>The end of the fifth birthday after issue, in Japan.</summary>
    internal DateTimeOffset CertificateExpiry(DateTimeOffset issued)
    {
        var issueDate = DateOnly.FromDateTime(issued.UtcDateTime);
        var next = BirthDate.AddYears(issueDate.Year - BirthDate.Year);
        var fifth = BirthDate.AddYears(issueDate.Year - BirthDate.Year + (next > issueDate ? 4 : 5));
        return new(fifth.Year, fifth.Month, fifth.Day, 23, 59, 59, TimeSpan.FromHours(9));
    }

    /// <summary>発行番号: other for each kind and each issue.</summary>
    internal byte[] SerialNumber(CertificateKind kind, DateTimeOffset issued)
    {
        var number = Seed($"serial-{kind}-{issued:yyyyMMdd}")[..4];
        number[0] = (byte)(number[0] & 0x0F | 0x01);   // positive, and as short as the real ones
        return number;
    }

    /// <summary>23 letters and digits that name nobody, with the municipality of issue among them.</summary>
    internal string OpaqueName(CertificateKind kind)
    {
        var letters = Convert.ToHexString(Seed($"name-{kind}"));
        return $"{letters[..8]}{Municipality}{letters[8..18]}";
    }

    internal IEnumerable<(string Oid, string Text)> NamesInSignatureCertificate =>
    [
        ("1.2.392.200149.8.5.5.1", Name),
        ("1.2.392.200149.8.5.5.2", new string('0', Name.Length)),
        ("1.2.392.200149.8.5.5.3", Sex.ToString()),
        ("1.2.392.200149.8.5.5.4", $"{EraCode(BirthDate)}{BirthDate:yyyyMMdd}"),
        ("1.2.392.200149.8.5.5.5", Address),
        ("1.2.392.200149.8.5.5.6", new string('0', Address.Length)),
    ];

    static int EraYear(DateOnly date) => date.Year - FirstYear(date) + 1;

    static int FirstYear(DateOnly date) => EraCode(date) switch { 5 => 2019, 4 => 1989, 3 => 1926, 2 => 1912, _ => 1868 };

    static int EraCode(DateOnly date) =>
        date >= new DateOnly(2019, 5, 1) ? 5
        : date >= new DateOnly(1989, 1, 8) ? 4
        : date >= new DateOnly(1926, 12, 25) ? 3
        : date >= new DateOnly(1912, 7, 30) ? 2
        : 1;

    string Digits(string purpose, int count) => string.Concat(Seed(purpose).Take(count).Select(value => (char)('0' + value % 10)));

    internal byte[] Seed(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}/{purpose}"));
}
