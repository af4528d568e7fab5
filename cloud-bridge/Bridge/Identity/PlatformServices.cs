using Bridge.Settings;

namespace Bridge.Identity;

/// <summary>Chooses who vouches for cards.</summary>
static class PlatformServices
{
    public static IServiceCollection AddIdentityPlatform(this IServiceCollection services, PlatformSettings settings, Func<IServiceProvider, IIdentityPlatform> local) => settings.Kind switch
    {
        PlatformKind.MyKey => services.AddSingleton<IIdentityPlatform>(provider => new MyKeyPlatform(settings, provider.GetRequiredService<TimeProvider>())),
        PlatformKind.Local => services.AddSingleton(local),
    };
}
