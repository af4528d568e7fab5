using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Web;

/// <summary>Reads what was posted; only from a page of this bridge, and never more than a form needs.</summary>
static class Forms
{
    /// <summary>Largest request, in bytes.</summary>
    public const int Largest = 64 * 1024;

    public static readonly FormOptions Limits = new() { ValueCountLimit = 100, KeyLengthLimit = 100, ValueLengthLimit = 10_000, MultipartBodyLengthLimit = Largest };

    const string Read = "form";

    /// <summary>The form that <see cref="GuardAsync"/> let through.</summary>
    public static PostedForm Of(HttpContext http) => (PostedForm)http.Items[Read]!;

    /// <summary>Before every handler of a POST.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            return await next(call);
        }
        try
        {
            if (!http.Request.HasFormContentType)
            {
                return Pages.NotAForm(http);
            }
            var form = await http.Request.ReadFormAsync(Limits, http.RequestAborted);
            if (form.Any(field => field.Value.Any(text => text!.Contains('\0', StringComparison.Ordinal))))
            {
                return Pages.NotAForm(http);   // nobody types that, and not every database keeps it
            }
            await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http);
            http.Items[Read] = new PostedForm(form);
        }
        catch (Exception e) when (e is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException or IOException)
        {
            return Pages.NotAForm(http);
        }
        return await next(call);
    }
}

/// <summary>Fields as they were typed: without blanks at the ends, never null.</summary>
sealed class PostedForm(IFormCollection form)
{
    public string this[string field] => form[field] is [{ } first, ..] ? first.Trim() : "";

    public string? OrNull(string field) => this[field] is { Length: > 0 } text ? text : null;

    /// <summary>As typed; the blanks of a password are its own.</summary>
    public string Password(string field) => form[field] is [{ } first, ..] ? first : "";

    public bool IsChecked(string field) => form.ContainsKey(field);
}
