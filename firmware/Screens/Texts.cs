using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What the panel says, but for who registers (<see cref="EnrolmentTexts"/>). To add a language: a member of <see cref="Language"/>, one of <see cref="Phrase"/>,
/// its dates in <see cref="Dates"/>, its fonts in <see cref="Typefaces"/>, and the pictures in the tests.</summary>
internal static class Texts
{
    // Keys of the footer
    public static readonly Phrase Finish = new("おわる", "おわる", "Finish", "结束", "끝내기", "Concluir", "Kết thúc");
    public static readonly Phrase Back = new("もどる", "もどる", "Back", "返回", "뒤로", "Voltar", "Quay lại");

    /// <summary>Each language by its own name, beside the key that changes it; in Japanese, where everybody begins, what that key is for.</summary>
    public static Line NameOf(Language language) => language switch
    {
        Language.Japanese => new("ことば", "Language"),
        Language.EasyJapanese => new("やさしい ことば", null),
        Language.English => new("English", "ことば"),
        Language.Chinese => new("中文", "ことば"),
        Language.Korean => new("한국어", "ことば"),
        Language.Portuguese => new("Português", "ことば"),
        Language.Vietnamese => new("Tiếng Việt", "ことば"),
    };

    // What to do, on many screens
    public static readonly Phrase GoToCounter = new("カウンターへ どうぞ", "カウンターへ どうぞ", "Please go to the counter",
        "请到服务台", "카운터로 와 주세요", "Dirija-se ao balcão", "Mời bạn đến quầy");
    public static readonly Phrase UntilSound = new("音が なるまで そのまま", "{音|おと}が なるまで そのまま", "Keep it there until the sound",
        "听到提示音前请勿移开", "소리가 날 때까지 그대로 두세요", "Não retire até ouvir o som", "Giữ nguyên đến khi có tiếng báo");
    public static readonly Phrase TakeCard = new("カードを とってください", "カードを とってください", "Please take your card",
        "请取回卡片", "카드를 가져가 주세요", "Retire o seu cartão", "Vui lòng lấy thẻ");

    // S00 to S03: the card
    public static readonly Phrase Starting = new("じゅんび しています", "じゅんび しています", "Starting", "正在准备", "준비 중입니다", "Iniciando", "Đang chuẩn bị");
    public static readonly Phrase StartingDetail = new("すこし まってください", "すこし まってください", "One moment, please",
        "请稍候", "잠시 기다려 주세요", "Aguarde um momento", "Vui lòng đợi một chút");
    public static readonly Phrase PlaceCard = new("カードを\nおいてください", "カードを\nおいてください", "Place your card\non the reader",
        "请把卡片\n放在读卡器上", "카드를\n올려 주세요", "Coloque o cartão\nno leitor", "Đặt thẻ\nlên đầu đọc");
    public static readonly Phrase WhichCards = new("図書館カード・マイナンバーカード", "{図書館|としょかん}カード・マイナンバーカード", "Library card or My Number card",
        "借书证或个人编号卡", "도서관 카드·마이넘버카드", "Cartão da biblioteca ou My Number", "Thẻ thư viện hoặc thẻ My Number");
    public static readonly Phrase OfflineLends = new("つながっていません。かりられます", "つながっていません。かりられます", "Offline. You can still borrow",
        "网络未连接,但可以借书", "연결이 끊겼지만 대출할 수 있습니다", "Sem conexão. Empréstimo possível", "Mất kết nối. Vẫn mượn được");
    public static readonly Phrase OfflineStops = new("つながっていません。カウンターへ どうぞ", "つながっていません。カウンターへ どうぞ", "Offline. Go to the counter",
        "网络未连接,请到服务台", "연결이 끊겼습니다. 카운터로", "Sem conexão. Vá ao balcão", "Mất kết nối. Mời đến quầy");
    public static readonly Phrase Reading = new("よんでいます", "よんでいます", "Reading", "正在读取", "읽고 있습니다", "Lendo", "Đang đọc");
    public static readonly Phrase Asking = new("しらべています", "しらべています", "Checking", "正在查询", "확인하고 있습니다", "Verificando", "Đang kiểm tra");
    public static readonly Phrase PlaceAgain = new("もういちど\nおいてください", "もういちど\nおいてください", "Place your card\nagain",
        "请再放一次", "다시 한번\n올려 주세요", "Coloque o cartão\noutra vez", "Vui lòng đặt\nthẻ lại");

    // S20: what would you like to do?
    public static readonly Phrase Hello = new("こんにちは", "こんにちは", "Hello", "您好", "안녕하세요", "Olá", "Xin chào");
    public static readonly Phrase Borrow = new("かりる", "かりる", "Borrow", "借书", "대출", "Empréstimo", "Mượn sách");
    public static readonly Phrase OrScanBook = new("または 本を スキャン", "または {本|ほん}を スキャン", "or just scan a book",
        "也可直接扫描图书", "또는 책을 스캔하세요", "ou escaneie um livro", "hoặc quét sách");
    public static readonly Phrase ScanToBegin = new("本の バーコードを\nあててください", "{本|ほん}の バーコードを\nあててください", "Scan a book\nto begin",
        "请扫描图书的\n条形码", "책의 바코드를\n대 주세요", "Escaneie\num livro", "Quét mã vạch\ncủa sách");
    public static Phrase HoldsReady(int n) => new($"予約の本 {n}", $"{{予約|よやく}}の{{本|ほん}} {n}", $"Holds ready {n}", $"预约图书 {n}", $"예약 도서 {n}", $"Reservas {n}", $"Đặt trước {n}");
    public static Phrase OverdueItems(int n) => new($"おくれ {n}", $"おくれ {n}", $"Overdue {n}", $"逾期 {n}", $"연체 {n}", $"Em atraso {n}", $"Quá hạn {n}");

    // S30: scan
    public static readonly Phrase ScanBook = new("バーコードを\nあててください", "バーコードを\nあててください", "Scan your\nbooks",
        "请扫描\n条形码", "바코드를\n대 주세요", "Escaneie o\ncódigo", "Quét\nmã vạch");
    public static readonly Phrase ScanNext = new("つぎの 本を\nどうぞ", "つぎの {本|ほん}を\nどうぞ", "Next book,\nplease",
        "请扫描\n下一本", "다음 책을\n대 주세요", "Próximo livro,\npor favor", "Mời cuốn\ntiếp theo");
    public static readonly Phrase OneMoment = new("まってください", "まってください", "One moment", "请稍候", "기다려 주세요", "Aguarde", "Xin đợi");
    public static readonly Phrase LimitIsFull = new("これで\nいっぱいです", "これで\nいっぱいです", "That is\nyour limit",
        "已达\n借阅上限", "대출 한도에\n도달했습니다", "Limite\natingido", "Đã đủ\nsố lượng");
    public static readonly Phrase SentLater = new("あとで 送ります", "あとで おくります", "Sent later", "稍后发送", "나중에 전송", "Envio depois", "Sẽ gửi sau");
    public static Phrase Unit(int n) => new("さつ", "さつ", n == 1 ? "item" : "items", "本", "권", n == 1 ? "item" : "itens", "cuốn");
    public static Phrase MoreToBorrow(int remaining, int limit) => new($"あと {remaining}さつ", $"あと {remaining}さつ", $"{remaining} of {limit} left",
        $"还可借 {remaining} 本", $"{remaining}권 더 가능", remaining == 1 ? $"Resta 1 de {limit}" : $"Restam {remaining} de {limit}", $"Còn {remaining} cuốn");

    // S32: done
    public static Phrase Borrowed(int n) => new($"かりました {n}さつ", $"かりました {n}さつ", $"Borrowed: {n}", $"已借 {n} 本", $"{n}권 대출했습니다", $"Retirados: {n}", $"Đã mượn {n} cuốn");
    public static readonly Phrase NothingBorrowed = new("かりた本は ありません", "かりた{本|ほん}は ありません", "Nothing borrowed",
        "没有借书", "대출한 책이 없습니다", "Nada emprestado", "Chưa mượn cuốn nào");
    public static readonly Phrase ReturnBy = new("かえす日", "かえす{日|ひ}", "Return by", "归还日期", "반납일", "Devolver até", "Ngày trả");
    public static readonly Phrase FirstReturnBy = new("さいしょの かえす日", "さいしょの かえす{日|ひ}", "First return by", "最早归还日期", "첫 반납일", "Primeira devolução até", "Ngày trả đầu tiên");

    // S60 to S99
    public static readonly Phrase NotConnected = new("つながっていません", "つながっていません", "No connection", "网络未连接", "연결되어 있지 않습니다", "Sem conexão", "Không có kết nối");
    public static readonly Phrase NotKnown = new("とうろくが ありません", "とうろくが ありません", "Card not registered",
        "卡片未登记", "등록되지 않은 카드입니다", "Cartão não cadastrado", "Thẻ chưa đăng ký");
    public static readonly Phrase NotWorking = new("できませんでした", "できませんでした", "That did not work", "操作失败", "처리하지 못했습니다", "Não foi possível", "Không thực hiện được");
    public static readonly Phrase OnlyCheckedIsBorrowed = new("✓の 本だけ かりています", "✓の {本|ほん}だけ かりています", "Only items with ✓ are borrowed",
        "仅标有✓的图书已借出", "✓가 표시된 책만 대출되었습니다", "Só os itens com ✓ foram emprestados", "Chỉ sách có dấu ✓ đã được mượn");
    public static readonly Phrase NotAllowed = new("いま かりられません", "いま かりられません", "Borrowing is not\npossible now",
        "现在不能借书", "지금은 대출할\n수 없습니다", "Empréstimo não\ndisponível agora", "Hiện không thể\nmượn sách");
    public static readonly Phrase OutOfService = new("つかえません", "つかえません", "Out of service", "暂停使用", "사용할 수 없습니다", "Fora de serviço", "Tạm ngừng phục vụ");
    public static readonly Phrase ForgottenCard = new("カードを\nわすれていませんか", "カードを\nわすれていませんか", "Did you forget\nyour card?",
        "是否忘了\n取回卡片？", "카드를 두고\n가지 않으셨나요?", "Esqueceu o\nseu cartão?", "Bạn có quên\nthẻ không?");
    public static readonly Phrase ThankYou = new("ありがとう\nございました", "ありがとう\nございました", "Thank you", "谢谢", "감사합니다", "Obrigado!", "Cảm ơn bạn");

    // S31: why an item is not lent, and what to do with it
    public static readonly Phrase NotLent = new("かりられません", "かりられません", "Not borrowed", "不能借出", "대출할 수 없습니다", "Não emprestado", "Không mượn được");
    public static readonly Phrase AlreadyYours = new("もう かりています", "もう かりています", "Already yours", "您已借出", "이미 대출했습니다", "Já está com você", "Bạn đã mượn rồi");
    public static readonly Phrase CouldNotRead = new("よめませんでした", "よめませんでした", "Could not read", "无法读取", "읽지 못했습니다", "Leitura falhou", "Không đọc được");
    public static readonly Phrase OtherBarcode = new("ちがう バーコードです", "ちがう バーコードです", "Wrong barcode", "条形码不对", "다른 바코드입니다", "Código errado", "Sai mã vạch");
    public static readonly Phrase ThatIsACard = new("それは カードです", "それは カードです", "That is a card", "这是卡片", "그것은 카드입니다", "Isso é um cartão", "Đó là thẻ");

    public static Phrase Of(ItemProblem problem) => problem switch
    {
        ItemProblem.Unknown => new("図書館に とうろくが ありません", "{図書館|としょかん}に とうろくが ありません", "Not in the catalogue",
            "图书馆没有登记这本书", "도서관에 등록되지 않은 책입니다", "Não consta no catálogo", "Không có trong danh mục"),
        ItemProblem.OnLoan => new("ほかの人が かりています", "ほかの{人|ひと}が かりています", "Someone else has it on loan",
            "已被他人借出", "다른 사람이 대출 중입니다", "Está emprestado a outra pessoa", "Người khác đang mượn"),
        ItemProblem.AlreadyYours => new("この本は あなたが かりています", "この{本|ほん}は あなたが かりています", "You have it on loan already",
            "这本书您已经借了", "이 책은 이미 대출하셨습니다", "Você já está com este item", "Bạn đang mượn cuốn này"),
        ItemProblem.OnHold => new("ほかの人の 予約が あります", "ほかの{人|ひと}の {予約|よやく}が あります", "On hold for someone else",
            "已被他人预约", "다른 사람이 예약한 책입니다", "Reservado para outra pessoa", "Người khác đã đặt trước"),
        ItemProblem.InLibraryOnly => new("図書館の中で よむ本です", "{図書館|としょかん}の{中|なか}で よむ{本|ほん}です", "For use in the library only",
            "仅限馆内阅览", "관내에서만 볼 수 있습니다", "Somente para consulta local", "Chỉ đọc tại thư viện"),
        ItemProblem.LimitReached => new("もう いっぱい かりています", "もう いっぱい かりています", "You have reached your limit",
            "已达到借阅上限", "대출 한도에 도달했습니다", "Você atingiu o limite", "Bạn đã mượn đủ số lượng"),
        ItemProblem.Overdue => new("かえす日を すぎた本が あります", "かえす{日|ひ}を すぎた{本|ほん}が あります", "Return overdue items first",
            "请先归还逾期图书", "연체된 책을 먼저 반납해 주세요", "Devolva antes os itens atrasados", "Hãy trả sách quá hạn trước"),
        ItemProblem.SeeStaff => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter",
            "请到服务台咨询", "카운터에 문의해 주세요", "Pergunte no balcão", "Hãy hỏi ở quầy"),
        ItemProblem.NotRead => new("もういちど あててください", "もういちど あててください", "Please scan it again",
            "请再扫描一次", "다시 한번 대 주세요", "Escaneie outra vez", "Vui lòng quét lại"),
        ItemProblem.PublishersBarcode => new("図書館の ラベルを あててください", "{図書館|としょかん}の ラベルを あててください", "Scan the library's own label",
            "请扫描图书馆的标签", "도서관 라벨을 대 주세요", "Escaneie a etiqueta da biblioteca", "Quét nhãn của thư viện"),
        ItemProblem.PatronsCard => new("本の バーコードを あててください", "{本|ほん}の バーコードを あててください", "Scan the barcode of a book",
            "请扫描图书的条形码", "책의 바코드를 대 주세요", "Escaneie o código de um livro", "Quét mã vạch của sách"),
        ItemProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer",
            "图书馆没有应答", "도서관의 응답이 없습니다", "A biblioteca não respondeu", "Thư viện không trả lời"),
        ItemProblem.CardMayNot => new("このカードでは かりられません", "このカードでは かりられません", "Not with this card",
            "此卡不能借书", "이 카드로는 대출할 수 없습니다", "Não com este cartão", "Không mượn được bằng thẻ này"),
        ItemProblem.OfflineLimit => new("つながるまで かりられません", "つながるまで かりられません", "No more while offline",
            "恢复连接前不能再借", "연결될 때까지 대출할 수 없습니다", "Sem conexão, não é possível mais", "Chờ kết nối lại mới mượn thêm được"),
    };

    /// <summary>S80: what is wrong with the card, then what to do.</summary>
    public static (Phrase Problem, Phrase Advice) Of(CardProblem problem) => problem switch
    {
        CardProblem.NotRead => (CouldNotRead, new("カードを まんなかに おいてください", "カードを まんなかに おいてください", "Lay the card flat, in the middle",
            "请把卡片平放在正中", "카드를 가운데에 놓아 주세요", "Deixe o cartão bem no centro", "Đặt thẻ nằm ngay giữa")),
        CardProblem.SeveralCards => (new("カードは 1まいだけ", "カードは 1まいだけ", "One card only", "只放一张卡", "카드는 한 장만", "Só um cartão", "Chỉ một thẻ"),
            new("ほかの カードを はなしてください", "ほかの カードを はなしてください", "Take the other cards away",
                "请移开其他卡片", "다른 카드를 치워 주세요", "Afaste os outros cartões", "Hãy bỏ các thẻ khác ra")),
        CardProblem.OtherCard => (new("このカードは\nつかえません", "このカードは\nつかえません", "This card does\nnot work here",
            "此卡不能\n在这里使用", "이 카드는\n쓸 수 없습니다", "Este cartão não\nfunciona aqui", "Thẻ này không\ndùng được ở đây"), WhichCards),
    };

    /// <summary>For the person who repairs it: which device is missing, on S90.</summary>
    public static Phrase Of(Faults fault) => fault switch
    {
        Faults.Reader => new("カードリーダー", "カードリーダー", "card reader", "读卡器", "카드 리더", "leitor de cartões", "đầu đọc thẻ"),
        Faults.Scanner => new("スキャナー", "スキャナー", "scanner", "扫描器", "스캐너", "leitor de código", "máy quét"),
        Faults.Journal => new("きろく", "きろく", "journal", "记录", "기록", "registro", "nhật ký"),
        Faults.Panel => new("がめん", "がめん", "panel", "屏幕", "화면", "tela", "màn hình"),
        Faults.PinPad => new("ボタン", "ボタン", "keypad", "按键", "버튼", "teclado", "bàn phím"),
        Faults.Door => new("ドア", "ドア", "door", "门", "문", "porta", "cửa"),
        _ => new("?", "?", "?", "?", "?", "?", "?"),
    };
}
