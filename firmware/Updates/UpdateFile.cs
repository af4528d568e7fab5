using System.Text.Json;
using System.Text.Json.Serialization;

namespace Firmware.Updates;

/// <summary>What is remembered of an update, in one small file of the data partition: the old copy or the new one, whatever happens to the power.</summary>
sealed class UpdateFile(string path)
{
    /// <summary>Null when there is nothing, or nothing that can be read.</summary>
    public UpdateMemory? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), UpdateJson.Default.UpdateMemory);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public void Write(UpdateMemory? memory)
    {
        if (memory is null)
        {
            File.Delete(path);
            return;
        }
        var written = path + ".new";
        using (var file = File.Create(written))
        {
            JsonSerializer.Serialize(file, memory, UpdateJson.Default.UpdateMemory);
            file.Flush(flushToDisk: true);
        }
        File.Move(written, path, overwrite: true);
        Journal.FolderDisk.SyncFolder(Path.GetDirectoryName(path)!);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UpdateMemory))]
sealed partial class UpdateJson : JsonSerializerContext;
