using Bridge.Enrolment;

namespace Browser.Tests.Library;

static class Samples
{
    public static RegistrationForm Form(string name, string? email = null, string birthDate = "19850412") =>
        new(name, "スズキ　サクラ", "長野県白樺市本町４丁目５番６号", "399-0000", birthDate, "2", "090-0000-0000", email, "ja", WantsMail: email is not null, null, "1", TimeProvider.System.GetUtcNow());
}
