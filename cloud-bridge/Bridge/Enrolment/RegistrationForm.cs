using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Enrolment;

/// <summary>What someone gives to become a patron, at the counter or at home. Kept as it was given; only comparisons fold it.</summary>
/// <param name="Name">氏名.</param>
/// <param name="BirthDate">Eight digits, not always a date of the calendar.</param>
/// <param name="Sex">One digit, as on the card.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Guardian">Of a minor.</param>
sealed record RegistrationForm(
    string Name,
    string? Kana,
    string Address,
    string? PostalCode,
    string BirthDate,
    string? Sex,
    string? Phone,
    string? Email,
    string Language,
    bool WantsMail,
    Guardian? Guardian,
    string TermsVersion,
    DateTimeOffset ConsentAt)
{
    /// <summary>What is wrong with it, field by field; nothing when it is good.</summary>
    public IReadOnlyList<FormProblem> Validate() => FormRules.Of(this);

    public static RegistrationForm? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, EnrolmentJson.Default.RegistrationForm);

    public string Write() => JsonSerializer.Serialize(this, EnrolmentJson.Default.RegistrationForm);

    /// <summary>Says that it is there; what it says is nobody's to print.</summary>
    public override string ToString() => nameof(RegistrationForm);
}

/// <summary>Who answers for a minor.</summary>
/// <param name="Relation">続柄.</param>
sealed record Guardian(string Name, string Phone, string Relation)
{
    public override string ToString() => nameof(Guardian);
}

/// <param name="Field">Property of the form.</param>
sealed record FormProblem(string Field, FormFault Fault);

enum FormFault { Missing, TooLong, NotReadable, NotADate, NotAnAddress, NotANumber, Taken }

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistrationForm))]
[JsonSerializable(typeof(EnrolmentTrace))]
sealed partial class EnrolmentJson : JsonSerializerContext;
