using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudBridge.Tests.Contract;
using Contract.Platform;

namespace CloudBridge.Tests.Sandbox;

/// <summary>platform.yaml says what is served, and nothing else.</summary>
public sealed class PlatformYamlTests
{
    static readonly Yaml Document = Yaml.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "platform.yaml")));

    static readonly byte[] Bytes = [1, 2, 3];

    /// <summary>Each with everything that it may have.</summary>
    static readonly Dictionary<string, JsonElement> Samples = new()
    {
        ["PlatformRequest"] = Json(new(Guid.Empty, "a.b.c.d.e"), PlatformJson.Default.PlatformRequest),
        ["EnrolmentCheck"] = Json(new(Bytes, Bytes, Bytes, Bytes), PlatformJson.Default.EnrolmentCheck),
        ["TapCheck"] = Json(new("1A", Bytes, Bytes), PlatformJson.Default.TapCheck),
        ["StatusCheck"] = Json(new("p", "1A"), PlatformJson.Default.StatusCheck),
        ["PlatformReply"] = Json(new(Guid.Empty, PlatformResult.Valid, "p", TestBridge.Start, Bytes), PlatformJson.Default.PlatformReply),
    };

    /// <summary>Each with the least it must have.</summary>
    static readonly JsonElement LeastReply = Json(new(Guid.Empty, PlatformResult.Unknown), PlatformJson.Default.PlatformReply);

    static Yaml Schemas => Document["components"]["schemas"];

    [Fact]
    public async Task Every_path_is_served_and_every_served_path_is_written_down()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var client = sandbox.CardClient(sandbox.ClientCertificate);

        Assert.Equal(sandbox.Host.Routes.Where(route => route.StartsWith("/v1", StringComparison.Ordinal)).Order(), Document["paths"].Keys.Order());
        foreach (var path in Document["paths"].Keys)
        {
            Assert.Equal(["post"], Document["paths"][path].Keys);
            using var posted = await client.PostAsync(path, JsonContent.Create(new { }), TestContext.Current.CancellationToken);
            using var got = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed), (posted.StatusCode, got.StatusCode));
        }
    }

    [Fact]
    public async Task A_problem_has_what_its_schema_requires()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var client = sandbox.CardClient(sandbox.ClientCertificate);

        using var response = await client.PostAsync("v1/cards/taps", JsonContent.Create(new { }), TestContext.Current.CancellationToken);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Contains(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), Document["paths"]["/v1/cards/taps"]["post"]["responses"].Keys);
        Assert.Superset(Names(Schemas["Problem"]["required"]), problem.EnumerateObject().Select(part => part.Name).ToHashSet());
    }

    [Fact]
    public void Every_part_is_written_down_with_its_form()
    {
        foreach (var (name, sample) in Samples)
        {
            Assert.Equal(sample.EnumerateObject().Select(part => part.Name).ToHashSet(), Schemas[name]["properties"].Keys.ToHashSet());
            foreach (var part in sample.EnumerateObject())
            {
                Assert.True(Schemas[name]["properties"][part.Name].TryGet("format")?.Text switch
                {
                    "uuid" => part.Value.TryGetGuid(out _),
                    "byte" => part.Value.TryGetBytesFromBase64(out _),
                    "date-time" => part.Value.TryGetDateTimeOffset(out _),
                    _ => true,
                }, $"{name}.{part.Name}");
            }
        }
    }

    [Fact]
    public void What_is_required_cannot_be_left_out_and_the_rest_can()
    {
        Assert.Equal(LeastReply.EnumerateObject().Select(part => part.Name).ToHashSet(), Names(Schemas["PlatformReply"]["required"]));
        foreach (var (name, sample) in Samples)
        {
            foreach (var part in sample.EnumerateObject())
            {
                var rest = JsonSerializer.SerializeToUtf8Bytes(sample.EnumerateObject().Where(other => other.Name != part.Name).ToDictionary(other => other.Name, other => other.Value));
                Assert.Equal(!Names(Schemas[name]["required"]).Contains(part.Name), IsRead(name, rest));
            }
        }

        static bool IsRead(string name, byte[] json) => name switch
        {
            "PlatformRequest" => global::Contract.ContractJson.TryRead(json, PlatformJson.Default.PlatformRequest, out _),
            "EnrolmentCheck" => global::Contract.ContractJson.TryRead(json, PlatformJson.Default.EnrolmentCheck, out _),
            "TapCheck" => global::Contract.ContractJson.TryRead(json, PlatformJson.Default.TapCheck, out _),
            "StatusCheck" => global::Contract.ContractJson.TryRead(json, PlatformJson.Default.StatusCheck, out _),
            _ => global::Contract.ContractJson.TryRead(json, PlatformJson.Default.PlatformReply, out _),
        };
    }

    [Fact]
    public void Every_result_is_named() => Assert.Equal(Enum.GetNames<PlatformResult>(), Schemas["PlatformResult"]["enum"].Items.Select(item => item.Text));

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (var reference in References(Document))
        {
            Assert.NotNull(reference.Split('/').Skip(1).Aggregate((Yaml?)Document, (node, name) => node?.TryGet(name)));
        }

        static IEnumerable<string> References(Yaml node) => node.Keys.SelectMany(key => key == "$ref" ? [node[key].Text] : References(node[key])).Concat(node.Items.SelectMany(References));
    }

    static HashSet<string> Names(Yaml list) => [.. list.Items.Select(item => item.Text)];

    static JsonElement Json<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(message, type);
}
