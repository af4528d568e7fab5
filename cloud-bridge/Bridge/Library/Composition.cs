using System.Collections.Frozen;
using System.Text;

namespace Bridge.Library;

/// <summary>Puts marks back onto their letters, as NFC does: Evergreen sends が as か and U+3099, and a screen, a label and a comparison want one character.</summary>
/// <remarks>
/// The programs run without ICU, and <c>string.Normalize</c> changes nothing then. Latin, Greek, Cyrillic, Arabic, kana and Hangul are composed;
/// single characters stay what they are, so that 神 U+FA19 in a name is not changed for 神.
/// </remarks>
static class Composition
{
    // Hangul is arithmetic (Unicode 3.12): leading consonant, vowel, and perhaps a trailing consonant.
    const int Leading = 0x1100, Vowel = 0x1161, Trailing = 0x11A7, Syllable = 0xAC00;
    const int Leadings = 19, Vowels = 21, Trailings = 28;

    // Each mark with its pairs: the letter without, the letter with. From UnicodeData.txt, canonical decompositions without exclusions.
    static readonly FrozenDictionary<(char Letter, char Mark), char> Pairs = Read(new()
    {
        ["\u0300"] = "AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳ¨῭ÂẦÊỀÔỒÜǛâầêềôồüǜĂẰăằĒḔēḕŌṐōṑƠỜơờƯỪưừΑᾺΕῈΗῊΙῚΟῸΥῪΩῺαὰεὲηὴιὶοὸυὺωὼϊῒϋῢЕЀИЍеѐиѝἀἂἁἃἈἊἉἋἐἒἑἓἘἚἙἛἠἢἡἣἨἪἩἫἰἲἱἳἸἺἹἻὀὂὁὃὈὊὉὋὐὒὑὓὙὛὠὢὡὣὨὪὩὫ᾿῍῾῝",
        ["\u0301"] = "AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzź¨΅ÂẤÅǺÆǼÇḈÊẾÏḮÔỐÕṌØǾÜǗâấåǻæǽçḉêếïḯôốõṍøǿüǘĂẮăắĒḖēḗŌṒōṓŨṸũṹƠỚơớƯỨưứΑΆΕΈΗΉΙΊΟΌΥΎΩΏαάεέηήιίοόυύωώϊΐϋΰϒϓГЃКЌгѓкќἀἄἁἅἈἌἉἍἐἔἑἕἘἜἙἝἠἤἡἥἨἬἩἭἰἴἱἵἸἼἹἽὀὄὁὅὈὌὉὍὐὔὑὕὙὝὠὤὡὥὨὬὩὭ᾿῎῾῞",
        ["\u0302"] = "AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑẠẬạậẸỆẹệỌỘọộ",
        ["\u0303"] = "AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹÂẪÊỄÔỖâẫêễôỗĂẴăẵƠỠơỡƯỮưữ",
        ["\u0304"] = "AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳÄǞÆǢÕȬÖȪÜǕäǟæǣõȭöȫüǖǪǬǫǭȦǠȧǡȮȰȯȱΑᾹΙῙΥῩαᾱιῑυῡИӢУӮиӣуӯḶḸḷḹṚṜṛṝ",
        ["\u0306"] = "AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭȨḜȩḝΑᾸΙῘΥῨαᾰιῐυῠАӐЕӖЖӁИЙУЎаӑеӗжӂийуўẠẶạặ",
        ["\u0307"] = "AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzżŚṤśṥŠṦšṧſẛṢṨṣṩ",
        ["\u0308"] = "AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿÕṎõṏŪṺūṻΙΪΥΫιϊυϋϒϔІЇАӒЕЁЖӜЗӞИӤОӦУӰЧӴЫӸЭӬаӓеёжӝзӟиӥоӧуӱчӵыӹэӭіїӘӚәӛӨӪөӫ",
        ["\u0309"] = "AẢEẺIỈOỎUỦYỶaảeẻiỉoỏuủyỷÂẨÊỂÔỔâẩêểôổĂẲăẳƠỞơởƯỬưử",
        ["\u030A"] = "AÅUŮaåuůwẘyẙ",
        ["\u030B"] = "OŐUŰoőuűУӲуӳ",
        ["\u030C"] = "AǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzžÜǙüǚƷǮʒǯ",
        ["\u030F"] = "AȀEȄIȈOȌRȐUȔaȁeȅiȉoȍrȑuȕѴѶѵѷ",
        ["\u0311"] = "AȂEȆIȊOȎRȒUȖaȃeȇiȋoȏrȓuȗ",
        ["\u0313"] = "ΑἈΕἘΗἨΙἸΟὈΩὨαἀεἐηἠιἰοὀρῤυὐωὠ",
        ["\u0314"] = "ΑἉΕἙΗἩΙἹΟὉΡῬΥὙΩὩαἁεἑηἡιἱοὁρῥυὑωὡ",
        ["\u031B"] = "OƠUƯoơuư",
        ["\u0323"] = "AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓƠỢơợƯỰưự",
        ["\u0324"] = "UṲuṳ",
        ["\u0325"] = "AḀaḁ",
        ["\u0326"] = "SȘTȚsștț",
        ["\u0327"] = "CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ",
        ["\u0328"] = "AĄEĘIĮOǪUŲaąeęiįoǫuų",
        ["\u032D"] = "DḒEḘLḼNṊTṰUṶdḓeḙlḽnṋtṱuṷ",
        ["\u032E"] = "HḪhḫ",
        ["\u0330"] = "EḚIḬUṴeḛiḭuṵ",
        ["\u0331"] = "BḆDḎKḴLḺNṈRṞTṮZẔbḇdḏhẖkḵlḻnṉrṟtṯzẕ",
        ["\u0342"] = "¨῁αᾶηῆιῖυῦωῶϊῗϋῧἀἆἁἇἈἎἉἏἠἦἡἧἨἮἩἯἰἶἱἷἸἾἹἿὐὖὑὗὙὟὠὦὡὧὨὮὩὯ᾿῏῾῟",
        ["\u0345"] = "ΑᾼΗῌΩῼάᾴήῄαᾳηῃωῳώῴἀᾀἁᾁἂᾂἃᾃἄᾄἅᾅἆᾆἇᾇἈᾈἉᾉἊᾊἋᾋἌᾌἍᾍἎᾎἏᾏἠᾐἡᾑἢᾒἣᾓἤᾔἥᾕἦᾖἧᾗἨᾘἩᾙἪᾚἫᾛἬᾜἭᾝἮᾞἯᾟὠᾠὡᾡὢᾢὣᾣὤᾤὥᾥὦᾦὧᾧὨᾨὩᾩὪᾪὫᾫὬᾬὭᾭὮᾮὯᾯὰᾲὴῂὼῲᾶᾷῆῇῶῷ",
        ["\u0653"] = "اآ",
        ["\u0654"] = "اأوؤيئہۂےۓەۀ",
        ["\u0655"] = "اإ",
        ["\u3099"] = "うゔかがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼゝゞウヴカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボワヷヰヸヱヹヲヺヽヾ",
        ["\u309A"] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    });

    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\uFFFF'))
        {
            return text;
        }
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && TryCompose(composed[^1], c, out var one))
            {
                composed[^1] = one;
            }
            else
            {
                composed.Append(c);
            }
        }
        return composed.ToString();
    }

    static bool TryCompose(char first, char second, out char one) => Pairs.TryGetValue((first, second), out one) || TryComposeHangul(first, second, out one);

    static bool TryComposeHangul(int first, int second, out char one)
    {
        (var composes, var code) = (first - Leading, second - Vowel, first - Syllable, second - Trailing) switch
        {
            ( >= 0 and < Leadings and var leading, >= 0 and < Vowels and var vowel, _, _) => (true, Syllable + (leading * Vowels + vowel) * Trailings),
            (_, _, >= 0 and < Leadings * Vowels * Trailings and var syllable, > 0 and < Trailings and var trailing) when syllable % Trailings == 0 => (true, first + trailing),
            _ => (false, 0),
        };
        one = (char)code;
        return composes;
    }

    static FrozenDictionary<(char, char), char> Read(Dictionary<string, string> rows) =>
        (from row in rows from pair in row.Value.Chunk(2) select ((pair[0], row.Key[0]), pair[1])).ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);
}
