using Virtual.Pki;

namespace Virtual.Cards;

/// <summary>A card as one writes it down: what a card file says, what the sample people are.</summary>
public abstract record CardDescription
{
    CardDescription() { }

    /// <summary>A stable name: <c>yamada-hanako</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The person it belongs to.</summary>
    public required string Name { get; init; }

    /// <summary>A My Number card, or the token of a phone.</summary>
    public sealed record MyNumber : CardDescription
    {
        public required string Address { get; init; }
        public required DateOnly BirthDate { get; init; }

        /// <summary>As the card writes it: 1 male, 2 female; rarely 0, 3, 9.</summary>
        public required char Sex { get; init; }

        public MyNumberOptions Options { get; init; } = new();
        public AtqbVariant Atqb { get; init; } = AtqbVariant.All[0];

        /// <summary>What a card file brought with it; null to have it issued.</summary>
        public CertifiedKey? Authentication { get; init; }

        /// <inheritdoc cref="Authentication"/>
        public CertifiedKey? Signature { get; init; }

        /// <inheritdoc cref="Authentication"/>
        public SigningApplication? Text { get; init; }

        /// <inheritdoc cref="Authentication"/>
        public SigningApplication? Visual { get; init; }

        /// <summary>The end of the card's own life; null for nine years from now.</summary>
        public DateOnly? CardExpiry { get; init; }
    }

    /// <summary>A library card that is a FeliCa.</summary>
    public sealed record FeliCa(byte[] Idm, byte[] Pmm) : CardDescription
    {
        /// <summary>PMm of a FeliCa Lite-S.</summary>
        public static byte[] DefaultPmm => [0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00];
    }

    /// <summary>A library card that is a MIFARE Classic: its UID and nothing else.</summary>
    public sealed record Mifare(byte[] Uid) : CardDescription;

    /// <summary>Makes the card. Keys it did not bring are issued under <paramref name="hierarchy"/> when first needed.</summary>
    public VirtualCardSetup Build(TestHierarchy hierarchy, CardTimes? times = null) => this switch
    {
        MyNumber card => Personalized(card, Issue(card, hierarchy), times),
        FeliCa card => new(Id, Name, new CardAir.FeliCa(card.Idm, card.Pmm, new byte[] { 0x88, 0xB4 }), Card: null),
        Mifare card => new(Id, Name, new CardAir.TypeA(card.Uid, new byte[] { 0x00, card.Uid.Length == 4 ? (byte)0x04 : (byte)0x44 }, Sak: 0x08), Card: null),
        _ => throw new InvalidOperationException($"no such card: {GetType().Name}"),
    };

    /// <summary>A new card, with full counters, on keys that were issued before.</summary>
    public static VirtualCardSetup Personalized(MyNumber card, IssuedCard issued, CardTimes? times = null) =>
        new(card.Id, card.Name, new CardAir.TypeB(card.Atqb.ApplicationData, card.Atqb.ProtocolInfo),
            new MyNumberCard(issued, Adjusted(card, issued.IsHolderUnder15), times))
        {
            Issued = issued,
            HasTextApplication = !card.Options.IsAndroid,
        };

    /// <summary>The chip's content for <paramref name="card"/>: what it brought, and the rest issued.</summary>
    public static IssuedCard Issue(MyNumber card, TestHierarchy hierarchy)
    {
        var now = hierarchy.Time.GetUtcNow();
        var holder = HolderOf(card, now);
        var issued = IssuedCard.Issue(holder, hierarchy, card.Options.Quirks.HasFlag(CardQuirks.Expired));
        return new()
        {
            Holder = holder,
            IsHolderUnder15 = holder.IsUnder15(now),
            Authentication = card.Authentication is { } authentication ? new(authentication) : issued.Authentication,
            Signature = card.Signature is { } signature ? new(signature) : issued.Signature,
            TextKey = card.Text is { } text ? new(text.Key) : issued.TextKey,
            TextIssuer = card.Text is { } withText ? new(withText.Issuer) : issued.TextIssuer,
            VisualKey = card.Visual is { } visual ? new(visual.Key) : issued.VisualKey,
            VisualIssuer = card.Visual is { } withVisual ? new(withVisual.Issuer) : issued.VisualIssuer,
        };
    }

    static MyNumberOptions Adjusted(MyNumber card, bool isUnder15) => isUnder15
        ? card.Options with { Quirks = card.Options.Quirks | CardQuirks.SignatureCertificateAbsent }
        : card.Options;

    static CardHolder HolderOf(MyNumber card, DateTimeOffset now) => new()
    {
        Id = card.Id,
        Name = card.Options.Quirks.HasFlag(CardQuirks.RareKanji) ? RareKanji.Write(card.Name) : card.Name,
        Address = card.Options.Quirks.HasFlag(CardQuirks.LongAddress) ? Lengthened(card.Address) : card.Address,
        BirthDate = card.BirthDate,
        Sex = card.Sex,
        CardExpiry = card.CardExpiry ?? card.BirthDate.AddYears(now.Year + 9 - card.BirthDate.Year),
    };

    // Long enough for a two-byte length of the field and of the file.
    static string Lengthened(string address) => address.Length > 100
        ? address
        : address + "　白樺高原グリーンヒルズ・ザ・レジデンス＆ガーデンテラス湖畔通り第２期サウスウイング弐番館　地上１２階１２０３号室（北側共用廊下奥、旧中央棟連絡通路より入る）白樺管理組合気付";
}

/// <summary>The key of the text or the visual application, and who signed the records beside it.</summary>
public sealed record SigningApplication(CardKey Key, RecordIssuer Issuer);

/// <summary>Application data and protocol info that real cards answer REQB with; a reader must take them all.</summary>
public sealed record AtqbVariant(string Hex)
{
    /// <summary>256-byte frames everywhere; the third knows only 106 kbit/s; the last two may compute for 2.5 s without asking for more time.</summary>
    public static IReadOnlyList<AtqbVariant> All { get; } =
        [new("000005E0B381A1"), new("000041E0B381A1"), new("004B51FF0081D1"), new("004B51FFB381D1")];

    public ReadOnlyMemory<byte> ApplicationData => Convert.FromHexString(Hex).AsMemory(0, 4);
    public ReadOnlyMemory<byte> ProtocolInfo => Convert.FromHexString(Hex).AsMemory(4);
}

/// <summary>Old and rare forms of common kanji, as they stand in the family register.</summary>
internal static class RareKanji
{
    static readonly (string Common, string Rare)[] Forms =
        [("吉", "𠮷"), ("高", "髙"), ("崎", "﨑"), ("葛", "葛\U000E0100"), ("辺", "邉"), ("浜", "濵"), ("斎", "齋"), ("桜", "櫻"), ("辻", "辻\U000E0100")];

    /// <summary>Rare forms for every kanji that has one; a name without any gets another family name.</summary>
    public static string Write(string name)
    {
        var written = Forms.Aggregate(name, (text, form) => text.Contains(form.Rare, StringComparison.Ordinal) ? text : text.Replace(form.Common, form.Rare, StringComparison.Ordinal));
        return written != name || Forms.Any(form => name.Contains(form.Rare, StringComparison.Ordinal))
            ? written
            : "𠮷﨑　" + name[(name.IndexOf('　') + 1)..];
    }
}
