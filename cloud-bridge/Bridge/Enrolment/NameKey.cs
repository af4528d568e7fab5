using System.Text;

namespace Bridge.Enrolment;

/// <summary>Names and addresses as comparison sees them: what two clerks may write differently for one person is the same. Never stored and never shown.</summary>
/// <remarks>The part of NFKC (UAX 15) that names need, by tables of our own: a program with InvariantGlobalization leaves everything beyond ASCII as it is.</remarks>
static class NameKey
{
    // U+FF61 to U+FF9F, half-width punctuation and katakana
    const string HalfWidth = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309A";

    // U+F900 to U+FAD9, CJK compatibility ideographs, each by what it is compatible with
    const string Compatible =
        "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累"
        + "縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈"
        + "裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘"
        + "藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀﨎﨏塚﨑晴﨓﨔凞猪益礼神祥福靖精羽﨟蘒﨡諸﨣﨤逸都﨧﨨﨩飯飼館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎"
        + "懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘﩮﩯並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒"
        + "敖晴朗望杖歹殺流滛滋漢瀞煮瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜𢡊𢡄𣏕㮝䀘䀹𥉉𥳐𧻓齃龎";

    // Shapes of one character that registers, cards and keyboards mix: first the one compared by, then the others.
    static readonly Dictionary<int, Rune> Variants = new[]
    {
        "高髙", "崎﨑嵜", "吉𠮷", "辺邉邊", "斎齋斉齊", "沢澤", "浜濱濵", "広廣", "島嶋嶌", "桜櫻", "国國", "竜龍", "滝瀧", "関關", "渋澁", "塩鹽", "真眞",
        "栄榮", "恵惠", "徳德", "万萬", "与與", "寿壽", "学學", "芦蘆", "桧檜", "梅楳", "柳栁", "橋𣘺", "隆𨺓", "瀬瀨", "頼賴", "祢禰", "槙槇", "尭堯", "遥遙", "瑶瑤", "曽曾", "穂穗",
    }.SelectMany(group => group.EnumerateRunes().Skip(1).Select(other => (other.Value, group.EnumerateRunes().First()))).ToDictionary();

    public static string Of(string name)
    {
        var key = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsNothing(rune))
            {
                continue;
            }
            var folded = Fold(rune);
            if (folded.Value is 0x3099 or 0x309A or 0x309B or 0x309C && TryVoice(key, isHalf: folded.Value is 0x309A or 0x309C))
            {
                continue;
            }
            key.Append(folded);
        }
        return key.ToString();
    }

    static Rune Fold(Rune rune)
    {
        var value = rune.Value switch
        {
            >= 0xFF01 and <= 0xFF5E => rune.Value - 0xFEE0,
            >= 0xFF61 and <= 0xFF9F => HalfWidth[rune.Value - 0xFF61],
            >= 0xF900 and <= 0xFAD9 => Compatible[rune.Value - 0xF900],
            _ => rune.Value,
        };
        return Variants.TryGetValue(value, out var known) ? known : Rune.ToUpperInvariant(new(value));
    }

    // Blanks, middle dots and variation selectors (IVS: U+E0100 to U+E01EF) make no other person.
    static bool IsNothing(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is '・' or '･' or '·' or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x200B or 0xFEFF;

    // ｶ and a voicing mark are ガ
    static bool TryVoice(StringBuilder key, bool isHalf)
    {
        if (key.Length == 0)
        {
            return false;
        }
        var last = key[^1];
        var kana = last is >= 'ぁ' and <= 'ゖ' ? (char)(last + 0x60) : last;
        char? voiced = (kana, isHalf) switch
        {
            ('ハ' or 'ヒ' or 'フ' or 'ヘ' or 'ホ', true) => (char)(last + 2),
            ('ハ' or 'ヒ' or 'フ' or 'ヘ' or 'ホ', false) => (char)(last + 1),
            ('ウ', false) => last == kana ? 'ヴ' : 'ゔ',
            ( >= 'カ' and <= 'ヂ', false) when (kana - 'カ') % 2 == 0 => (char)(last + 1),
            ('ツ' or 'テ' or 'ト', false) => (char)(last + 1),
            _ => null,
        };
        if (voiced is not { } letter)
        {
            return false;
        }
        key[^1] = letter;
        return true;
    }
}
