using System.ComponentModel.DataAnnotations;
using Bridge.Web;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>What the library calls itself on pages and in mails.</summary>
sealed class LibrarySettings : IValidatableObject
{
    [Required(ErrorMessage = "Bridge:Library:Name is empty: write the library's name, such as 白樺市立図書館")]
    public string Name { get; init; } = "図書館";

    [Required(ErrorMessage = "Bridge:Library:NameEnglish is empty: write the library's name in English, such as Shirakaba City Library")]
    public string NameEnglish { get; init; } = "Library";

    /// <summary>Shown where somebody may need help.</summary>
    public string? Telephone { get; init; }

    /// <summary>Holds <c>terms.ja.txt</c> and <c>terms.en.txt</c> (UTF-8, a blank line between paragraphs); the built-in ones when null.</summary>
    public string? TermsFolder { get; init; }

    /// <summary>Its houses, the main one first. None: one, which every appliance and every item belongs to.</summary>
    [ValidateEnumeratedItems]
    public IList<BranchSettings> Branches { get; init; } = [];

    public string NameIn(Language language) => language.Say(Name, NameEnglish);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from branches in Branches.GroupBy(branch => branch.Code)
        where branches.Skip(1).Any()
        select new ValidationResult($"Bridge:Library:Branches has '{branches.Key}' twice: give each branch a code of its own");
}
