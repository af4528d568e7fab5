using Microsoft.Extensions.Options;
using Sandbox.ELibrary;
using Sandbox.People;

namespace Sandbox;

/// <summary>What <c>kazashi-sandbox</c> can be told to do.</summary>
static class Commands
{
    const string Usage = """
        kazashi-sandbox run [--people DIR]      serves the people whose cards `hal/Virtual people --out DIR` wrote (out/people otherwise)
        kazashi-sandbox elibrary BRIDGE         serves a small e-library whose readers sign on at that bridge (http://127.0.0.1:8080)

        Settings: the environment (Sandbox__Listen=127.0.0.1:5080), then --Sandbox:Listen=127.0.0.1:5080.
        """;

    const string ELibraryAddress = "http://127.0.0.1:5090";

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        switch (args)
        {
            case ["run", "--people", var folder, .. var settings]:
                return await ServeAsync(folder, settings, output, errors, cancel);
            case ["run", .. var settings] when !settings.Contains("--people"):
                return await ServeAsync("out/people", settings, output, errors, cancel);
            case ["elibrary", var bridge] when Uri.TryCreate(bridge, UriKind.Absolute, out var issuer):
                return await ServeELibraryAsync(issuer, output, cancel);
            default:
                await errors.WriteLineAsync(Usage);
                return 2;
        }
    }

    static async Task<int> ServeAsync(string people, string[] args, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddInMemoryCollection([new($"{SandboxSettings.Section}:Folder", Path.Combine(people, "..", "sandbox"))])   // beside the people, so that both stay
                .AddEnvironmentVariables().AddCommandLine(args).Build();
            var settings = configuration.GetSection(SandboxSettings.Section).Get<SandboxSettings>()!;
            await using var host = SandboxHost.Build(settings, PeopleFolder.Read(people), PeopleFolder.ReadAuthorities(people), logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());
            await host.StartAsync(cancel);
            await TellAsync(host, settings, output);
            await host.WaitForShutdownAsync(cancel);
            return 0;
        }
        catch (Exception e) when (e is OptionsValidationException or PeopleFolderException or InvalidOperationException or IOException)
        {
            await errors.WriteLineAsync(e.Message);
            return 1;
        }
    }

    static async Task<int> ServeELibraryAsync(Uri bridge, TextWriter output, CancellationToken cancel)
    {
        await using var library = await DemoELibrary.StartAsync(ELibraryAddress, "out/sandbox", cancel);
        library.Connect(bridge);
        await output.WriteLineAsync($"""
            e-library        {library.Address}

            For a bridge:
            Bridge__ELibrary__Clients__0__Id={DemoELibrary.ClientId}
            Bridge__ELibrary__Clients__0__Name={DemoELibrary.Name}
            Bridge__ELibrary__Clients__0__NameEnglish={DemoELibrary.NameEnglish}
            Bridge__ELibrary__Clients__0__Sector={library.Address.Host}
            Bridge__ELibrary__Clients__0__RedirectUris__0={library.RedirectUri}
            Bridge__ELibrary__Clients__0__PostLogoutRedirectUris__0={library.PostLogoutRedirectUri}
            Bridge__ELibrary__Clients__0__Address={library.Address}
            Bridge__ELibrary__Clients__0__Jwks={library.KeySet}
            """);
        await library.WaitForShutdownAsync(cancel);
        return 0;
    }

    static async Task TellAsync(SandboxHost host, SandboxSettings settings, TextWriter output)
    {
        var authority = Path.GetFullPath(Path.Combine(settings.Folder!, "ca.pem"));
        await File.WriteAllTextAsync(authority, host.Authority + "\n");
        await output.WriteLineAsync($"""
            OpenID Connect   {host.Issuer}.well-known/openid-configuration
            card API         {host.CardApi}
            OCSP             {host.Ocsp}
            {(settings.IsPilot ? "a pilot: no faults, no list of people" : $"people, faults   {new Uri(host.Issuer, "people")}, {new Uri(host.Issuer, "faults")}")}

            For a bridge:
            Bridge__Identity__Platform__Kind=MyKey
            Bridge__Identity__Platform__Address={host.CardApi}
            Bridge__Identity__Platform__AuthorityFile={authority}
            Bridge__Identity__Platform__SealKey={host.SealKey.Text}
            Bridge__Identity__Platform__AnswerKey={host.AnswerKey}
            """);
    }
}
