namespace Sandbox.App;

/// <summary>A page that plays the phone app.</summary>
static class PhoneApp
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/app/ended", () => Results.Text("ended"));
    }
}
