using Bridge.Console.Accounts;

namespace Bridge.Console.SignIn;

/// <summary>What somebody has to do next on the way in.</summary>
enum SignInStep
{
    /// <summary>Type a code of the authenticator app, or one of the recovery codes.</summary>
    Code,

    /// <summary>Show the app the key, and type its first code.</summary>
    SetUp,

    /// <summary>Choose a password that nobody else has seen.</summary>
    Password,

    In,
}

static class SignInSteps
{
    /// <summary>After the right password. Pure.</summary>
    public static SignInStep Next(StaffAccount account, bool requiresSecond, bool hasProvenSecond) => (requiresSecond || account.HasSecondFactor, hasProvenSecond, account) switch
    {
        (true, false, { HasSecondFactor: true }) => SignInStep.Code,
        (true, false, _) => SignInStep.SetUp,
        (_, _, { HasTemporaryPassword: true }) => SignInStep.Password,
        _ => SignInStep.In,
    };

    public static string PathOf(SignInStep step, string onward) => step switch
    {
        SignInStep.Code => $"{StaffSession.Path}/code?return={Uri.EscapeDataString(onward)}",
        SignInStep.SetUp => $"{StaffSession.Path}/setup?return={Uri.EscapeDataString(onward)}",
        SignInStep.Password => $"{StaffSession.Path}/password?return={Uri.EscapeDataString(onward)}",
        SignInStep.In => onward,
    };
}
