namespace Bridge.Console.Audit;

/// <summary>Who of staff did what, to whom, when. Written once; the database refuses to change it. No name of a patron and no title in it.</summary>
sealed class AuditEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the account.</summary>
    public required string Staff { get; init; }

    public required AuditAct Act { get; init; }

    /// <summary>Number of the patron it is about.</summary>
    public string? Patron { get; init; }

    /// <summary>What else it is about: an account, an application, a task, a device, an item's barcode where no patron is named beside it.</summary>
    public string? Subject { get; init; }

    /// <summary>A word more.</summary>
    public string? Detail { get; init; }
}

enum AuditAct
{
    SignedIn,
    SignedOut,
    PasswordChanged,
    SecondFactorSet,
    RecoveryCodeUsed,
    RecoveryCodesMade,
    SignedOutEverywhere,
    AccountAdded,
    AccountRolesChanged,
    AccountDisabled,
    AccountEnabled,
    AccountReset,
    StaffCardAdded,
    StaffCardRemoved,
    PatronsSearched,
    PatronSeen,
    PatronAtCounterSeen,
    PatronRegistered,
    PatronChanged,
    PatronBlocked,
    PatronUnblocked,
    PatronExtended,
    PatronPasswordGiven,
    PatronCardRemoved,
    Lent,
    Renewed,
    TakenBack,
    HoldPlaced,
    HoldCancelled,
    HoldFetched,
    HoldShelved,
    HoldCleared,
    ItemStatusChanged,
    ApplicationSeen,
    ApplicationAccepted,
    ApplicationRefused,
    TaskSettled,
    CallAnswered,
    MailRetried,
    PatronsExported,
    ItemsExported,
    LoansExported,
    HoldsExported,
    ReportExported,
    AuditExported,
    AppliancePaired,
    ApplianceRefused,
    ApplianceUnpaired,
    ApplianceTakenOver,
    ApplianceChanged,
    ApplianceRestarted,
    ApplianceIdentified,
    AppliancePinned,
    BundleAdded,
    RolloutBegun,
    RolloutPaused,
    RolloutWentOn,
    RolloutStopped,
    RolloutEnded,
    UpdateOffered,
    UpdateWithdrawn,
}
