namespace Hal.Scanner;

/// <summary>Says what a scan is, by the rules of one library. Publishers' bar codes are known everywhere and have readings of their own,
/// so that the screen can ask for the library's label.</summary>
/// <param name="labels">The library's labels and cards.</param>
public sealed class BarcodeRules(IReadOnlyList<LabelRule> labels)
{
    const int EanLength = 13, AddOnLength = 5;

    public ScanReading Read(Scan scan)
    {
        var label = Label.Parse(scan.Text);
        return ReadPublishers(label) ?? ReadLabel(label);
    }

    /// <summary>EAN-13, alone or with a 5-digit add-on: 978 and 979 ISBN, 192 price, 491 magazine.</summary>
    static ScanReading? ReadPublishers(Label label)
    {
        var digits = label.Whole;
        if (!label.MayBeEan || digits.Length is not (EanLength or EanLength + AddOnLength) || digits.AsSpan().ContainsAnyExceptInRange('0', '9')
            || CheckDigit.Of(CheckDigitKind.Modulus10Weight3, digits.AsSpan(0, EanLength - 1)) != digits[EanLength - 1])
        {
            return null;
        }
        return digits[..3] switch
        {
            "978" or "979" => new ScanReading.Isbn(digits[..EanLength]),
            "192" => new ScanReading.PublisherPrice(),
            "491" => new ScanReading.Magazine(digits),
            _ => null,
        };
    }

    ScanReading ReadLabel(Label label)
    {
        string? item = null, patron = null;
        var farthest = UnknownReason.WrongCharacters;
        foreach (var rule in labels)
        {
            var (code, reason) = rule.Judge(label);
            if (code is null)
            {
                farthest = reason > farthest ? reason : farthest;
                continue;
            }
            (item, patron) = rule.Kind switch
            {
                LabelKind.Item => (item ?? code, patron),
                LabelKind.Patron => (item, patron ?? code),
            };
        }
        return (item, patron) switch
        {
            (not null, not null) => new ScanReading.Unknown(UnknownReason.Ambiguous),
            (not null, null) => new ScanReading.Item(item),
            (null, not null) => new ScanReading.Patron(patron),
            (null, null) => new ScanReading.Unknown(farthest),
        };
    }
}
