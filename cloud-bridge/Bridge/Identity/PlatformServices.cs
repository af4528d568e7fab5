using Bridge.Settings;

namespace Bridge.Identity;

/// <summary>Chooses who vouches for cards.</summary>
static class PlatformServices
{
    public static IServiceCollection AddIdentityPlatform(this IServiceCollection services, IdentitySettings settings) => settings.Platform.Kind switch
    {
        PlatformKind.MyKey => services.AddSingleton<IIdentityPlatform>(provider => new MyKeyPlatform(settings.Platform, provider.GetRequiredService<TimeProvider>())),
        PlatformKind.Local => services.AddSingleton(settings.Local).AddSingleton(TrustedRoots.Load(settings.Local)).AddSingleton(LocalPlatformOf),
    };

    static IIdentityPlatform LocalPlatformOf(IServiceProvider provider)
    {
        var (settings, time) = (provider.GetRequiredService<LocalPlatformSettings>(), provider.GetRequiredService<TimeProvider>());
        var ocsp = settings.OcspAddress is { } address ? new OcspClient(new(address), OcspClient.CreateHttp(), time) : null;
        return new LocalPlatform(settings, provider.GetRequiredService<TrustedRoots>(), ocsp, provider.GetRequiredService<BridgeKeys>(), time);
    }
}
