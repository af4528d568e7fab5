using Firmware.Dialogue;
using Firmware.Network;

namespace Firmware.Screens;

/// <summary>What the panel says to whoever sets the appliance up.</summary>
internal static class SetupTexts
{
    // S101
    public static readonly Phrase SetUp = new("せってい", "せってい", "Set up", "设置", "설정", "Configuração", "Thiết lập");
    public static readonly Phrase Connect = new("図書館に つなぐ", "{図書館|としょかん}に つなぐ", "Connect", "连接图书馆", "도서관에 연결", "Conectar", "Kết nối thư viện");
    public static readonly Phrase Network = new("ネットワーク", "ネットワーク", "Network", "网络", "네트워크", "Rede", "Mạng");
    public static readonly Phrase ThisAppliance = new("この きかい", "この きかい", "This appliance", "本机", "이 기기", "Este aparelho", "Máy này");
    public static readonly Phrase WhatItIs = new("やくわり", "やくわり", "Station", "用途", "용도", "Função", "Công dụng");
    public static readonly Phrase Erase = new("ぜんぶ けす", "ぜんぶ けす", "Erase", "清除", "초기화", "Apagar", "Xóa hết");
    public static readonly Phrase ToWork = new("もどる", "もどる", "Back to work", "返回工作", "업무로 돌아가기", "Voltar", "Trở lại");

    // S112
    public static readonly Phrase WhichServer = new("どこに つなぎますか", "どこに つなぎますか", "Which server?", "连接到哪里？", "어디에 연결할까요?", "Qual servidor?", "Máy chủ nào?");
    public static readonly Phrase Another = new("ほかの アドレス", "ほか", "Another", "其他地址", "다른 주소", "Outro", "Khác");

    // S102
    public static readonly Phrase BridgeAddress = new("つなぐ先の アドレス", "つなぐ{先|さき}の アドレス", "Server address", "服务器地址", "서버 주소", "Endereço", "Địa chỉ máy chủ");
    public static readonly Phrase TypeOrScan = new("おすか、コードを スキャン", "おすか、コードを スキャン", "Type it, or scan its code", "请输入或扫描二维码", "입력하거나 코드 스캔", "Digite ou escaneie", "Nhập hoặc quét mã");
    public static readonly Phrase Dot = new("「.」", "「.」", "dot", "点", "점", "ponto", "chấm");
    public static readonly Phrase HeldClears = new("ながく おすと けします", "ながく おすと けします", "Hold * to clear", "长按 * 清除", "* 길게 눌러 지우기", "Segure * para apagar", "Giữ * để xóa");
    public static readonly Phrase NoAddress = new("アドレスでは ありません", "アドレスでは ありません", "That is no address", "地址不正确", "주소가 아닙니다", "Endereço inválido", "Địa chỉ không đúng");

    // S103, S104
    public static readonly Phrase Contacting = new("つないでいます", "つないでいます", "Connecting", "正在连接", "연결하고 있습니다", "Conectando", "Đang kết nối");
    public static readonly Phrase TypeOnConsole = new("管理画面に入力", "{管理|かんり}{画面|がめん}に{入力|にゅうりょく}", "Type on console", "在管理页面输入", "관리 화면에 입력", "Digite no console", "Nhập trên máy chủ");
    public static readonly Phrase Code = new("コード", "コード", "Code", "代码", "코드", "Código", "Mã");
    public static readonly Phrase SameDigits = new("おなじ数字か かくにん", "おなじ{数字|すうじ}か かくにん", "Same digits there?", "数字是否相同？", "숫자가 같습니까?", "Mesmos números?", "Cùng số không?");

    // S105, S106
    public static readonly Phrase NotConnected = new("つながりません", "つながりません", "Not connected", "未能连接", "연결되지 않았습니다", "Não conectado", "Chưa kết nối");
    public static readonly Phrase Again = new("もういちど", "もういちど", "Again", "重试", "다시", "De novo", "Thử lại");
    public static readonly Phrase Paired = new("つながりました", "つながりました", "Connected", "已连接", "연결되었습니다", "Conectado", "Đã kết nối");
    public static readonly Phrase Start = new("はじめる", "はじめる", "Start", "开始", "시작", "Começar", "Bắt đầu");

    public static Phrase Of(PairingFailure why) => why switch
    {
        PairingFailure.Unreachable => new("へんじが ありません", "へんじが ありません", "Nobody answers there", "该地址没有应答", "응답이 없습니다", "Ninguém responde lá", "Không ai trả lời"),
        PairingFailure.NoBridge => new("図書館の サーバーでは ありません", "{図書館|としょかん}の サーバーでは ありません", "Not the library's server", "不是图书馆服务器", "도서관 서버가 아닙니다", "Não é o servidor certo", "Không phải máy chủ thư viện"),
        PairingFailure.Busy => new("1分 まってください", "1{分|ぷん} まってください", "Wait a minute, please", "请等一分钟", "1분 기다려 주세요", "Espere um minuto", "Xin đợi một phút"),
        PairingFailure.Refused => new("ことわられました", "ことわられました", "Staff refused it", "被工作人员拒绝", "직원이 거절했습니다", "A equipe recusou", "Nhân viên từ chối"),
        PairingFailure.TooLate => new("コードが きれました", "コードが きれました", "The code has expired", "代码已过期", "코드가 만료되었습니다", "O código expirou", "Mã đã hết hạn"),
        PairingFailure.NotKept => new("この きかいに 書けません", "この きかいに {書|か}けません", "It could not be saved", "无法保存", "저장하지 못했습니다", "Não foi possível salvar", "Không lưu được"),
    };

    public static Phrase Of(Station station) => station switch
    {
        Station.Counter => new("カウンター", "カウンター", "Counter", "服务台", "카운터", "Balcão", "Quầy"),
        Station.HoldShelf => new("予約の たな", "{予約|よやく}の たな", "Hold shelf", "预约书架", "예약 서가", "Estante de reservas", "Kệ đặt trước"),
        Station.Gate => new("ゲート", "ゲート", "Gate", "闸机", "게이트", "Entrada", "Cổng"),
    };

    // S115
    public static Phrase Of(StationFailure why) => why switch
    {
        StationFailure.NotHere => new("ゲートには なれません", "ゲートには なれません", "This machine has no gate", "本机不能用作闸机", "게이트가 될 수 없습니다", "Este aparelho não tem entrada", "Máy này không làm cổng được"),
        StationFailure.BySettings => new("設定ファイルで きまっています", "{設定|せってい}ファイルで きまっています", "Its settings file says it", "由设置文件决定", "설정 파일에서 정합니다", "O arquivo de ajustes decide", "Do tệp cài đặt quy định"),
        StationFailure.Unreachable => Of(PairingFailure.Unreachable),
        StationFailure.NotKept => Of(PairingFailure.NotKept),
    };

    // S107
    public static readonly Phrase NoNetwork = new("ケーブルが ありません", "ケーブルが ありません", "No cable, no Wi-Fi", "没有网线或 Wi-Fi", "케이블·Wi-Fi 없음", "Sem cabo nem Wi-Fi", "Không cáp, không Wi-Fi");
    public static Phrase Of(LinkState? state) => state switch
    {
        LinkState.Connecting => new("つないでいます", "つないでいます", "connecting", "正在连接", "연결 중", "conectando", "đang kết nối"),
        LinkState.Disconnected => new("つながっていません", "つながっていません", "not connected", "未连接", "연결 안 됨", "sem conexão", "chưa kết nối"),
        LinkState.Unavailable or LinkState.Connected or null => NoAddressYet,
    };

    public static Phrase Of(WifiMeans wifi) => wifi switch
    {
        WifiMeans.Ready => new("Wi-Fi：QRコードを スキャン", "Wi-Fi：QRコードを スキャン", "Wi-Fi: scan its QR code", "Wi-Fi：请扫描二维码", "Wi-Fi: QR 코드를 스캔", "Wi-Fi: escaneie o QR code", "Wi-Fi: quét mã QR"),
        WifiMeans.NoDevice => new("Wi-Fiの きかいが ありません", "Wi-Fiの きかいが ありません", "This machine has no Wi-Fi", "本机没有 Wi-Fi", "이 기기에는 Wi-Fi가 없습니다", "Este aparelho não tem Wi-Fi", "Máy này không có Wi-Fi"),
        WifiMeans.NoManager => new("Wi-Fi：NetworkManager なし", "Wi-Fi：NetworkManager なし", "Wi-Fi: no NetworkManager", "Wi-Fi：没有 NetworkManager", "Wi-Fi: NetworkManager 없음", "Wi-Fi: sem NetworkManager", "Wi-Fi: không có NetworkManager"),
    };

    // S114
    public static Phrase Of(WifiFailure why) => why switch
    {
        WifiFailure.NoCode => new("Wi-Fiの コードでは ありません", "Wi-Fiの コードでは ありません", "That is no Wi-Fi code", "不是 Wi-Fi 二维码", "Wi-Fi 코드가 아닙니다", "Não é um código de Wi-Fi", "Không phải mã Wi-Fi"),
        WifiFailure.UnknownSecurity => new("WPAで まもられていません", "WPAで まもられていません", "It is not secured by WPA", "该网络不是 WPA 加密", "WPA 보안이 아닙니다", "A rede não usa WPA", "Mạng không dùng WPA"),
        WifiFailure.BadPassword => new("パスワードは 8〜63文字です", "パスワードは 8〜63{文字|もじ}です", "Passwords have 8 to 63 letters", "密码应为8至63个字符", "비밀번호는 8~63자입니다", "A senha tem de 8 a 63 letras", "Mật khẩu dài 8 đến 63 ký tự"),
        WifiFailure.NoManager => Of(WifiMeans.NoManager),
        WifiFailure.NotAllowed => new("この きかいは 変えられません", "この きかいは {変|か}えられません", "The system does not allow it", "系统不允许更改", "시스템이 허용하지 않습니다", "O sistema não permite", "Hệ thống không cho phép"),
        WifiFailure.NoDevice => Of(WifiMeans.NoDevice),
        WifiFailure.NotFound => new("近くに みつかりません", "{近|ちか}くに みつかりません", "It is not found near here", "附近没有该网络", "근처에 없습니다", "Não encontrada por perto", "Không thấy ở gần đây"),
        WifiFailure.NotLetIn => new("パスワードが ちがいます", "パスワードが ちがいます", "The password is not right", "密码不正确", "비밀번호가 맞지 않습니다", "A senha não está certa", "Mật khẩu không đúng"),
        WifiFailure.NoAddress => new("アドレスを もらえません", "アドレスを もらえません", "It gives no address", "未获得地址", "주소를 받지 못했습니다", "A rede não deu endereço", "Mạng không cấp địa chỉ"),
        WifiFailure.Other => new("もういちど スキャンしてください", "もういちど スキャンしてください", "Please scan it again", "请再扫描一次", "다시 스캔해 주세요", "Escaneie de novo", "Xin quét lại"),
    };

    public static readonly Phrase NoAddressYet = new("アドレス なし", "アドレス なし", "no address", "无地址", "주소 없음", "sem endereço", "chưa có địa chỉ");

    // S108
    public static readonly Phrase Model = new("型名", "{型名|かためい}", "Model", "型号", "모델", "Modelo", "Mẫu");
    public static readonly Phrase Version = new("バージョン", "バージョン", "Version", "版本", "버전", "Versão", "Phiên bản");
    public static readonly Phrase Supported = new("サポート", "サポート", "Support", "支持期", "지원", "Suporte", "Hỗ trợ");
    public static readonly Phrase NotFixed = new("まだ きまっていません", "まだ きまっていません", "not fixed yet", "尚未确定", "아직 미정", "a definir", "chưa xác định");
    public static readonly Phrase Disposal = new("すてる前に", "すてる{前|まえ}に", "Disposal", "报废", "폐기", "Descarte", "Thải bỏ");
    public static readonly Phrase EraseFirst = new("ぜんぶ けす", "ぜんぶ けす", "erase it first", "先清除", "먼저 초기화", "apague antes", "xóa trước");

    // S111
    public static readonly Phrase SelfTest = new("てんけん", "てんけん", "Self-test", "自检", "자가 진단", "Autoteste", "Tự kiểm tra");

    // S109, S110
    public static readonly Phrase EraseEverything = new("ぜんぶ けしますか", "ぜんぶ けしますか", "Erase everything?", "全部清除？", "모두 지울까요?", "Apagar tudo?", "Xóa tất cả?");
    public static readonly Phrase WhatGoes = new("送っていない きろくも きえます", "おくっていない きろくも きえます", "Unsent entries are lost, too", "未发送的记录也会丢失", "보내지 않은 기록도 지워집니다", "O que não foi enviado se perde", "Mất cả dữ liệu chưa gửi");
    public static readonly Phrase HoldToErase = new("3びょう おす", "3びょう おす", "Hold 3 s", "按3秒", "3초 누름", "Segure 3 s", "Giữ 3 giây");
    public static readonly Phrase Erasing = new("けしています", "けしています", "Erasing", "正在清除", "지우는 중입니다", "Apagando", "Đang xóa");
}
