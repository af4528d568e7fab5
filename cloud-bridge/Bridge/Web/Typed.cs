namespace Bridge.Web;

/// <summary>Text as people type it with a Japanese input method. Pure; names are never touched.</summary>
/// <remarks>The program runs without ICU, where <c>string.Normalize</c> changes nothing beyond ASCII.</remarks>
static class Typed
{
    /// <summary>Full-width forms of ASCII (U+FF01 to U+FF5E) and the ideographic space become ASCII; all else stays.</summary>
    public static string Narrow(string text) => string.Create(text.Length, text, static (narrow, wide) =>
    {
        for (var n = 0; n < wide.Length; n++)
        {
            narrow[n] = wide[n] switch
            {
                >= '\uFF01' and <= '\uFF5E' => (char)(wide[n] - 0xFEE0),
                '\u3000' => ' ',
                _ => wide[n],
            };
        }
    });

    /// <summary>Telephone number, postal code: also every sign that input methods offer for a hyphen becomes one.</summary>
    public static string Number(string text) => string.Concat(Narrow(text).Trim().Select(c => c is
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' or '\u30FC' or '\uFF70' or '\u2500' ? '-' : c)).TrimStart('\u3012').Trim();   // 〒

    public static string Mail(string text) => Narrow(text).Trim();
}
