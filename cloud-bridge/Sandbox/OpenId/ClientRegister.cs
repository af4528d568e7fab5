using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>The systems that are served.</summary>
sealed class ClientRegister(IServiceScopeFactory scopes)
{
    readonly ConcurrentDictionary<string, SandboxClient> clients = new(StringComparer.Ordinal);

    public SandboxClient? Find(string? id) => id is null ? null : clients.GetValueOrDefault(id);

    /// <param name="hash">SHA-256 of the certificate it shows, hex.</param>
    public SandboxClient? ByCertificate(string hash) => clients.Values.FirstOrDefault(client => string.Equals(client.CertificateHash, hash, StringComparison.OrdinalIgnoreCase));

    public async Task AddAsync(SandboxClient client, CancellationToken cancel)
    {
        if (client.Problems().FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(client));
        }
        if (!clients.TryAdd(client.Id, client))
        {
            throw new ArgumentException($"there is a client '{client.Id}' already: give each system its own Id", nameof(client));
        }
        if (client.JwksText is { } keys)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(Described(client, keys), cancel);
        }
    }

    static OpenIddictApplicationDescriptor Described(SandboxClient client, string keys)
    {
        var application = new OpenIddictApplicationDescriptor
        {
            ClientId = client.Id,
            ClientType = ClientTypes.Confidential,
            DisplayName = client.Name,
            JsonWebKeySet = new JsonWebKeySet(keys),
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.ResponseTypes.Code,
                Permissions.Prefixes.Scope + "name", Permissions.Prefixes.Scope + "birthdate", Permissions.Prefixes.Scope + "gender", Permissions.Scopes.Address,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        application.RedirectUris.UnionWith(client.RedirectUris.Select(uri => new Uri(uri)));
        application.PostLogoutRedirectUris.UnionWith(client.PostLogoutRedirectUris.Select(uri => new Uri(uri)));
        return application;
    }
}
