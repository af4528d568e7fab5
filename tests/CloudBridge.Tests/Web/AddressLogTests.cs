using CloudBridge.Tests.Patrons;

namespace CloudBridge.Tests.Web;

public sealed class AddressLogTests
{
    [Fact]
    public async Task What_somebody_looks_for_and_the_code_that_signs_them_in_are_in_no_log_whatever_its_level()
    {
        await using var web = await PatronWeb.StartAsync();
        var bridge = web.Bridge;
        var visitor = web.Visitor();

        await visitor.GetAsync("/search?q=%E3%81%93%E3%81%93%E3%82%8D");
        Assert.Contains("こころ", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/signin/callback?code=a-code-of-once&state=a-state");

        Assert.NotEmpty(bridge.Log.Lines);
        Assert.DoesNotContain(bridge.Log.Lines, line => line.Contains("こころ", StringComparison.Ordinal) || line.Contains("%E3%81%93", StringComparison.OrdinalIgnoreCase) || line.Contains("a-code-of-once", StringComparison.Ordinal));
    }
}
