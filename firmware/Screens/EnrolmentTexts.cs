using Contract;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What the panel says while somebody registers, has a card linked, or takes it off again.</summary>
internal static class EnrolmentTexts
{
    // Keys
    public static readonly Phrase Yes = new("はい", "はい", "Yes", "是", "예", "Sim", "Có");
    public static readonly Phrase No = new("いいえ", "いいえ", "No", "否", "아니요", "Não", "Không");
    public static readonly Phrase Next = new("つぎへ", "つぎへ", "Next", "下一步", "다음", "Avançar", "Tiếp");
    public static readonly Phrase Cancel = new("やめる", "やめる", "Cancel", "取消", "취소", "Cancelar", "Hủy");
    public static readonly Phrase Delete = new("けす", "けす", "Clear", "删除", "지우기", "Apagar", "Xóa");
    public static readonly Phrase Confirm = new("きめる", "きめる", "Enter", "确定", "확인", "Confirmar", "Xác nhận");
    public static readonly Phrase Skip = new("とばす", "とばす", "Skip", "跳过", "건너뛰기", "Pular", "Bỏ qua");
    public static readonly Phrase More = new("くわしく", "くわしく", "More", "详情", "자세히", "Detalhes", "Chi tiết");
    public static readonly Phrase Later = new("あとで する", "あとで する", "Later", "稍后再做", "나중에", "Depois", "Để sau");
    public static readonly Phrase Same = new("おなじ", "おなじ", "Same", "相同", "같음", "Igual", "Giống");
    public static readonly Phrase Different = new("ちがう", "ちがう", "Different", "不同", "다름", "Diferente", "Khác");
    public static readonly Phrase UseLastTry = new("つかう", "つかう", "Use it", "使用", "사용", "Usar", "Dùng");

    // Said on several screens
    public static readonly Phrase NothingRegistered = new("とうろく していません", "とうろく していません", "Nothing was registered",
        "没有登记", "등록되지 않았습니다", "Nada foi cadastrado", "Chưa đăng ký gì");
    public static readonly Phrase StillThere = new("まだ つづけますか", "まだ つづけますか", "Still there?",
        "还要继续吗？", "계속하시겠습니까?", "Deseja continuar?", "Bạn tiếp tục chứ?");
    public static readonly Phrase LeaveCard = new("カードは そのまま", "カードは そのまま", "Leave your card there",
        "请不要移动卡片", "카드를 그대로 두세요", "Não retire o cartão", "Giữ nguyên thẻ");

    // S01, S05: the number of a library card
    public static readonly Phrase TypeNumber = new("番号", "{番号|ばんごう}", "Number", "卡号", "번호", "Nº", "Số thẻ");
    public static readonly Phrase LibraryCard = new("図書館カード", "{図書館|としょかん}カード", "Library card",
        "借书证", "도서관 카드", "Cartão da biblioteca", "Thẻ thư viện");
    public static readonly Phrase NumberPlease = new("番号を おしてください", "{番号|ばんごう}を おしてください", "Type its number",
        "请输入卡号", "번호를 눌러 주세요", "Digite o número", "Nhập số thẻ");

    // S10: new here?
    public static readonly Phrase NewCard = new("はじめての カードです", "はじめての カードです", "New card", "新卡片", "처음 쓰는 카드입니다", "Cartão novo", "Thẻ mới");
    public static readonly Phrase IAmNew = new("とうろくする", "とうろくする", "I am new here", "新办登记", "새로 등록하기", "Quero me cadastrar", "Đăng ký mới");
    public static readonly Phrase IHaveACard = new("図書館カードが ある", "{図書館|としょかん}カードが ある", "I have a library card",
        "已有借书证", "도서관 카드가 있음", "Já tenho cartão", "Đã có thẻ thư viện");

    // S11: consent
    public static Phrase Of(Purpose purpose) => purpose switch
    {
        Purpose.Register => new("とうろく", "とうろく", "Register", "登记", "등록", "Cadastro", "Đăng ký"),
        Purpose.Link => new("カードを つなぐ", "カードを つなぐ", "Link your card", "关联卡片", "카드 연결", "Vincular o cartão", "Liên kết thẻ"),
        Purpose.Renew(EnrolmentCause.EarlierMethod) => new("いちど かくにんします", "いちど かくにんします", "Once only",
            "仅需确认一次", "한 번만 확인합니다", "Só desta vez", "Chỉ một lần"),
        Purpose.Renew(EnrolmentCause.OtherChip) => new("新しい カードですね", "{新|あたら}しい カードですね", "New card", "新卡片", "처음 쓰는 카드입니다", "Cartão novo", "Thẻ mới"),
        _ => new("はじめての 図書館です", "はじめての {図書館|としょかん}です", "First time", "首次在本馆使用", "처음 오신 도서관", "Primeira vez aqui", "Lần đầu ở đây"),
    };

    public static readonly Phrase WeRead = new("カードから よむもの", "カードから よむもの", "We read from it",
        "将从卡中读取", "카드에서 읽는 정보", "Lemos do cartão", "Đọc từ thẻ");
    public static readonly Phrase FourInformation = new("名前・住所・生まれた日・性別", "{名前|なまえ}・{住所|じゅうしょ}・{生|う}まれた{日|ひ}・{性別|せいべつ}", "Name, address, birth date, sex",
        "姓名、住址、出生日期、性别", "이름·주소·생년월일·성별", "Nome, endereço, nasc. e sexo", "Họ tên, địa chỉ, ngày sinh, giới tính");
    public static readonly Phrase NeverTheNumber = new("マイナンバー(12けた)は よみません", "マイナンバー(12けた)は よみません", "Never the 12-digit number",
        "不读取个人编号(12位数字)", "마이넘버(12자리)는 읽지 않습니다", "Nunca o número de 12 dígitos", "Không đọc số My Number 12 chữ số");
    public static readonly Phrase WhoKeeps = new("よんだ あとは", "よんだ あとは", "What becomes of it", "读取之后", "읽은 뒤에는", "E depois?", "Sau khi đọc");
    public static readonly Phrase LibraryKeeps = new("図書館が もちます", "{図書館|としょかん}が もちます", "The library keeps it",
        "由图书馆保管", "도서관이 보관합니다", "A biblioteca guarda os dados", "Thư viện lưu giữ");
    public static readonly Phrase ServiceConfirms = new("国の しくみで カードを たしかめます", "{国|くに}の しくみで カードを たしかめます", "A national service checks it",
        "通过国家系统确认卡片", "국가 시스템으로 카드를 확인합니다", "Um sistema do governo confere o cartão", "Hệ thống quốc gia kiểm tra thẻ");
    public static readonly Phrase DeletedAfterwards = new("利用を やめたら けします", "つかうのを やめたら けします", "Deleted when you leave",
        "停止使用后删除", "이용을 그만두면 지웁니다", "Apagamos se você sair", "Xóa khi bạn ngừng sử dụng");

    // S12, S13: the two numbers
    public static readonly Phrase FourDigits = new("暗証番号 4けた", "{暗証番号|あんしょうばんごう} 4けた", "PIN, 4 digits",
        "4位密码", "비밀번호 4자리", "Senha de 4 dígitos", "Mã PIN 4 số");
    public static readonly Phrase AuthenticationPin = new("利用者証明用", "{利用者証明用|りようしゃしょうめいよう}", "Authentication PIN",
        "用户证明用密码", "이용자 증명용", "Autenticação", "PIN xác thực");
    public static readonly Phrase TextPin = new("券面事項入力補助用", "{券面事項入力補助用|けんめんじこうにゅうりょくほじょよう}", "Card text PIN",
        "券面事项输入辅助用", "권면사항 입력보조용", "Dados do cartão", "PIN thông tin thẻ");
    public static readonly Phrase CheckingPin = new("たしかめています", "たしかめています", "Checking", "正在确认", "확인하고 있습니다", "Verificando", "Đang kiểm tra");
    public static readonly Phrase IsItTheSame = new("おなじ 番号ですか", "おなじ {番号|ばんごう}ですか", "Is it the same?",
        "密码相同吗？", "같은 번호입니까?", "É a mesma senha?", "Có giống nhau không?");
    public static readonly Phrase OtherPin = new("もうひとつの 番号", "もうひとつの {番号|ばんごう}", "The other PIN",
        "另一个密码", "또 하나의 비밀번호", "A outra senha", "Mã PIN còn lại");
    public static readonly Phrase HoldForLastTry = new("さいごの 1回。# を 3びょう おす", "さいごの 1{回|かい}。# を 3びょう おす", "Last try: hold # for 3 seconds",
        "最后一次。请按住 # 3秒", "마지막 1회. #를 3초 누르세요", "Última vez: segure # por 3 s", "Lần cuối: giữ # trong 3 giây");
    public static readonly Phrase MistakeLocks = new("まちがえると ロックされます", "まちがえると ロックされます", "A mistake locks your card",
        "输错将被锁定", "틀리면 잠깁니다", "Um erro bloqueia o cartão", "Nhập sai thẻ sẽ bị khóa");
    public static Phrase TriesLeft(int n) => new($"{n}回 まちがえると つかえません", $"{n}{{回|かい}} まちがえると つかえません", $"{n} wrong tries lock it",
        $"输错{n}次将被锁定", $"{n}번 틀리면 잠깁니다", $"{n} erros bloqueiam o cartão", $"Sai {n} lần thẻ sẽ bị khóa");
    public static Phrase Wrong(int n) => new($"ちがいます。あと {n}回", $"ちがいます。あと {n}{{回|かい}}", $"Wrong. {n} tries left",
        $"密码错误。还剩{n}次", $"틀렸습니다. {n}번 남음", $"Senha errada. Restam {n}", $"Sai mã PIN. Còn {n} lần");

    // S14: at work
    public static readonly Phrase Registering = new("とうろく\nしています", "とうろく\nしています", "Registering", "正在登记", "등록 중입니다", "Cadastrando", "Đang đăng ký");

    // S15, S16: is it you, and your telephone?
    public static readonly Phrase IsThisYou = new("これで よいですか", "これで よいですか", "Is this you?", "信息正确吗？", "이대로 맞습니까?", "É você?", "Đúng là bạn chứ?");
    public static readonly Phrase Name = new("名前", "{名前|なまえ}", "Name", "姓名", "이름", "Nome", "Họ tên");
    public static readonly Phrase Born = new("生まれ", "{生|う}まれ", "Born", "出生", "출생", "Nasc.", "Năm sinh");
    public static readonly Phrase Address = new("住所", "{住所|じゅうしょ}", "Address", "住址", "주소", "Endereço", "Địa chỉ");
    public static readonly Phrase Phone = new("電話番号", "{電話番号|でんわばんごう}", "Phone", "电话号码", "전화번호", "Telefone", "Điện thoại");
    public static readonly Phrase PhonePlease = new("すうじを おしてください", "すうじを おしてください", "Type your number",
        "请输入号码", "번호를 눌러 주세요", "Digite o número", "Nhập số của bạn");
    public static readonly Phrase Optional = new("なくても いいです", "なくても いいです", "You may leave it out",
        "可以不填", "입력하지 않아도 됩니다", "É opcional", "Không bắt buộc");
    public static readonly Phrase NoPhone = new("0から はじまる 10けたか 11けたです", "0から はじまる 10けたか 11けたです", "10 or 11 digits, the first is 0",
        "应为以0开头的10或11位", "0으로 시작하는 10~11자리입니다", "10 ou 11 dígitos, o 1º é 0", "10 hoặc 11 số, bắt đầu bằng 0");

    // S17: the rest on the phone
    public static readonly Phrase OnYourPhone = new("スマホで つづける", "スマホで つづける", "On your phone",
        "用手机继续", "휴대폰으로 계속", "Continue no celular", "Tiếp trên điện thoại");
    public static readonly Phrase Code = new("番号", "{番号|ばんごう}", "Code", "号码", "번호", "Código", "Mã số");
    public static readonly Phrase FiveMinutes = new("5分 つかえます", "5{分|ふん} つかえます", "5 minutes", "5分钟内有效", "5분간 유효", "Vale 5 min", "Trong 5 phút");

    // S18: done
    public static (Phrase Main, Phrase Detail) Of(AdmissionKind kind) => kind switch
    {
        AdmissionKind.Registered => (new("とうろく できました", "とうろく できました", "Registered",
            "登记完成", "등록되었습니다", "Cadastro feito", "Đã đăng ký xong"), new("今日から つかえます", "{今日|きょう}から つかえます", "You can borrow now",
            "今天起即可使用", "오늘부터 이용할 수 있습니다", "Já pode usar hoje", "Có thể dùng từ hôm nay")),
        AdmissionKind.Linked => (new("つなぎました", "つなぎました", "Card linked",
            "已关联", "연결되었습니다", "Cartão vinculado", "Đã liên kết thẻ"), new("これからは このカードで かりられます", "これからは このカードで かりられます", "From now on you borrow with this card",
            "今后可用此卡借书", "이제 이 카드로 대출할 수 있습니다", "Agora pode usar este cartão", "Từ nay mượn sách bằng thẻ này")),
        AdmissionKind.AwaitsStaff => (new("うけつけました", "うけつけました", "Received",
            "已受理", "접수되었습니다", "Pedido recebido", "Đã tiếp nhận"), new("図書館から れんらくします", "{図書館|としょかん}から れんらくします", "The library will contact you",
            "图书馆会与您联系", "도서관에서 연락드리겠습니다", "A biblioteca entrará em contato", "Thư viện sẽ liên hệ với bạn")),
    };

    public static readonly Phrase RestLater = new("のこりは あとで できます", "のこりは あとで できます", "The rest can be done later",
        "其余可以稍后再填", "나머지는 나중에 할 수 있습니다", "O restante pode ficar para depois", "Phần còn lại có thể làm sau");

    // S19: the library card
    public static readonly Phrase ScanLibraryCard = new("図書館カードを\nスキャン", "{図書館|としょかん}カードを\nスキャン", "Scan your\nlibrary card",
        "请扫描\n借书证", "도서관 카드를\n스캔하세요", "Escaneie o cartão\nda biblioteca", "Quét\nthẻ thư viện");
    public static readonly Phrase LibraryCardUnknown = new("そのカードは とうろくが ありません", "そのカードは とうろくが ありません", "That card is not registered",
        "该卡未登记", "등록되지 않은 카드입니다", "Esse cartão não está cadastrado", "Thẻ này chưa được đăng ký");
    public static readonly Phrase LastDigits = new("さいごの 4けた", "さいごの 4けた", "Last 4 digits", "最后4位", "마지막 4자리", "Últimos 4 dígitos", "4 số cuối");
    public static readonly Phrase IsThatRight = new("あっていますか", "あっていますか", "Is that right?", "正确吗？", "맞습니까?", "Está certo?", "Đúng không?");

    // S20, S22, S23, S99: the card itself
    public static readonly Phrase YourCard = new("じょうほう", "じょうほう", "Your card", "我的信息", "내 정보", "Meu cartão", "Thẻ của tôi");
    public static readonly Phrase TakeOff = new("はずす", "はずす", "Take it off", "解除关联", "연결 해제", "Desvincular", "Hủy liên kết");
    public static readonly Phrase TakeOffReally = new("このカードを\nはずしますか", "このカードを\nはずしますか", "Take this card\noff?",
        "要解除这张卡\n的关联吗？", "이 카드의 연결을\n해제할까요?", "Desvincular\neste cartão?", "Hủy liên kết\nthẻ này?");
    public static readonly Phrase AfterTakingOff = new("図書館カードは そのまま つかえます", "{図書館|としょかん}カードは そのまま つかえます", "Your library card still works",
        "借书证仍可使用", "도서관 카드는 계속 쓸 수 있습니다", "O cartão da biblioteca continua valendo", "Thẻ thư viện vẫn dùng được");
    public static readonly Phrase TakenOff = new("カードを\nはずしました", "カードを\nはずしました", "Your card was\ntaken off",
        "已解除关联", "연결을\n해제했습니다", "Cartão\ndesvinculado", "Đã hủy\nliên kết thẻ");

    public static Phrase Of(PatronCard card) => card switch
    {
        PatronCard.MyNumber => new("マイナンバーカード", "マイナンバーカード", "My Number card", "个人编号卡", "마이넘버카드", "Cartão My Number", "Thẻ My Number"),
        PatronCard.LibraryCard => LibraryCard,
        PatronCard.Felica or PatronCard.Mifare => new("ICカード", "ICカード", "IC card", "IC卡", "IC 카드", "Cartão IC", "Thẻ IC"),
        PatronCard.Phone => new("スマホの カード", "スマホの カード", "Card on a phone", "手机中的卡", "휴대폰의 카드", "Cartão no celular", "Thẻ trên điện thoại"),
    };

    /// <summary>S82: why nothing was registered, or what to do now.</summary>
    public static Phrase Of(EnrolmentProblem problem) => problem switch
    {
        EnrolmentProblem.TimedOut => new("時間が たちました", "{時間|じかん}が たちました", "The time was up",
            "操作超时", "시간이 초과되었습니다", "O tempo acabou", "Đã hết thời gian"),
        EnrolmentProblem.CardNotRead => new("カードを よめませんでした", "カードを よめませんでした", "Your card could not be read",
            "无法读取卡片", "카드를 읽지 못했습니다", "Não foi possível ler o cartão", "Không đọc được thẻ"),
        EnrolmentProblem.DetailsDenied => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter",
            "请到服务台咨询", "카운터에 문의해 주세요", "Pergunte no balcão", "Hãy hỏi ở quầy"),
        EnrolmentProblem.NotHere => new("ここでは いま できません", "ここでは いま できません", "Not possible here now",
            "现在无法在此办理", "지금 여기서는 할 수 없습니다", "Não é possível aqui agora", "Hiện không làm được ở đây"),
        EnrolmentProblem.NoConnection => new("つながっていません", "つながっていません", "No connection", "网络未连接", "연결되어 있지 않습니다", "Sem conexão", "Không có kết nối"),
        EnrolmentProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer",
            "图书馆没有应答", "도서관의 응답이 없습니다", "A biblioteca não respondeu", "Thư viện không trả lời"),
        EnrolmentProblem.CardExpired => new("電子証明書の きげんが きれています", "{電子証明書|でんししょうめいしょ}の きげんが きれています", "The card's certificate has expired",
            "电子证书已过期", "전자증명서 기한이 지났습니다", "O certificado do cartão venceu", "Chứng thư điện tử đã hết hạn"),
        EnrolmentProblem.CardRevoked => new("電子証明書が とめられています", "{電子証明書|でんししょうめいしょ}が とめられています", "The card's certificate was revoked",
            "电子证书已停用", "전자증명서가 정지되었습니다", "O certificado foi revogado", "Chứng thư điện tử đã bị thu hồi"),
        EnrolmentProblem.CardNotTrusted => new("カードを たしかめられません", "カードを たしかめられません", "Your card could not be confirmed",
            "无法确认卡片", "카드를 확인할 수 없습니다", "Cartão não confirmado", "Không xác nhận được thẻ"),
        EnrolmentProblem.ProofNotAccepted => new("もういちど はじめから どうぞ", "もういちど はじめから どうぞ", "Please start again",
            "请从头再来一次", "처음부터 다시 해 주세요", "Comece de novo, por favor", "Vui lòng làm lại từ đầu"),
        EnrolmentProblem.LibraryCardUnknown => new("図書館カードの とうろくが ありません", "{図書館|としょかん}カードの とうろくが ありません", "The library card is not registered",
            "借书证未登记", "등록되지 않은 도서관 카드입니다", "Cartão da biblioteca não cadastrado", "Thẻ thư viện chưa được đăng ký"),
        EnrolmentProblem.LinkedToAnother => new("ほかの人の とうろくに あります", "ほかの{人|ひと}の とうろくに あります", "The card is linked to someone else",
            "该卡已由他人登记", "다른 사람에게 등록된 카드입니다", "Cartão vinculado a outra pessoa", "Thẻ đã liên kết với người khác"),
        EnrolmentProblem.PatronNotAllowed => new("カウンターへ どうぞ", "カウンターへ どうぞ", "Please go to the counter",
            "请到服务台", "카운터로 와 주세요", "Dirija-se ao balcão", "Mời bạn đến quầy"),
        EnrolmentProblem.PlatformDown => new("いま カードを たしかめられません", "いま カードを たしかめられません", "Cards cannot be confirmed now",
            "现在无法确认卡片", "지금은 카드를 확인할 수 없습니다", "Não é possível conferir cartões agora", "Hiện không kiểm tra được thẻ"),
    };

    /// <summary>S83: what is the matter with the card, then where to go.</summary>
    public static (Phrase Problem, Phrase Advice) Of(CardBar bar, string? office)
    {
        var goToOffice = office is null
            ? new Phrase("市役所・区役所へ どうぞ", "{市役所|しやくしょ}・{区役所|くやくしょ}へ どうぞ", "Please go to your city office",
                "请前往市役所、区役所", "시청·구청으로 가 주세요", "Dirija-se à prefeitura", "Vui lòng đến tòa thị chính")
            : new Phrase($"{office}へ どうぞ", $"{office}へ どうぞ", "Please go to your city office",
                "请前往市役所、区役所", "시청·구청으로 가 주세요", "Dirija-se à prefeitura", "Vui lòng đến tòa thị chính");
        return bar switch
        {
            CardBar.AuthenticationPinLocked => (new("カードが ロック\nされています", "カードが ロック\nされています", "Your card\nis locked",
                "卡片已锁定", "카드가\n잠겨 있습니다", "Cartão\nbloqueado", "Thẻ đã\nbị khóa"), goToOffice),
            CardBar.TextPinLocked => (new("券面用の 番号が\nロックされています", "{券面|けんめん}の {番号|ばんごう}が\nロックされています", "Its text PIN\nis locked",
                "券面用密码\n已锁定", "권면용 비밀번호가\n잠겨 있습니다", "Senha dos dados\nbloqueada", "PIN thông tin thẻ\nđã bị khóa"), goToOffice),
            CardBar.LastTry => (OneTryLeft, NotTriedHere),
            CardBar.NoPin => (new("ここでは とうろく\nできない カードです", "ここでは とうろく\nできない カードです", "This card cannot\nbe used here",
                "这张卡不能\n在此登记", "여기서 등록할 수\n없는 카드입니다", "Este cartão não\nserve aqui", "Thẻ này không\nđăng ký ở đây được"), Texts.GoToCounter),
            CardBar.CertificateExpired => (new("電子証明書の\nきげんぎれです", "{電子証明書|でんししょうめいしょ}の\nきげんぎれです", "Its certificate\nhas expired",
                "电子证书\n已过期", "전자증명서\n기한 만료", "Certificado\nvencido", "Chứng thư\nđã hết hạn"), goToOffice),
            CardBar.CertificateRevoked => (new("電子証明書が\nとめられています", "{電子証明書|でんししょうめいしょ}が\nとめられています", "Its certificate\nwas revoked",
                "电子证书\n已停用", "전자증명서가\n정지되었습니다", "Certificado\nrevogado", "Chứng thư\nđã bị thu hồi"), goToOffice),
            CardBar.CertificateAbsent => (new("電子証明書が\nありません", "{電子証明書|でんししょうめいしょ}が\nありません", "It has no\ncertificate",
                "没有\n电子证书", "전자증명서가\n없습니다", "Cartão sem\ncertificado", "Thẻ không có\nchứng thư"), goToOffice),
            CardBar.Phone => (new("スマホでは\nとうろくできません", "スマホでは\nとうろくできません", "A phone does\nnot work here",
                "手机不能\n在此登记", "휴대폰으로는\n등록할 수 없습니다", "O celular não\nserve aqui", "Không đăng ký\nbằng điện thoại"), new("カードを つかってください", "カードを つかってください", "Please use your card",
                "请使用卡片", "카드를 사용해 주세요", "Use o cartão, por favor", "Vui lòng dùng thẻ")),
            CardBar.OldCard => (new("住基カードは\nつかえません", "{住基|じゅうき}カードは\nつかえません", "Old resident card:\nnot possible",
                "住基卡\n不能使用", "주기카드는\n쓸 수 없습니다", "Cartão Juki\nnão é aceito", "Không dùng được\nthẻ Juki cũ"), Texts.GoToCounter),
            CardBar.RecordsNotGenuine => (new("カードを\nたしかめられません", "カードを\nたしかめられません", "This card could\nnot be confirmed",
                "无法确认\n这张卡", "카드를 확인할 수\n없습니다", "Não foi possível\nconferir o cartão", "Không xác nhận\nđược thẻ"), Texts.GoToCounter),
        };
    }

    public static readonly Phrase OneTryLeft = new("あと 1回です", "あと 1{回|かい}です", "One try is left",
        "还剩1次", "1번 남았습니다", "Resta 1 tentativa", "Còn 1 lần thử");
    public static readonly Phrase NotTriedHere = new("ここでは ためしません", "ここでは ためしません", "We do not use it up here",
        "不在此处尝试", "여기서는 시도하지 않습니다", "Não a usamos aqui", "Không thử ở đây");
}
