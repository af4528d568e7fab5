using System.Text;
using Firmware.Screens;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Firmware.Tests.Screens;

public class FuriganaTests
{
    [Fact]
    public void Readings_stand_over_their_kanji_only()
    {
        var rest = "{予約|よやく}の{本|ほん}".AsSpan();
        var runs = new List<(string, string)>();
        while (Furigana.TryTake(ref rest, out var run, out var reading))
        {
            runs.Add((run.ToString(), reading.ToString()));
        }
        Assert.Equal([("予約", "よやく"), ("の", ""), ("本", "ほん")], runs);
    }

    [Property]
    public Property The_runs_of_any_text_are_the_text_without_readings() =>
        Prop.ForAll(Gen.Elements('{', '|', '}', 'a', '本').ListOf().Select(letters => string.Concat(letters)).ToArbitrary(), text =>
        {
            var runs = new StringBuilder();
            var rest = text.AsSpan();
            while (Furigana.TryTake(ref rest, out var run, out _))
            {
                runs.Append(run);
            }
            return runs.ToString() == Furigana.Strip(text);
        });
}
