using Virtual.Cards;
using Virtual.Pki;

namespace Virtual.People;

/// <summary>The people of 白樺市, an invented small city in Nagano: one for each thing that is different about real patrons and their cards.</summary>
public static class SamplePeople
{
    static readonly Lazy<IReadOnlyList<SamplePerson>> Shared = new(() => Under(TestHierarchy.Shared));

    /// <summary>Everyone, with keys that are the same for the life of this process.</summary>
    public static IReadOnlyList<SamplePerson> All => Shared.Value;

    /// <summary>The one with this name, or null.</summary>
    public static SamplePerson? Find(string id) => All.FirstOrDefault(person => person.Id == id);

    /// <summary>Everyone anew, with cards issued under <paramref name="hierarchy"/>.</summary>
    public static IReadOnlyList<SamplePerson> Under(TestHierarchy hierarchy)
    {
        var usual = new MyNumberOptions();
        return
        [
            Resident("yamada-hanako", "山田　花子", "本町１丁目２－３", "1985-04-12", '2', "the usual card; every PIN is 1234"),
            Resident("sato-ichiro", "佐藤　一郎", "栄町４５６番地", "1958-11-03", '1', "the text PIN is another number: 5678",
                usual with { TextPin = "5678" }, variant: 1),
            Resident("yoshida-misaki", "𠮷田　美咲", "白樺１２３４番地５", "1992-07-25", '2', "𠮷: a kanji outside the basic plane", variant: 2),
            Resident("takasaki-ryo", "髙﨑　遼", "緑町７－８", "1979-01-08", '1', "髙 and 﨑: compatibility forms", variant: 3),
            Resident("katsuragi-nagi", "葛\U000E0100城　凪", "湖畔９番地", "2004-02-29", '9', "葛 with a variation selector; born on 29 February"),
            Resident("takahashi-taro", "高橋太郎", "大字高原１００番地", "1966-12-31", '1', "the name has no separator"),
            Resident("kobayashi-fumiko", "小林　文子", "高原２００番地", "1932-05-06", '2', "a very long address",
                usual with { Quirks = CardQuirks.LongAddress }),
            Resident("ito-sora", "伊藤　蒼空", "栄町１２番地", "2018-09-01", '1', "a child: no signature certificate"),
            Resident("watanabe-masao", "渡邉　正雄", "本町３丁目１－１", "1941-03-15", '1', "face authentication only: no PIN was ever set",
                usual with { Quirks = CardQuirks.FaceAuthenticationOnly }),
            Resident("nakamura-yui", "中村　結衣", "緑町１－２－３０４", "1995-10-10", '2', "the certificates ended",
                usual with { Quirks = CardQuirks.Expired }),
            Resident("suzuki-kenji", "鈴木　健二", "駅前１－１", "1973-06-21", '1', "the authentication PIN is locked",
                usual with { Quirks = CardQuirks.Blocked }),
            Resident("ogawa-shun", "小川　駿", "駅前２－５－６０１", "1988-08-08", '1', "the certificate was revoked; only the platform knows",
                usual with { Quirks = CardQuirks.Revoked }),
            Resident("nguyen-thi-lan", "NGUYEN THI LAN", "栄町８－１０２", "1998-01-20", '2', "a name in Latin letters, without a wide separator"),
            Resident("shimizu-haruka", "清水　遥", "白樺７７番地", "2000-05-05", '2', "a phone with the certificates in it",
                usual with { IsAndroid = true }),
            new(new CardDescription.FeliCa([0x01, 0x10, 0x03, 0x10, 0xC5, 0x08, 0x2A, 0x11], CardDescription.FeliCa.DefaultPmm) { Id = "mori-kaoru", Name = "森　薫" },
                "a library card of FeliCa kind", hierarchy),
            new(new CardDescription.Mifare([0x04, 0xA1, 0xB2, 0xC3]) { Id = "hayashi-daichi", Name = "林　大地" },
                "a library card of MIFARE kind", hierarchy),
        ];

        SamplePerson Resident(string id, string name, string street, string birthDate, char sex, string remark, MyNumberOptions? options = null, int variant = 0) =>
            new(new CardDescription.MyNumber
            {
                Id = id,
                Name = name,
                Address = "長野県白樺市" + street,
                BirthDate = DateOnly.ParseExact(birthDate, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                Sex = sex,
                Options = options ?? usual,
                Atqb = AtqbVariant.All[variant],
            }, remark, hierarchy);
    }
}
