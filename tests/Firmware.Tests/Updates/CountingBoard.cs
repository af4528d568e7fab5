using System.Globalization;

namespace Firmware.Tests.Updates;

/// <summary>A board whose loader counts starts: what <c>boot.cmd</c> and <c>grub.cfg</c> do, as a function (<see cref="GrubTests"/> and <see cref="UBootTests"/> hold it against the real ones).</summary>
abstract class CountingBoard(string script) : BootBoard(script)
{
    public override string WouldBoot()
    {
        var situation = Situation;
        var slot = Firmware(isOrderly: true);
        Situation = situation;
        return slot;
    }

    public override string Firmware(bool isOrderly)
    {
        while (true)
        {
            var variables = Variables;
            var order = variables["BOOT_ORDER"].Split(' ');
            foreach (var slot in order)
            {
                var left = int.Parse(variables[$"BOOT_{slot}_LEFT"], CultureInfo.InvariantCulture);
                if (left > 0)
                {
                    variables[$"BOOT_{slot}_LEFT"] = (left - 1).ToString(CultureInfo.InvariantCulture);
                    Variables = variables;
                    return slot;
                }
            }
            variables[$"BOOT_{order[0]}_LEFT"] = "1";
            variables[$"BOOT_{order[^1]}_LEFT"] = "3";
            Variables = variables;
        }
    }

    /// <summary>As the loader has them: a copy.</summary>
    public abstract Dictionary<string, string> Variables { get; set; }

    /// <summary>As the image brings it.</summary>
    protected static Dictionary<string, string> Fresh => new() { ["BOOT_ORDER"] = "A", ["BOOT_A_LEFT"] = "3", ["BOOT_B_LEFT"] = "0" };

    protected static Dictionary<string, string> Parse(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
}
