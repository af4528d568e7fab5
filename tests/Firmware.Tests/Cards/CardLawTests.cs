using System.Reflection;
using Firmware.Cards;
using Virtual.Cards;
using MyNumberCard = Firmware.Cards.MyNumberCard;

namespace Firmware.Tests.Cards;

/// <summary>What must hold whatever anyone does: a try is spent by a person's hand only, and the 12-digit number cannot be reached.</summary>
public sealed class CardLawTests
{
    static readonly HashSet<SelectedFile> ClosedList =
    [
        .. new ushort[] { 0x0006, 0x0008, 0x000A, 0x0017, 0x0018 }.Select(file => new SelectedFile(CardApplicationName.Jpki, file)),
        .. new ushort[] { 0x0002, 0x0003, 0x0004, 0x0007, 0x0011 }.Select(file => new SelectedFile(CardApplicationName.Text, file)),
    ];

    /// <summary>The card's own log of EFs is the witness, and its own counters.</summary>
    [Fact]
    public async Task A_hundred_thousand_random_steps_select_only_the_closed_list_and_spend_no_try_without_a_hand()
    {
        const int Steps = 100_000, StepsPerCard = 100;
        var touched = new HashSet<SelectedFile>();
        var done = new Dictionary<string, int>();
        for (var seed = 0; seed < Steps / StepsPerCard; seed++)
        {
            using var dialogue = new RandomDialogue(new(seed));
            for (var step = 0; step < StepsPerCard; step++)
            {
                try
                {
                    var operation = await dialogue.StepAsync();
                    done[operation] = done.GetValueOrDefault(operation) + 1;
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"card {seed}, step {step}", e);
                }
            }
            touched.UnionWith(dialogue.Card.SelectedFiles);
        }
        Assert.Empty(touched.Except(ClosedList));
        Assert.Empty(ClosedList.Except(touched));   // else the steps never went as far as the PIN
        Assert.Equal(7, done.Count);
    }

    [Fact]
    public void No_function_that_speaks_with_a_card_takes_a_file_or_a_command_from_outside()
    {
        Type[] speakers = [typeof(CardChannel), typeof(CardFiles), typeof(MyNumberCard), typeof(EnrolmentCard)];
        Type[] harmless = [typeof(CancellationToken), typeof(PinBuffer), typeof(MyNumberCommand)];
        foreach (var parameter in speakers.SelectMany(OwnMethods).SelectMany(method => method.GetParameters()))
        {
            Assert.True(harmless.Contains(parameter.ParameterType) || IsDigest(parameter) || parameter is { Name: "length", Member.Name: nameof(CardFiles.ReadStartAsync) },
                $"{parameter.Member.DeclaringType!.Name}.{parameter.Member.Name} takes {parameter.ParameterType.Name} {parameter.Name}");
        }

        Assert.All(typeof(MyNumberCommand).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), constructor => Assert.True(constructor.IsPrivate));
        Assert.Equal(
            [nameof(MyNumberCommand.ReadBinary), nameof(MyNumberCommand.SignWithChip), nameof(MyNumberCommand.SignWithSelectedKey), nameof(MyNumberCommand.TryVerify)],
            OwnMethods(typeof(MyNumberCommand)).Where(method => method.GetParameters().Length > 0).Select(method => method.Name).Order());
    }

    [Fact]
    public void Every_command_that_selects_a_file_names_one_of_the_closed_list()
    {
        var selected = typeof(MyNumberCommand).GetProperties(BindingFlags.Static | BindingFlags.Public)
            .Select(property => Convert.ToHexString(((MyNumberCommand)property.GetValue(null)!).Apdu.Span))
            .Where(apdu => apdu.StartsWith("00A402", StringComparison.Ordinal))
            .Select(apdu => Convert.ToUInt16(apdu[10..], 16));

        Assert.Equal(ClosedList.Select(file => file.File).Order(), selected.Order());
    }

    /// <summary>From there on, P1 would not be an offset but the short identifier of another file.</summary>
    [Theory]
    [InlineData(0x8100, 16)]
    [InlineData(MyNumberCommand.MaxFileLength, 16)]
    [InlineData(-1, 16)]
    [InlineData(0, 0)]
    [InlineData(0, 256)]
    public void No_offset_can_become_the_short_identifier_of_another_file(int offset, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MyNumberCommand.ReadBinary(offset, length));
    }

    static IEnumerable<MethodInfo> OwnMethods(Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsPrivate && method.Name is not (nameof(ToString) or nameof(Equals)));

    static bool IsDigest(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(ReadOnlyMemory<byte>) && parameter.Name!.EndsWith("igest", StringComparison.Ordinal);
}
