namespace Firmware;

/// <summary>What the label on the box says, too.</summary>
static class Appliance
{
    public const string Model = "Kazashi K1";
}
