using Microsoft.Extensions.Configuration;

namespace Firmware.Commands;

/// <summary>Reads the settings and says what is wrong with them in an operator's words.</summary>
static class SettingsReader
{
    const string DefaultFile = "/etc/kazashi/device.json";

    /// <summary>The settings, or null after the problems have been written to standard error.</summary>
    public static DeviceSettings? Read(string[] args)
    {
        var settings = new DeviceSettings();
        IReadOnlyList<string> problems;
        try
        {
            Bind(args, settings);
            problems = Problems(settings);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FileNotFoundException or FormatException)
        {
            problems = [e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message];
        }
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"settings: {problem}");
        }
        return problems.Count == 0 ? settings : null;
    }

    public static IReadOnlyList<string> Problems(DeviceSettings settings)
    {
        var result = new DeviceSettingsValidator().Validate(null, settings);
        return result.Failed ? [.. result.Failures] : [];
    }

    static void Bind(string[] args, DeviceSettings settings)
    {
        var commandLine = new ConfigurationBuilder().AddCommandLine(args).Build();
        var file = commandLine["settings"];
        new ConfigurationBuilder()
            .AddJsonFile(file is null ? DefaultFile : Path.GetFullPath(file), optional: file is null)
            .AddEnvironmentVariables("KAZASHI_")
            .AddCommandLine(args)
            .Build()
            .Bind(settings);
    }
}
