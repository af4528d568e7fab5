using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Contract;

namespace Firmware.Updates;

/// <summary>RAUC by its command line. Signature, board and format RAUC decides; that a bundle is not older than what runs is looked at here as well,
/// because RAUC knows <c>min-bundle-version</c> only since 1.12. A bundle with a program and no system is tried by a restart of the program alone, which <c>deploy/update/program</c> sees to.</summary>
sealed class RaucUpdater(RaucSettings settings, TimeProvider time) : IUpdater
{
    static readonly TimeSpan LongestKeep = TimeSpan.FromSeconds(30), Look = TimeSpan.FromMilliseconds(100);

    ProgramUpdate _program = File.Exists(settings.TrialFile) ? ProgramUpdate.OnTrial : ProgramUpdate.None;

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
        if (ReadManifest(info.Output) is not { Version: var version, IsProgram: var isProgram })
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
        if (installed.Code != 0)
        {
            return RaucRefusal.Of(installed.Said);
        }
        _program = isProgram ? ProgramUpdate.Installed : ProgramUpdate.None;
        return null;
    }

    public async Task<string?> MarkGoodAsync(CancellationToken cancel) => await MarkAsync("mark-good", cancel) ?? (_program == ProgramUpdate.OnTrial ? await KeepProgramAsync(cancel) : null);

    /// <remarks>A program on trial is left at the next start by itself, and says nothing of the slot it runs on.</remarks>
    public Task<string?> MarkBadAsync(CancellationToken cancel) => _program == ProgramUpdate.OnTrial ? Task.FromResult<string?>(null) : MarkAsync("mark-bad", cancel);

    /// <summary>Units of the system wait for these files: the process itself may not restart the machine, or choose what runs.</summary>
    public Task RestartAsync(CancellationToken cancel) => _program switch
    {
        ProgramUpdate.None => File.WriteAllTextAsync(settings.RestartFile, "", cancel),
        ProgramUpdate.Installed => AskAsync("try", cancel),
        ProgramUpdate.OnTrial => AskAsync("restart", cancel),
    };

    Task AskAsync(string what, CancellationToken cancel) => File.WriteAllTextAsync(settings.ProgramFile, what, cancel);

    async Task<string?> KeepProgramAsync(CancellationToken cancel)
    {
        await AskAsync("keep", cancel);
        for (var asked = time.GetTimestamp(); File.Exists(settings.TrialFile); await Task.Delay(Look, time, cancel))
        {
            if (time.GetElapsedTime(asked) > LongestKeep)
            {
                return $"the system did not keep the program within {LongestKeep.TotalSeconds:0} s; the log of kazashi-program.service says why";
            }
        }
        _program = ProgramUpdate.None;
        return null;
    }

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

    /// <summary>{"version": "0.2.0", "images": [{"program": {…}}], …}</summary>
    static BundleManifest? ReadManifest(string json)
    {
        using var document = Parse(json);
        return document is { RootElement: var root } && Text(root, "version") is { } text && ReleaseVersion.TryParse(text, out var version)
            ? new(version, root.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array && images.GetArrayLength() > 0 && images.EnumerateArray().All(IsProgram))
            : null;

        static bool IsProgram(JsonElement image) => image.ValueKind == JsonValueKind.Object && image.TryGetProperty("program", out _);
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

    sealed record BundleManifest(ReleaseVersion Version, bool IsProgram);

    /// <summary>An update of the program alone.</summary>
    enum ProgramUpdate
    {
        None,

        /// <summary>It is in its slot, and runs after the next restart of the program.</summary>
        Installed,

        /// <summary>It runs, and nobody has found it good yet.</summary>
        OnTrial,
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

    /// <summary>Where <c>deploy/update/program</c> is asked for something.</summary>
    public string ProgramFile { get; init; } = "/run/kazashi/program";

    /// <summary>There while a program is on trial.</summary>
    public string TrialFile { get; init; } = "/run/kazashi-program/trial";
}
