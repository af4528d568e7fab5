using Virtual.Cards;
using Virtual.Pki;

namespace Virtual.People;

/// <summary><c>people [--out DIR]</c>: writes a card file for each sample person, with keys and certificates in it, and the test
/// hierarchy beside them. What is there already stays, so that cards that were enrolled stay enrolled.</summary>
public static class PeopleCommand
{
    const string DefaultDirectory = "out/people";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancel)
    {
        if (arguments is not ([] or ["--out", _]))
        {
            await output.WriteLineAsync($"usage: people [--out DIR]   (DIR is {DefaultDirectory} otherwise)");
            return 2;
        }
        var directory = arguments is [_, var given] ? given : DefaultDirectory;
        if (!TryHierarchy(directory, out var hierarchy, out var problem))
        {
            await output.WriteLineAsync(problem);
            return 1;
        }
        var people = SamplePeople.Under(hierarchy!);
        var written = Write(people, directory, cancel);
        foreach (var person in people)
        {
            var path = Path.Combine(directory, $"{person.Id}.json");
            await output.WriteLineAsync($"{path}  {person.Name}: {person.Remark}{(written.Contains(person.Id) ? "" : "  (was there, kept)")}");
        }
        return 0;
    }

    static bool TryHierarchy(string directory, out TestHierarchy? hierarchy, out string? problem)
    {
        var roots = Path.Combine(directory, CardFile.HierarchyDirectory);
        if (Directory.Exists(roots))
        {
            return TestHierarchy.TryLoad(roots, TimeProvider.System, out hierarchy, out problem);
        }
        (hierarchy, problem) = (new(TimeProvider.System), null);
        hierarchy.Save(roots);
        return true;
    }

    /// <summary>Making keys is what takes time, so it is done for several people at once.</summary>
    static HashSet<string> Write(IReadOnlyList<SamplePerson> people, string directory, CancellationToken cancel)
    {
        var missing = people.Where(person => !File.Exists(Path.Combine(directory, $"{person.Id}.json"))).ToList();
        Parallel.ForEach(missing, new() { CancellationToken = cancel }, person =>
        {
            var path = Path.Combine(directory, $"{person.Id}.json");
            File.WriteAllText(path + ".part", CardFile.Write(person.WithKeys()));
            File.Move(path + ".part", path);   // a card file is whole or not there
        });
        return [.. missing.Select(person => person.Id)];
    }
}
