using Contract;

namespace Firmware.Screens;

/// <summary>What the panel says to staff.</summary>
internal static class StaffTexts
{
    public static readonly Phrase Staff = new("スタッフ", "スタッフ", "Staff", "工作人员", "직원", "Equipe", "Nhân viên");

    // S72 to S76
    public static readonly Phrase Journal = new("きろく", "きろく", "Journal", "记录", "기록", "Registro", "Nhật ký");
    public static readonly Phrase Devices = new("きかい", "きかい", "Devices", "设备", "기기", "Dispositivos", "Thiết bị");
    public static readonly Phrase TestPattern = new("がめんの テスト", "がめんの テスト", "Test pattern", "屏幕测试", "화면 테스트", "Teste da tela", "Thử màn hình");
    public static readonly Phrase Refresh = new("もういちど", "もういちど", "Refresh", "刷新", "새로고침", "Atualizar", "Cập nhật");
    public static readonly Phrase Gathering = new("しらべています", "しらべています", "Gathering", "正在收集", "수집하고 있습니다", "Coletando", "Đang thu thập");

    public static readonly Phrase Unsent = new("まだ 送っていない", "まだ おくっていない", "Not yet sent", "尚未发送", "아직 전송 안 됨", "A enviar", "Chưa gửi");
    public static readonly Phrase Withdrawn = new("へんじ なし", "へんじ なし", "No answer", "无应答", "응답 없음", "Sem resposta", "Không trả lời");
    public static readonly Phrase MadeOffline = new("つながらない あいだ", "つながらない あいだ", "Made off-line", "离线办理", "오프라인 처리", "Sem conexão", "Khi mất kết nối");
    public static readonly Phrase Calls = new("よびだし", "よびだし", "Staff calls", "呼叫", "호출", "Chamadas", "Lượt gọi");
    public static readonly Phrase LastError = new("つうしん エラー", "つうしん エラー", "Link error", "通信错误", "통신 오류", "Erro de rede", "Lỗi kết nối");
    public static readonly Phrase NoFailures = new("こしょう なし", "こしょう なし", "No failures", "无故障", "고장 없음", "Sem falhas", "Không có lỗi");
    public static readonly Phrase Update = new("こうしん", "こうしん", "Update", "更新", "업데이트", "Atualização", "Cập nhật");
    public static readonly Phrase HereItIs = new("ここです", "ここです", "Here it is", "在这里", "여기입니다", "Aqui está", "Ở đây");
    public static readonly Phrase None = new("なし", "なし", "none", "无", "없음", "nenhum", "không");

    // S76
    public static readonly Phrase ItemUnknown = new("とうろくが ありません", "とうろくが ありません", "Unknown item", "未登记", "등록되지 않은 자료", "Item desconhecido", "Không có trong danh mục");

    public static Phrase Of(ItemState state) => state switch
    {
        ItemState.Available => new("たなに あります", "たなに あります", "On the shelf", "在架", "서가에 있음", "Na estante", "Trên kệ"),
        ItemState.OnLoan => new("かりだし中", "かりだし{中|ちゅう}", "On loan", "已借出", "대출 중", "Emprestado", "Đang cho mượn"),
        ItemState.OnHoldShelf => new("予約の たな", "{予約|よやく}の たな", "On the hold shelf", "在预约书架", "예약 서가", "Na estante de reservas", "Trên kệ đặt trước"),
        ItemState.InTransit => new("はこんでいる とちゅう", "はこんでいる とちゅう", "In transit", "运送中", "이동 중", "Em trânsito", "Đang chuyển"),
        ItemState.NotForLoan => new("かしださない本", "かしださない{本|ほん}", "Not for loan", "不外借", "대출 불가", "Não se empresta", "Không cho mượn"),
        ItemState.Missing => new("みつからない本", "みつからない{本|ほん}", "Missing", "遗失", "분실", "Extraviado", "Thất lạc"),
    };
}
