using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Contract;

namespace Firmware.Updates;

/// <summary>RAUC by its command line. Signature, board and format RAUC decides; that a bundle is not older than what runs is looked at here as well,
/// because RAUC knows <c>min-bundle-version</c> only since 1.12.</summary>
sealed class RaucUpdater(RaucSettings settings) : IUpdater
{
    public bool HasSlots => true;

    public async Task<SlotStatus?> StatusAsync(CancellationToken cancel)
    {
        var said = await RunAsync(["status", "--output-format=json"], null, cancel);
        return said.Code == 0 && ReadStatus(said.Output) is { } status ? status : null;
    }

    public async Task<UpdateFailure?> InstallAsync(string bundle, UpdateOffer offer, ReleaseVersion running, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel)
    {
        var info = await RunAsync(["info", "--output-format=json", bundle], null, cancel);
        if (info.Code != 0)
        {
            return RaucRefusal.Of(info.Said);
        }
        if (ReadVersion(info.Output) is not { } version)
        {
            return new(UpdateRefusal.WrongOffer, "the bundle's version is not three numbers");
        }
        if (version < running)
        {
            return new(UpdateRefusal.Older, $"the bundle is {version}, older than {running}, which runs here");
        }
        if (version.ToString() != offer.Version)
        {
            return new(UpdateRefusal.WrongOffer, $"{offer.Version} was offered, the bundle is {version}");
        }
        var installed = await RunAsync(["install", bundle], progressed, cancel);
        return installed.Code == 0 ? null : RaucRefusal.Of(installed.Said);
    }

    public Task<string?> MarkGoodAsync(CancellationToken cancel) => MarkAsync("mark-good", cancel);

    public Task<string?> MarkBadAsync(CancellationToken cancel) => MarkAsync("mark-bad", cancel);

    /// <summary>A unit of the system waits for this file: the process itself may not restart the machine.</summary>
    public async Task RestartAsync(CancellationToken cancel) => await File.WriteAllTextAsync(settings.RestartFile, "", cancel);

    async Task<string?> MarkAsync(string verb, CancellationToken cancel)
    {
        var said = await RunAsync(["status", verb, "booted"], null, cancel);
        return said.Code == 0 ? null : $"rauc status {verb}: {RaucRefusal.Sentence(said.Said)}";
    }

    async Task<RaucAnswer> RunAsync(string[] arguments, Func<int, CancellationToken, ValueTask>? progressed, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(settings.Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in settings.Arguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in settings.Environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{settings.Program} did not start");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = new System.Text.StringBuilder();
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                output.Append(line).Append('\n');
                if (progressed is not null && Percent(line) is { } percent)
                {
                    await progressed(percent, cancel);
                }
            }
            await process.WaitForExitAsync(cancel);
            return new(process.ExitCode, output.ToString(), await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();   // the command line only; the service goes on with what it began
            }
        }
    }

    /// <summary>" 40% Copying image to rootfs.1"</summary>
    static int? Percent(string line) =>
        line.TrimStart().Split('%', 2) is [var number, _] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= 100 ? percent : null;

    static ReleaseVersion? ReadVersion(string json)
    {
        using var document = Parse(json);
        return document is { RootElement: { ValueKind: JsonValueKind.Object } root } && root.TryGetProperty("version", out var text) && text.ValueKind == JsonValueKind.String
            && ReleaseVersion.TryParse(text.GetString(), out var version) ? version : null;
    }

    /// <summary>{"compatible": …, "booted": "A", "boot_primary": "rootfs.0", "slots": [{"rootfs.0": {"bootname": "A", …}}, …]}</summary>
    static SlotStatus? ReadStatus(string json)
    {
        using var document = Parse(json);
        if (document is not { RootElement: { ValueKind: JsonValueKind.Object } root } || Text(root, "compatible") is not { } compatible)
        {
            return null;
        }
        string? primary = null;
        if (Text(root, "boot_primary") is { } slot && root.TryGetProperty("slots", out var slots) && slots.ValueKind == JsonValueKind.Array)
        {
            primary = slots.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.Object && each.TryGetProperty(slot, out var found) ? Text(found, "bootname") : null).FirstOrDefault(name => name is not null);
        }
        return new(compatible, primary is not null && primary != Text(root, "booted"));
    }

    static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static JsonDocument? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    readonly record struct RaucAnswer(int Code, string Output, string Error)
    {
        public string Said => Output + "\n" + Error;
    }
}

/// <summary>How the program <c>rauc</c> is called.</summary>
sealed record RaucSettings
{
    public string Program { get; init; } = "/usr/bin/rauc";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string RestartFile { get; init; } = "/run/kazashi/restart";
}
