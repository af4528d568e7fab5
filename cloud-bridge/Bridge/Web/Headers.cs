namespace Bridge.Web;

/// <summary>What every answer tells the browser to refuse.</summary>
static class Headers
{
    // No script at all; forms go here only; nobody may frame a page.
    const string ContentSecurityPolicy = "default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>A form of this page ends there after redirects, which a browser holds against form-action, too.</summary>
    public static void LetFormsLeadTo(HttpContext http, Uri next) =>
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy.Replace("form-action 'self'", $"form-action 'self' {next.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal);

    const string OneYear = "max-age=31536000";

    public static Task AddAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";   // the address of a hand-over is a key
        headers.CacheControl = "no-store";
        if (http.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }
        return next(http);
    }
}
