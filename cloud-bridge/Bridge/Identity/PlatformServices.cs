using Bridge.Settings;

namespace Bridge.Identity;

/// <summary>Chooses who vouches for cards.</summary>
static class PlatformServices
{
    public static IServiceCollection AddIdentityPlatform(this IServiceCollection services, PlatformSettings settings) => settings.Kind switch
    {
        PlatformKind.MyKey => services.AddSingleton<IIdentityPlatform>(provider => new MyKeyPlatform(settings, provider.GetRequiredService<TimeProvider>())),
        PlatformKind.Local => services.AddSingleton<IIdentityPlatform>(_ => throw new NotSupportedException("Bridge:Identity:Platform:Kind is Local, which is not built yet: set it to MyKey")),
    };
}
