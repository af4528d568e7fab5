using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>A range that keeps its message: the generator of options validators puts a copy in the place of <see cref="RangeAttribute"/> that drops <c>ErrorMessage</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class WithinAttribute : RangeAttribute
{
    readonly Lock converting = new();

    public WithinAttribute(int minimum, int maximum)
        : base(minimum, maximum)
    {
    }

    public WithinAttribute(Type type, string minimum, string maximum)
        : base(type, minimum, maximum)
    {
    }

    // The range converts its limits at the first look, and two bridges in one process may look at once.
    public override bool IsValid(object? value)
    {
        lock (converting)
        {
            return base.IsValid(value);
        }
    }
}
