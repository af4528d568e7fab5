namespace Firmware;

/// <summary>What the label on the box says, too.</summary>
static class Appliance
{
    public const string Model = "Kazashi K1";

    /// <summary>Security fixes are made at least until then; the README says so, too.</summary>
    public const string SupportedUntil = "2031-12";
}
