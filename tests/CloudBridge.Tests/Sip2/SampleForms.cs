using System.Collections;
using System.Reflection;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;

namespace CloudBridge.Tests.Sip2;

/// <summary>Fills every form there is with values, and compares two by value.</summary>
static class SampleForms
{
    public static IReadOnlyList<Type> Types { get; } = [.. typeof(Sip2Form).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Sip2Form)) && !type.IsAbstract).OrderBy(type => type.Name)];

    public static Sip2Form Any(Type type, Random random, string alphabet) => (Sip2Form)Make(type, random, alphabet);

    public static Sip2Form Read(Type type, Sip2Message message) =>
        (Sip2Form)type.GetMethod(nameof(LoginAnswer.Read))!.Invoke(null, [new Sip2Reader(message)])!;

    public static string CodeOf(Type type) => (string)type.GetProperty(nameof(LoginAnswer.Code))!.GetValue(null)!;

    public static bool AreSame(object? one, object? other) => (one, other) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string or Sip2Time or PatronCounts, _) => one.Equals(other),
        (IEnumerable a, IEnumerable b) => a.Cast<object>().SequenceEqual(b.Cast<object>()),
        _ when one.GetType().IsPrimitive || one.GetType().IsEnum => one.Equals(other),
        _ => one.GetType() == other.GetType() && one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).All(property => AreSame(property.GetValue(one), property.GetValue(other))),
    };

    static object Make(Type type, Random random, string alphabet)
    {
        var constructor = type.GetConstructors().Where(one => one.GetParameters().Length > 0).MaxBy(one => one.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter, random, alphabet))]);
    }

    static object? Value(ParameterInfo parameter, Random random, string alphabet)
    {
        var isNullable = new NullabilityInfoContext().Create(parameter).ReadState is NullabilityState.Nullable;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return isNullable && random.Next(3) == 0 ? null
            : parameter.Name == nameof(FeePaidRequest.Currency) ? "JPY"
            : type == typeof(string) ? Text(random, alphabet)
            : type == typeof(bool) ? random.Next(2) == 0
            : type == typeof(int) ? random.Next(10)
            : type == typeof(Sip2Time) ? new Sip2Time(new DateTime(2026, 1, 1).AddSeconds(random.Next(100_000_000)), random.Next(2) == 0)
            : type.IsEnum ? Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length))
            : type == typeof(IReadOnlyList<string>) ? (IReadOnlyList<string>)[.. Enumerable.Range(0, random.Next(4)).Select(_ => Text(random, alphabet))]
            : Make(type, random, alphabet);
    }

    static string Text(Random random, string alphabet)
    {
        var runes = alphabet.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }
}
