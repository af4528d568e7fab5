using System.Text.RegularExpressions;

namespace Firmware.Tests;

public sealed partial class SecurityPageTests
{
    [Fact]
    public void Every_test_that_SECURITY_md_names_is_there()
    {
        var tests = Directory.EnumerateFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).ToHashSet());
        var named = Named().Matches(File.ReadAllText(Repository.File("SECURITY.md"))).Select(match => (Class: match.Groups[1].Value, Name: match.Groups[2].Value)).ToList();

        Assert.All(named, test => Assert.True((test.Class.Length == 0 ? tests.SelectMany(classes => classes) : tests[test.Class]).Any(names => test.Name.Length == 0 || names.Contains(test.Name)), $"{test.Class}.{test.Name}"));
        Assert.True(named.Count > 50);
    }

    [GeneratedRegex(@"\b([A-Z][a-zA-Z0-9]*_\w+)\(")]
    private static partial Regex TestName();

    // A class, a test, or both with a dot, in backquotes.
    [GeneratedRegex(@"`(?=[A-Z])([A-Z][A-Za-z0-9]+Tests)?\.?([A-Z][A-Za-z0-9]*_\w+)?`")]
    private static partial Regex Named();
}
