using System.ComponentModel.DataAnnotations;
using Bridge.Library;
using Bridge.Web;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>One of the library's houses.</summary>
sealed class BranchSettings : IValidatableObject
{
    /// <summary>What the catalogue, the appliances' names (<c>{site}/{device}</c>) and the lists call it.</summary>
    [RegularExpression("[a-z0-9-]{1,32}", ErrorMessage = "A branch's Code must be 1 to 32 of a-z 0-9 -, the same as the site in its appliances' names")]
    public string Code { get; init; } = "";

    [Required(ErrorMessage = "A branch has no Name: write for example 中央図書館")]
    public string Name { get; init; } = "";

    [Required(ErrorMessage = "A branch has no NameEnglish: write for example Central Library")]
    public string NameEnglish { get; init; } = "";

    /// <summary>When it is open, where that is not as <c>Bridge:Calendar</c> says.</summary>
    [ValidateObjectMembers]
    public CalendarSettings? Calendar { get; init; }

    /// <summary>Places of its hold shelf, where they are not as <c>Bridge:Holds:Slots</c> says.</summary>
    public IList<string> Slots { get; init; } = [];

    /// <summary>Holds can be picked up here.</summary>
    public bool TakesHolds { get; init; } = true;

    public string NameIn(Language language) => language.Say(Name, NameEnglish);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from range in Slots where !SlotRange.TryParse(range, out _) select new ValidationResult(SlotRange.Problem($"Slots of branch '{Code}'", range));
}
