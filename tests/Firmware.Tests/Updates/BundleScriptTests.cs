using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary>What <c>deploy/bundle</c> says to a maintainer.</summary>
public sealed class BundleScriptTests
{
    const string Missing = "/nowhere/at-all", There = "/etc/passwd";

    [Theory, InlineData("--content"), InlineData("--program"), InlineData("--boot"), InlineData("--key"), InlineData("--cert"), InlineData("--keyring")]
    public void A_file_that_is_not_there_is_named(string option) => Assert.Equal($"bundle: there is no {Missing}\n", Bundle(option, Missing));

    [Fact]
    public void A_version_that_is_not_three_numbers_is_named() => Assert.Contains("version 1.4 must be three numbers", Bundle("--version", "1.4"), StringComparison.Ordinal);

    static string Bundle(string option, string value)
    {
        var given = new Dictionary<string, string> { ["--key"] = There, ["--cert"] = There, ["--keyring"] = There, ["--compatible"] = BundleKeys.Compatible, [option] = value };
        if (option != "--program")
        {
            given.TryAdd("--content", There);
        }
        return Said(Repository.File("deploy/bundle"), [.. given.SelectMany(pair => new[] { pair.Key, pair.Value })]);
    }
}
