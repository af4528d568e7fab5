using Firmware.Journal;

namespace Firmware.Tests.Journal;

/// <summary>A small file that is replaced whole, whenever the power goes.</summary>
public class SmallFileTests
{
    const string Name = "pairing.json";

    static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 9000)], New = [.. Enumerable.Repeat((byte)2, 5000)];

    [Fact]
    public void A_power_cut_at_any_call_leaves_the_old_one_or_the_new_one()
    {
        var news = 0;
        for (var call = 1; ; call++)
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var medium = new PowerCutDisk();
                SmallFile.Replace(medium, Name, Old);
                var disk = new CutAtCall(medium, call);
                var isDone = true;
                try
                {
                    SmallFile.Replace(disk, Name, New);
                }
                catch (IOException)
                {
                    isDone = false;
                }
                var after = medium.Restore(seed);
                var left = SmallFile.Read(after, Name);
                Assert.True(left is not null && (left.AsSpan().SequenceEqual(New) || !isDone && left.AsSpan().SequenceEqual(Old)), $"call {call}, seed {seed}: {left?.Length} bytes");
                news += left![0] == New[0] ? 1 : 0;
                SmallFile.Replace(after, Name, Old);   // and goes on from there
                Assert.Equal(Old, SmallFile.Read(after, Name));
                if (isDone && seed == 19)
                {
                    Assert.True(call > 3 && news >= 20, "the power never went");
                    return;
                }
            }
        }
    }

    [Fact]
    public void A_power_cut_while_the_first_one_is_written_leaves_none_or_all_of_it()
    {
        for (var call = 1; call < 8; call++)
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var medium = new PowerCutDisk();
                try
                {
                    SmallFile.Replace(new CutAtCall(medium, call), Name, New);
                }
                catch (IOException)
                {
                    // the power is off
                }
                var after = medium.Restore(seed);
                Assert.True(SmallFile.Read(after, Name) is not { } left || left.AsSpan().SequenceEqual(New), $"call {call}, seed {seed}");
                Assert.True(after.Names.Count <= 1, "nothing half written stays");
            }
        }
    }

    [Fact]
    public void What_is_not_there_is_none() => Assert.Null(SmallFile.Read(new PowerCutDisk(), Name));

    [Fact]
    public void Erased_is_overwritten_before_it_is_gone()
    {
        var medium = new PowerCutDisk();
        SmallFile.Replace(medium, Name, Old);
        byte[]? seen = null;
        medium.Before = (_, call) => seen = call == "Sync" ? medium[Name] : seen;
        ((IDisk)medium).Erase(Name);
        Assert.Equal(new byte[Old.Length], seen);
        Assert.Empty(medium.Names);
    }
}
