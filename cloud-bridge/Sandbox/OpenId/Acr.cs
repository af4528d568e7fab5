namespace Sandbox.OpenId;

/// <summary>Assurance level and revocation method, as the national service takes them in <c>acr_values</c>: <c>aal3 crl</c>.</summary>
static class Acr
{
    const string Level = "aal3";

    /// <summary>What the sandbox can promise; its card and PIN are the third level.</summary>
    public static IReadOnlyList<string> Values { get; } = [Level, "crl", "ocsp"];

    /// <summary>The known words that were asked for, in their order, with the level among them.</summary>
    public static string Answer(string? requested)
    {
        var known = (requested ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(Values.Contains).Distinct().ToList();
        return string.Join(' ', known.Contains(Level) ? known : [Level, .. known]);
    }
}
