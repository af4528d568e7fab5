using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Ingest;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>Writes what an external broker needs to let exactly the paired appliances in, each to its own topics: <see cref="TopicRights"/> in that broker's words.</summary>
sealed class BrokerRules(Store store, DeviceAuthority authority, FleetSettings settings, TimeProvider time)
{
    /// <summary>Common name of the bridge's own certificate. An appliance's has a slash.</summary>
    public const string Bridge = "kazashi-bridge";

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const int ServerDays = 397;

    /// <summary>A broker refuses everybody when its list is older: write it anew each day.</summary>
    static readonly TimeSpan ListLasts = TimeSpan.FromDays(30);

    public static readonly TopicKind[] FromDevice = [.. Enum.GetValues<TopicKind>().Where(kind => TopicRights.MayPublish("s/d", new DeviceAddress("s", "d").Topic(kind), out _, out _))];
    public static readonly TopicKind[] ToDevice = [.. Enum.GetValues<TopicKind>().Where(kind => TopicRights.MayRead("s/d", new DeviceAddress("s", "d").Topic(kind)))];

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    string Host => settings.MqttHost ?? settings.Host!;

    /// <summary>mosquitto 2: one listener with certificates, patterns instead of a line for each appliance.</summary>
    public async Task<IReadOnlyList<string>> WriteMosquittoAsync(string folder, CancellationToken cancel)
    {
        var full = Path.GetFullPath(folder);
        var written = await WriteAuthorityAsync(full, cancel);
        written.Add(Write(full, "kazashi.acl", $"""
            # Each appliance is called as its certificate says, {"{site}/{device}"}: its own topics and no others.
            {string.Join('\n', FromDevice.Select(kind => $"pattern write {Pattern(kind)}"))}
            {string.Join('\n', ToDevice.Select(kind => $"pattern read {Pattern(kind)}"))}

            # The bridge: all of them the other way round; it takes back the state of an appliance that was unpaired.
            user {Bridge}
            {string.Join('\n', FromDevice.Select(kind => $"topic {(kind == TopicKind.State ? "readwrite" : "read")} {DeviceAddress.OfEveryDevice(kind)}"))}
            {string.Join('\n', ToDevice.Select(kind => $"topic write {DeviceAddress.OfEveryDevice(kind)}"))}

            """));
        written.Add(Write(full, "kazashi.conf", $"""
            # For mosquitto 2. Include it (include_dir), or copy it into mosquitto.conf; then: systemctl restart mosquitto
            # Write the files anew each day and after each unpairing; mosquitto reads the list of revoked certificates at a reload (SIGHUP).
            listener {settings.MqttPort.ToString(CultureInfo.InvariantCulture)}
            cafile {full}/authority.pem
            certfile {full}/server.pem
            keyfile {full}/server.key
            crlfile {full}/revoked.pem
            tls_version tlsv1.2
            require_certificate true
            use_identity_as_username true
            use_username_as_clientid true
            allow_anonymous false
            acl_file {full}/kazashi.acl
            max_queued_messages 20000

            """));
        return written;
    }

    /// <summary>RabbitMQ with its MQTT plugin: a user for each appliance, for its patterns cannot turn the slash of a name into a dot.</summary>
    public async Task<IReadOnlyList<string>> WriteRabbitMqAsync(string folder, CancellationToken cancel)
    {
        var full = Path.GetFullPath(folder);
        var written = await WriteAuthorityAsync(full, cancel);
        var (paired, gone) = await store.ReadAsync(async db => (await db.PairedDevices.AsNoTracking().OrderBy(row => row.Name).Select(row => row.Name).ToListAsync(cancel),
            await db.DeviceCertificates.AsNoTracking().Where(row => row.RevokedAt != null).Select(row => row.Device).Distinct().ToListAsync(cancel)), cancel);
        written.Add(Write(full, "definitions.json", Definitions(paired.Select(name => DeviceAddress.TryParseName(name, out var device) ? device : null).OfType<DeviceAddress>()).ToJsonString(Readable)));
        written.Add(Write(full, "remove-unpaired.sh", $"""
            #!/bin/sh
            # Definitions add and change users, they take none away.
            {string.Join('\n', gone.Except(paired).Order(StringComparer.Ordinal).Select(name => $"rabbitmqctl delete_user '{name}' || true"))}
            # What is connected shows its certificate again:
            rabbitmqctl close_all_connections 'appliances were unpaired'

            """));
        written.Add(Write(full, "rabbitmq.conf", $"""
            # For RabbitMQ with rabbitmq_mqtt and rabbitmq_auth_mechanism_ssl; then: rabbitmqctl import_definitions definitions.json; sh remove-unpaired.sh
            mqtt.listeners.tcp = none
            mqtt.listeners.ssl.default = {settings.MqttPort.ToString(CultureInfo.InvariantCulture)}
            mqtt.allow_anonymous = false
            mqtt.ssl_cert_login = true
            ssl_cert_login_from = common_name
            ssl_options.cacertfile = {full}/authority.pem
            ssl_options.certfile = {full}/server.pem
            ssl_options.keyfile = {full}/server.key
            ssl_options.verify = verify_peer
            ssl_options.fail_if_no_peer_cert = true

            """));
        return written;
    }

    /// <summary>Users without passwords, what they may open, and which topics are theirs. Pure.</summary>
    public static JsonObject Definitions(IEnumerable<DeviceAddress> devices)
    {
        (string Name, string Write, string Read)[] users =
        [
            .. devices.Select(device => (device.Name, Regex($"{device.Site}\\.{device.Device}", FromDevice), Regex($"{device.Site}\\.{device.Device}", ToDevice))),
            (Bridge, Regex("[^.]+\\.[^.]+", [.. ToDevice, TopicKind.State]), Regex("[^.]+\\.[^.]+", FromDevice)),
        ];
        return new()
        {
            ["users"] = new JsonArray([.. users.Select(user => new JsonObject { ["name"] = user.Name, ["password_hash"] = "", ["tags"] = "" })]),
            ["vhosts"] = new JsonArray([new JsonObject { ["name"] = "/" }]),
            ["permissions"] = new JsonArray([.. users.Select(user => new JsonObject
            {
                ["user"] = user.Name, ["vhost"] = "/", ["configure"] = Queues(user.Name), ["write"] = $"{Queues(user.Name)}|^amq\\.topic$", ["read"] = $"{Queues(user.Name)}|^amq\\.topic$",
            })]),
            ["topic_permissions"] = new JsonArray([.. users.Select(user => new JsonObject { ["user"] = user.Name, ["vhost"] = "/", ["exchange"] = "amq.topic", ["write"] = user.Write, ["read"] = user.Read })]),
        };

        // What the MQTT plugin keeps for a client: its subscriptions and its will.
        static string Queues(string name) => $"^mqtt-(subscription|will)-{System.Text.RegularExpressions.Regex.Escape(name)}(qos[01])?$";
    }

    // MQTT's slashes are dots on amq.topic.
    static string Regex(string device, IEnumerable<TopicKind> kinds) => $"^kazashi\\.v1\\.{device}\\.({string.Join('|', kinds.Distinct().Select(kind => DeviceAddress.OfEveryDevice(kind).Split('/')[^1]))})$";

    static string Pattern(TopicKind kind) => DeviceAddress.OfEveryDevice(kind).Replace("+/+", "%u", StringComparison.Ordinal);

    async Task<List<string>> WriteAuthorityAsync(string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var now = time.GetUtcNow();
        var revoked = await store.ReadAsync(db => db.DeviceCertificates.AsNoTracking().Where(row => (row.RevokedAt != null || row.ReplacedAt != null) && row.Until > now).ToListAsync(cancel), cancel);
        using var server = authority.IssueServer(Host, ServerDays);
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(server)!;
        return
        [
            Write(folder, "authority.pem", authority.Pem + "\n"),
            Write(folder, "server.pem", server.ExportCertificatePem() + "\n"),
            Write(folder, "server.key", key.ExportPkcs8PrivateKeyPem() + "\n", OwnerOnly),
            Write(folder, "revoked.pem", authority.RevocationList(revoked.Select(row => (row.Serial, row.RevokedAt ?? row.ReplacedAt ?? now)), now.ToUnixTimeSeconds(), ListLasts) + "\n"),
        ];
    }

    // Whole or not at all: a broker may read it meanwhile.
    static string Write(string folder, string name, string text, UnixFileMode mode = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        var path = Path.Combine(folder, name);
        using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }
}
