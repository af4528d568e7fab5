using System.Net;
using System.Text.Encodings.Web;
using Microsoft.Extensions.FileProviders;

namespace Bench;

/// <summary>The bench over HTTP, on loopback only: its page, and the surface that page, tests and visitors' scripts all use.</summary>
public static class BenchServer
{
    /// <param name="world">What is served; the caller starts and ends it.</param>
    /// <param name="port">0 for any free one.</param>
    public static WebApplication Build(BenchWorld world, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "Bench" });   // no settings file, no environment: nothing to configure
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        builder.Services.AddRouting();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);   // a port that is taken is told by the exception, and the next one is tried

        var app = builder.Build();
        app.Use(RefuseStrangersAsync);
        app.UseFileServer(new FileServerOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot")),
            StaticFileOptions = { OnPrepareResponse = served => served.Context.Response.Headers.CacheControl = "no-cache" },
        });
        app.UseRouting();
        var link = new LinkSwitch(world);
        app.MapSurface(world, link);
        app.MapStreams(world, link);
        return app;
    }

    /// <summary>Another site in the visitor's browser must not press keys here: neither by a form (Origin), nor under a name that points to this machine (Host).</summary>
    static Task RefuseStrangersAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        var isLocal = request.Host.Host is "localhost" or "127.0.0.1" or "[::1]";
        var isOwn = request.Headers.Origin is not [{ } origin] || origin == $"{request.Scheme}://{request.Host}";
        return isLocal && isOwn ? next(context) : Refusal.Because(StatusCodes.Status403Forbidden, "the bench serves its own page on this machine only").ExecuteAsync(context);
    }
}
