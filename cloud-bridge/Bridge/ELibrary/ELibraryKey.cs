using System.Security.Cryptography;
using Bridge.Settings;
using Bridge.Web;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.ELibrary;

/// <summary>Signs what e-libraries are told: <c>keys/elibrary.key</c>, made when it is not there.</summary>
sealed class ELibraryKey : IDisposable
{
    readonly ECDsa key;

    public ELibraryKey(StorageSettings storage)
    {
        key = EcKeyFile.ReadOrMake(storage, "elibrary.key");
        var security = new ECDsaSecurityKey(key);
        security.KeyId = Base64UrlEncoder.Encode(security.ComputeJwkThumbprint());
        Credentials = new(security, SecurityAlgorithms.EcdsaSha256);
    }

    public SigningCredentials Credentials { get; }

    public void Dispose() => key.Dispose();
}
