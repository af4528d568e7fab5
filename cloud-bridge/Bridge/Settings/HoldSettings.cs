using System.ComponentModel.DataAnnotations;
using Bridge.Library;

namespace Bridge.Settings;

/// <summary>How holds are kept.</summary>
sealed class HoldSettings : IValidatableObject
{
    /// <summary>Opening days on which a copy waits for its patron, the day after it is ready being the first.</summary>
    [Within(1, 60, ErrorMessage = "Bridge:Holds:PickupDays must be 1 to 60; 7 is usual")]
    public int PickupDays { get; init; } = 7;

    /// <summary>Places of the hold shelf: <c>A1..A40</c>, <c>B01..B20</c>, <c>大型</c>. None: 1, 2, 3 and so on.</summary>
    public IList<string> Slots { get; init; } = [];

    /// <summary>Takes a hold even while a copy stands on a shelf of the pick-up branch; staff fetch it.</summary>
    public bool FromShelf { get; init; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from range in Slots where !SlotRange.TryParse(range, out _) select new ValidationResult(SlotRange.Problem("Bridge:Holds:Slots", range));
}
