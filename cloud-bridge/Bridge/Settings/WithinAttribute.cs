using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>A range that keeps its message: the generator of options validators puts a copy in the place of <see cref="RangeAttribute"/> that drops <c>ErrorMessage</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class WithinAttribute : RangeAttribute
{
    public WithinAttribute(int minimum, int maximum)
        : base(minimum, maximum)
    {
    }

    public WithinAttribute(Type type, string minimum, string maximum)
        : base(type, minimum, maximum)
    {
    }
}
