using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What the panel says of holds, loans and returns, at the gate, and when a person is called.</summary>
internal static class ServiceTexts
{
    // S71
    public static readonly Phrase Updating = new("こうしん中です", "こうしん{中|ちゅう}です", "Updating", "正在更新", "업데이트 중입니다", "Atualizando", "Đang cập nhật");
    public static readonly Phrase KeepPower = new("電気を きらないで ください", "{電気|でんき}を きらないで ください", "Please leave the power on", "请勿切断电源", "전원을 끄지 마세요", "Não desligue a energia", "Xin đừng tắt nguồn");
    public static readonly Phrase Restarting = new("もういちど 動きはじめます", "もういちど {動|うご}きはじめます", "Restarting", "正在重新启动", "다시 시작합니다", "Reiniciando", "Đang khởi động lại");

    // S01: what else the idle screen offers, and where one stands
    public static readonly Phrase ReturnItems = new("かえす", "かえす", "Return", "还书", "반납", "Devolver", "Trả sách");
    public static readonly Phrase TapToEnter = new("カードを\nかざしてください", "カードを\nかざしてください", "Tap your card\nto enter",
        "请刷卡进入", "카드를\n대 주세요", "Aproxime o cartão\npara entrar", "Chạm thẻ\nđể vào");
    public static readonly Phrase TapForHolds = new("カードを おくと\n予約の本が わかります", "カードを おくと\n{予約|よやく}の{本|ほん}が わかります", "Place your card\nto see your holds",
        "放上卡片\n查看预约图书", "카드를 올리면\n예약 도서 확인", "Coloque o cartão\ne veja as reservas", "Đặt thẻ để xem\nsách đặt trước");

    // S20: the menu
    public static readonly Phrase Holds = new("予約の本", "{予約|よやく}の{本|ほん}", "Holds", "预约图书", "예약 도서", "Reservas", "Đặt trước");
    public static readonly Phrase MyLoans = new("かりている本", "かりている{本|ほん}", "My loans", "已借图书", "대출 중인 책", "Meus itens", "Đang mượn");

    // S33, S34: the count
    public static readonly Phrase HowMany = new("何さつ ありますか", "なんさつ ありますか", "How many items?", "一共几本？", "모두 몇 권입니까?", "Quantos itens?", "Có mấy cuốn?");
    public static readonly Phrase CountTyped = new("数を おして # を おす", "{数|かず}を おして # を おす", "Type it, then press #", "输入数量后按 #", "숫자를 누르고 #", "Digite e aperte #", "Nhập số rồi bấm #");
    public static readonly Phrase CountDiffers = new("数が ちがいます", "{数|かず}が ちがいます", "The count differs", "数量不一致", "권수가 다릅니다", "A conta não bate", "Số lượng khác");
    public static Phrase OnlyLent(int lent, int stated) => new($"{stated}さつの うち かりたのは {lent}さつ", $"{stated}さつの うち かりたのは {lent}さつ", $"You said {stated}; borrowed: {lent}",
        $"您输入 {stated} 本,已借 {lent} 本", $"입력 {stated}권, 대출 {lent}권", $"Informou {stated}; emprestados: {lent}", $"Bạn nhập {stated}; đã mượn {lent}");
    public static readonly Phrase ScanRest = new("スキャンする", "スキャンする", "Scan the rest", "继续扫描", "계속 스캔", "Continuar", "Quét tiếp");

    // S40, S41: holds
    public static Phrase Ready(int n) => new($"予約の本 {n}さつ", $"{{予約|よやく}}の{{本|ほん}} {n}さつ", $"Holds ready: {n}", $"预约图书 {n} 本", $"예약 도서 {n}권", $"Reservas prontas: {n}", $"Sẵn sàng: {n} cuốn");
    public static readonly Phrase NoneReady = new("予約の本は\nまだ ありません", "{予約|よやく}の{本|ほん}は\nまだ ありません", "No holds\nready yet",
        "还没有\n可取的图书", "준비된 예약\n도서가 없습니다", "Nenhuma reserva\npronta", "Chưa có sách\nsẵn sàng");
    public static Phrase OthersWait(int n) => new($"じゅんばんを まっている本 {n}さつ", $"じゅんばんを まっている{{本|ほん}} {n}さつ", $"Still waiting: {n}",
        $"还在等候的图书: {n} 本", $"기다리는 책 {n}권", $"Ainda na fila: {n}", $"Còn đang chờ: {n} cuốn");
    public static Phrase Shelf(string slot) => new($"たな {slot}", $"たな {slot}", $"Shelf {slot}", $"书架 {slot}", $"서가 {slot}", $"Estante {slot}", $"Kệ {slot}");
    public static readonly Phrase AskForIt = new("カウンター", "カウンター", "At the counter", "服务台", "카운터", "No balcão", "Tại quầy");
    public static Phrase Until(string day) => new($"{day}まで", $"{day}まで", $"until {day}", $"至{day}", $"{day}까지", $"até {day}", $"đến {day}");
    public static readonly Phrase TakeFromShelf = new("たなから とって\nスキャン", "たなから とって\nスキャン", "Take it, then\nscan it",
        "从书架取书\n并扫描", "서가에서 꺼내\n스캔하세요", "Pegue o livro\ne escaneie", "Lấy sách\nrồi quét");
    public static Phrase StillOnShelf(int n) => new($"あと {n}さつ", $"あと {n}さつ", $"{n} to go", $"还有 {n} 本", $"{n}권 남음", n == 1 ? "Falta 1" : $"Faltam {n}", $"Còn {n} cuốn");
    public static readonly Phrase PickedUp = new("これで\nぜんぶです", "これで\nぜんぶです", "That is\nall of them", "全部\n取完", "모두\n찾았습니다", "Tudo\nretirado", "Đã lấy\nđủ sách");

    // Keys of lists
    public static readonly Phrase PickUp = new("かりる", "かりる", "Borrow", "借书", "대출", "Retirar", "Mượn");
    public static readonly Phrase Titles = new("だい", "だい", "Titles", "书名", "제목", "Títulos", "Tên");
    public static readonly Phrase NextPage = new("つぎ", "つぎ", "More", "下页", "다음", "Mais", "Tiếp");
    public static readonly Phrase RenewAll = new("ぜんぶ のばす", "ぜんぶ のばす", "Renew all", "全部续借", "모두 연장", "Renovar tudo", "Gia hạn hết");
    public static readonly Phrase RenewAllShort = new("のばす", "のばす", "Renew", "续借", "연장", "Todos", "Gia hạn");

    // S50, S51, S55: loans
    public static Phrase OnLoan(int n) => new($"かりている本 {n}さつ", $"かりている{{本|ほん}} {n}さつ", $"On loan: {n}", $"已借 {n} 本", $"대출 중 {n}권", $"Emprestados: {n}", $"Đang mượn {n} cuốn");
    public static readonly Phrase NothingOnLoan = new("かりている本は\nありません", "かりている{本|ほん}は\nありません", "Nothing\non loan", "没有\n借阅中的图书", "대출 중인\n책이 없습니다", "Nada\nemprestado", "Không mượn\ncuốn nào");
    public static readonly Phrase Overdue = new("おくれ", "おくれ", "Overdue", "逾期", "연체", "Atrasado", "Quá hạn");
    public static readonly Phrase NoDay = new("日づけ なし", "{日|ひ}づけ なし", "No date", "无日期", "날짜 없음", "Sem data", "Không ngày");
    public static readonly Phrase NoTitle = new("だい なし", "だい なし", "No title", "无书名", "제목 없음", "Sem título", "Không tên");
    public static readonly Phrase Renewals = new("のばしました", "のばしました", "Renewed", "续借结果", "연장 결과", "Renovação", "Đã gia hạn");
    public static readonly Phrase NotRenewed = new("のばせません", "のばせません", "Not renewed", "不能续借", "연장할 수 없습니다", "Não renovado", "Không gia hạn được");
    public static readonly Phrase NotNow = new("いまは できません", "いまは できません", "Not possible now", "现在无法办理", "지금은 할 수 없습니다", "Agora não é possível", "Hiện không làm được");
    public static readonly Phrase ByMail = new("メールで\n送ります", "メールで\nおくります", "Your receipt\ncomes by mail", "将用邮件发送", "메일로\n보내 드립니다", "Enviaremos\npor e-mail", "Sẽ gửi\nqua email");
    public static readonly Phrase Sending = new("送っています", "おくっています", "Sending", "正在发送", "보내고 있습니다", "Enviando", "Đang gửi");
    public static readonly Phrase MailKey = new("メール", "メール", "Mail", "邮件", "메일", "E-mail", "Email");
    public static readonly Phrase ListKey = new("いちらん", "いちらん", "List", "一览", "목록", "Lista", "Danh sách");

    public static Phrase Of(RenewalProblem problem) => problem switch
    {
        RenewalProblem.OnHold => new("ほかの人の 予約が あります", "ほかの{人|ひと}の {予約|よやく}が あります", "On hold for someone else",
            "已被他人预约", "다른 사람이 예약했습니다", "Reservado para outra pessoa", "Người khác đã đặt trước"),
        RenewalProblem.LimitReached => new("もう のばせません", "もう のばせません", "Renewed as often as possible", "续借次数已满", "더 연장할 수 없습니다", "Limite de renovações atingido", "Hết lượt gia hạn"),
        RenewalProblem.Overdue => new("かえす日を すぎています", "かえす{日|ひ}を すぎています", "It is overdue", "已过归还日期", "반납일이 지났습니다", "Está em atraso", "Đã quá hạn trả"),
        RenewalProblem.PatronStopped => new("いまは のばせません", "いまは のばせません", "Not possible for you now", "您现在不能续借", "지금은 연장할 수 없습니다", "Agora você não pode renovar", "Hiện bạn không gia hạn được"),
        RenewalProblem.NotOnLoan => new("かりていない本です", "かりていない{本|ほん}です", "It is not on loan to you", "您没有借这本书", "대출한 책이 아닙니다", "Não está com você", "Bạn không mượn cuốn này"),
        RenewalProblem.NotRenewable => new("のばせない本です", "のばせない{本|ほん}です", "Items like this are not renewed", "此类图书不能续借", "연장할 수 없는 책입니다", "Este item não se renova", "Loại này không gia hạn"),
        RenewalProblem.TooEarly => new("まだ はやいです", "まだ はやいです", "It is too early", "还未到续借时间", "아직 이릅니다", "Ainda é cedo", "Còn quá sớm"),
        RenewalProblem.SeeStaff => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter", "请到服务台咨询", "카운터에 문의해 주세요", "Pergunte no balcão", "Hãy hỏi ở quầy"),
        RenewalProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer",
            "图书馆没有应答", "도서관의 응답이 없습니다", "A biblioteca não respondeu", "Thư viện không trả lời"),
    };

    // S35, S36: returns
    public static readonly Phrase ScanReturn = new("かえす本を\nスキャン", "かえす{本|ほん}を\nスキャン", "Scan what\nyou return", "请扫描\n要还的书", "반납할 책을\n스캔하세요", "Escaneie\no item", "Quét sách\ncần trả");
    public static readonly Phrase Returned = new("かえしました", "かえしました", "Returned", "已归还", "반납 완료", "Devolvido", "Đã trả");

    /// <summary>Where it goes, as the boxes are marked.</summary>
    public static Phrase PutIn(ReturnBox box) => box switch
    {
        ReturnBox.Shelf or ReturnBox.Unsorted => new("1の はこへ", "1の はこへ", "Into box 1", "放入1号箱", "1번 상자에", "Na caixa 1", "Vào thùng 1"),
        ReturnBox.HoldShelf => new("2の はこへ", "2の はこへ", "Into box 2", "放入2号箱", "2번 상자에", "Na caixa 2", "Vào thùng 2"),
        ReturnBox.OtherBranch => new("3の はこへ", "3の はこへ", "Into box 3", "放入3号箱", "3번 상자에", "Na caixa 3", "Vào thùng 3"),
        ReturnBox.Staff => new("カウンターへ", "カウンターへ", "To the counter", "交给服务台", "카운터로", "Ao balcão", "Đưa ra quầy"),
    };

    public static readonly Phrase NotReturned = new("かえせません", "かえせません", "Not returned", "未能归还", "반납되지 않았습니다", "Não devolvido", "Chưa trả được");
    public static readonly Phrase NoNeedToReturn = new("かりていない本です", "かりていない{本|ほん}です", "Not on loan", "此书未借出", "대출 중이 아닙니다", "Não emprestado", "Sách không mượn");

    public static Phrase Of(ReturnProblem problem) => problem switch
    {
        ReturnProblem.Unknown => new("図書館に とうろくが ありません", "{図書館|としょかん}に とうろくが ありません", "Not in the catalogue",
            "图书馆没有登记这本书", "도서관에 등록되지 않은 책입니다", "Não consta no catálogo", "Không có trong danh mục"),
        ReturnProblem.NotOnLoan => new("カウンターへ もっていってください", "カウンターへ もっていってください", "Please take it to the counter",
            "请交给服务台", "카운터로 가져가 주세요", "Leve ao balcão, por favor", "Vui lòng mang đến quầy"),
        ReturnProblem.SeeStaff => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter", "请到服务台咨询", "카운터에 문의해 주세요", "Pergunte no balcão", "Hãy hỏi ở quầy"),
        ReturnProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer",
            "图书馆没有应答", "도서관의 응답이 없습니다", "A biblioteca não respondeu", "Thư viện không trả lời"),
        ReturnProblem.NotRead => new("もういちど あててください", "もういちど あててください", "Please scan it again", "请再扫描一次", "다시 한번 대 주세요", "Escaneie outra vez", "Vui lòng quét lại"),
        ReturnProblem.PublishersBarcode => new("図書館の ラベルを あててください", "{図書館|としょかん}の ラベルを あててください", "Scan the library's own label",
            "请扫描图书馆的标签", "도서관 라벨을 대 주세요", "Escaneie a etiqueta da biblioteca", "Quét nhãn của thư viện"),
        ReturnProblem.PatronsCard => new("本の バーコードを あててください", "{本|ほん}の バーコードを あててください", "Scan the barcode of a book",
            "请扫描图书的条形码", "책의 바코드를 대 주세요", "Escaneie o código de um livro", "Quét mã vạch của sách"),
    };

    // S24, S25, S86: the gate
    public static readonly Phrase ComeIn = new("どうぞ\nお入りください", "どうぞ\nおはいりください", "Please\ncome in", "请进", "어서 오세요", "Pode\nentrar", "Mời vào");
    public static readonly Phrase NotAdmitted = new("このカードでは\n入れません", "このカードでは\nはいれません", "No entry\nwith this card", "此卡不能进入", "이 카드로는\n들어갈 수 없습니다", "Entrada não\nautorizada", "Thẻ này\nkhông vào được");
    public static readonly Phrase DoorOpen = new("ドアを\nしめてください", "ドアを\nしめてください", "Please close\nthe door", "请关门", "문을\n닫아 주세요", "Feche a porta,\npor favor", "Vui lòng\nđóng cửa");

    // S85: a person
    public static readonly Phrase CallStaff = new("よぶ", "よぶ", "Call staff", "呼叫", "호출", "Chamar", "Gọi");
    public static readonly Phrase Calling = new("よんでいます", "よんでいます", "Calling staff", "正在呼叫", "호출하고 있습니다", "Chamando", "Đang gọi");
    public static readonly Phrase StaffCalled = new("スタッフを\nよびました", "スタッフを\nよびました", "Staff are\non their way", "已呼叫\n工作人员", "직원을\n호출했습니다", "Atendente\na caminho", "Đã gọi\nnhân viên");
}
