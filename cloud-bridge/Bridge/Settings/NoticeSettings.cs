namespace Bridge.Settings;

/// <summary>When patrons who want mail are written to.</summary>
sealed class NoticeSettings
{
    /// <summary>Days before the due date; 0 writes nothing.</summary>
    [Within(0, 30, ErrorMessage = "Bridge:Notices:DueSoonDays must be 0 to 30; 2 is usual, 0 sends none")]
    public int DueSoonDays { get; init; } = 2;

    /// <summary>Days after the due date; 0 writes nothing.</summary>
    [Within(0, 365, ErrorMessage = "Bridge:Notices:OverdueDays must be 0 to 365; 7 is usual, 0 sends none")]
    public int OverdueDays { get; init; } = 7;

    /// <summary>Days before a hold's last day; 0 writes nothing.</summary>
    [Within(0, 30, ErrorMessage = "Bridge:Notices:ExpiringDays must be 0 to 30; 1 is usual, 0 sends none")]
    public int ExpiringDays { get; init; } = 1;
}
