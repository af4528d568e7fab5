namespace Bridge.Console.Audit;

/// <summary>Who did what nobody did who had signed in, as <see cref="AuditEntry.Staff"/> names them: in parentheses, to be told from accounts.</summary>
static class AuditActors
{
    /// <summary>By itself.</summary>
    public const string Bridge = "(bridge)";

    /// <summary>Whoever has the bridge's machine.</summary>
    public const string CommandLine = "(command line)";

    /// <summary>Somebody of staff at the appliance's own panel.</summary>
    public const string Panel = "(panel)";
}
