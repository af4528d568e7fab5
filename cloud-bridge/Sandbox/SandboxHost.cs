using System.Net;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Contract;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sandbox.App;
using Sandbox.CardApi;
using Sandbox.Faults;
using Sandbox.Ocsp;
using Sandbox.OpenId;
using Sandbox.People;

namespace Sandbox;

/// <summary>The outside world in a box: identity platform with OpenID Connect and card API, and OCSP for the cards' test hierarchy.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    readonly WebApplication app;
    readonly SandboxSettings settings;
    readonly SandboxKeys keys;

    SandboxHost(WebApplication app, SandboxSettings settings, SandboxKeys keys) => (this.app, this.settings, this.keys) = (app, settings, keys);

    /// <summary>Base of OpenID Connect, as ID tokens name it; ends in a slash. Known once it runs.</summary>
    public Uri Issuer => settings.PublicAddress is { } address ? new(address) : Addresses.First(address => address.Scheme == Uri.UriSchemeHttp);

    /// <summary>Base of the card API. Known once it runs.</summary>
    public Uri CardApi => Addresses.First(address => address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Where OCSP is asked.</summary>
    public Uri Ocsp => new(Issuer, "ocsp");

    /// <summary>What is asked of the card API is sealed to this key.</summary>
    public SealPublicKey SealKey => keys.Seal.Public;

    /// <summary>Signs the card API's answers; base64 of the SubjectPublicKeyInfo.</summary>
    public string AnswerKey => Convert.ToBase64String(keys.Answer.ExportSubjectPublicKeyInfo());

    /// <summary>Vouches for the card API's certificate; PEM.</summary>
    public string Authority => keys.Authority.ExportCertificatePem();

    /// <summary>What goes wrong on request.</summary>
    public FaultDesk Faults => app.Services.GetRequiredService<FaultDesk>();

    /// <param name="settings">Addresses, keys, clients.</param>
    /// <param name="people">Whom the platform knows.</param>
    /// <param name="authorities">For whose certificates it answers OCSP.</param>
    /// <param name="logging">Nowhere when null.</param>
    /// <param name="time">The clock of all decisions; the system's when null. TLS looks at the system's in any case.</param>
    public static SandboxHost Build(SandboxSettings settings, IReadOnlyList<SandboxPerson> people, IReadOnlyList<SandboxAuthority>? authorities = null,
        Action<ILoggingBuilder>? logging = null, TimeProvider? time = null)
    {
        settings.Validated();
        var keys = SandboxKeys.Open(settings.Folder);
        var builder = WebApplication.CreateEmptyBuilder(new());   // no files, no environment: what is set is in the settings
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, settings, keys));
        logging?.Invoke(builder.Logging);
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);   // they log answers, and whose they are
        AddSandbox(builder.Services, settings, keys, people, authorities ?? [], time ?? TimeProvider.System);
        var app = builder.Build();
        app.Use(KeepListenersApart);
        app.Use(FaultEndpoints.PlayAsync);
        app.UseRouting();
        app.UseAuthentication();
        PhoneApp.Map(app);
        AuthorizeEndpoint.Map(app);
        CardEndpoints.Map(app);
        OcspResponder.Map(app);
        FaultEndpoints.Map(app, settings);
        return new(app, settings, keys);
    }

    public async Task StartAsync(CancellationToken cancel)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<OpenIdDb>().Database.EnsureCreatedAsync(cancel);
        }
        foreach (var client in settings.Clients)
        {
            await AddClientAsync(client, cancel);
        }
        await app.StartAsync(cancel);
    }

    /// <summary>Serves one more system; for those whose addresses are known later than the sandbox's.</summary>
    public Task AddClientAsync(SandboxClient client, CancellationToken cancel) => app.Services.GetRequiredService<ClientRegister>().AddAsync(client, cancel);

    /// <summary>Ends a person's certificate, or gives it back.</summary>
    public void Revoke(string person, bool isRevoked = true) =>
        (Residents.Find(person) ?? throw new ArgumentException($"nobody is called '{person}' here", nameof(person))).IsRevoked = isRevoked;

    /// <summary>PPID of a person for a sector.</summary>
    public string Ppid(string sector, string person) =>
        app.Services.GetRequiredService<PairwiseSubjects>().Of(sector, (Residents.Find(person) ?? throw new ArgumentException($"nobody is called '{person}' here", nameof(person))).Person);

    public async Task WaitForShutdownAsync(CancellationToken cancel) => await app.WaitForShutdownAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        keys.Dispose();
    }

    /// <summary>Every path that is served by one of our own endpoints.</summary>
    internal IEnumerable<string> Routes => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!);

    internal Residents Residents => app.Services.GetRequiredService<Residents>();

    IEnumerable<Uri> Addresses => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address));

    static void Listen(KestrelServerOptions kestrel, SandboxSettings settings, SandboxKeys keys)
    {
        var clients = kestrel.ApplicationServices.GetRequiredService<ClientRegister>();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestRequest;
        kestrel.Listen(IPEndPoint.Parse(settings.Listen));
        kestrel.Listen(IPEndPoint.Parse(settings.CardListen), listener => listener.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = keys.Server,
            ServerCertificateChain = [keys.Authority],
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => clients.ByCertificate(certificate.GetCertHashString(HashAlgorithmName.SHA256)) is not null,
        }));
    }

    static void AddSandbox(IServiceCollection services, SandboxSettings settings, SandboxKeys keys, IReadOnlyList<SandboxPerson> people, IReadOnlyList<SandboxAuthority> authorities, TimeProvider time)
    {
        services.AddSingleton(time).AddSingleton(settings).AddSingleton(keys).AddSingleton(people).AddSingleton(authorities);
        services.AddRoutingCore().AddAuthentication();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();   // nothing is kept by it, so no key goes to disk
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddRazorComponents();
        services.AddSingleton<FaultDesk>().AddSingleton<Residents>().AddSingleton<PairwiseSubjects>().AddSingleton<ClientRegister>().AddSingleton<Sittings>()
            .AddSingleton<CardJudge>().AddSingleton<CardEndpoints>().AddSingleton<OcspResponder>().AddSingleton<WrongSignature>().AddSingleton<PlainAssertions>().AddSingleton<PersonClaims>();
        services.AddOpenIdProvider(settings, keys, time);
    }

    // The card API is what the listener with client certificates serves, and nothing else.
    static Task KeepListenersApart(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) == context.Connection.ClientCertificate is not null)
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Largest request, in bytes; an enrolment sealed needs about 5 KiB.</summary>
    const int LargestRequest = 128 * 1024;
}
