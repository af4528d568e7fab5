namespace CloudBridge.Tests.Contract;

/// <summary>As much of YAML as asyncapi.yaml uses: indented maps and lists, flow maps and lists, quoted and plain scalars, comments, block texts.</summary>
sealed class Yaml
{
    readonly Dictionary<string, Yaml> members = [];

    public List<Yaml> Items { get; } = [];
    public string Text { get; private init; } = "";
    public IEnumerable<string> Keys => members.Keys;
    public Yaml this[string key] => members.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no '{key}' among {string.Join(", ", Keys)}");

    public Yaml? TryGet(string key) => members.GetValueOrDefault(key);

    /// <summary>Whether this lists the schema among its cases.</summary>
    public bool Has(string schema) => this["oneOf"].Items.Any(item => item["$ref"].Text.EndsWith($"/{schema}", StringComparison.Ordinal));

    public static Yaml Read(string text)
    {
        var lines = text.Split('\n').Where(line => line.Trim() is { Length: > 0 } content && content[0] != '#').ToList();
        var at = 0;
        return Block(lines, ref at, 0);
    }

    static Yaml Block(List<string> lines, ref int at, int indent)
    {
        var node = new Yaml();
        while (at < lines.Count && Indent(lines[at]) == indent)
        {
            var line = lines[at].Trim();
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (key, rest) = (line[..colon].Trim('\'', '"'), line[(colon + 1)..].Trim());
            at++;
            if (rest == "|")
            {
                while (at < lines.Count && Indent(lines[at]) > indent)
                {
                    at++;
                }
                node.members.Add(key, new());
            }
            else
            {
                node.members.Add(key, rest.Length == 0 ? Block(lines, ref at, indent + 2) : Flow(rest));
            }
        }
        return node;
    }

    static Yaml Flow(string text)
    {
        var at = 0;
        var value = text[0] is '{' or '[' or '\'' or '"' ? Value(text, ref at) : new Yaml { Text = text };
        return at == 0 || text[at..].Trim().Length == 0 ? value : throw new FormatException($"'{text[at..]}' after a value");
    }

    static Yaml Value(string text, ref int at)
    {
        Skip(text, ref at);
        switch (text[at])
        {
            case '\'' or '"':
                var end = text.IndexOf(text[at], at + 1);
                var quoted = new Yaml { Text = text[(at + 1)..end] };
                at = end + 1;
                return quoted;
            case '{' or '[':
                return Collection(text, ref at);
            default:
                var from = at;
                while (at < text.Length && text[at] is not (',' or '}' or ']') && !(text[at] == ':' && text[at + 1] == ' '))
                {
                    at++;
                }
                return new() { Text = text[from..at].Trim() };
        }
    }

    static Yaml Collection(string text, ref int at)
    {
        var node = new Yaml();
        var (isMap, close) = (text[at] == '{', text[at] == '{' ? '}' : ']');
        at++;
        for (Skip(text, ref at); text[at] != close; Skip(text, ref at))
        {
            var value = Value(text, ref at);
            if (isMap)
            {
                Skip(text, ref at);
                at++;   // the colon
                node.members.Add(value.Text, Value(text, ref at));
            }
            else
            {
                node.Items.Add(value);
            }
            Skip(text, ref at);
            if (text[at] == ',')
            {
                at++;
            }
        }
        at++;
        return node;
    }

    static void Skip(string text, ref int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    static int Indent(string line) => line.Length - line.TrimStart().Length;
}
