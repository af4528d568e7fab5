using System.Security.Cryptography;
using Firmware.Journal;

namespace Firmware.Pairing;

/// <summary>Keys as files of the data partition, readable by the appliance's user alone, and sealed where the settings say so.</summary>
/// <param name="disk">Where they lie.</param>
/// <param name="seal">Null: in clear.</param>
public sealed class KeyFiles(IDisk disk, IKeySeal? seal)
{
    const string Sealed = ".sealed";

    /// <summary>The key in clear, to be zeroed; null when there is none. One that lay there in clear is sealed now.</summary>
    /// <exception cref="InvalidOperationException">It cannot be opened here; the message says what to do.</exception>
    public byte[]? Read(string name)
    {
        var (closed, clear) = (SmallFile.Read(disk, name + Sealed), SmallFile.Read(disk, name));
        if (seal is null)
        {
            return closed is null ? clear : throw new InvalidOperationException($"{name} is sealed; write Keys:SealedBy as it was, or erase the appliance on its setup screen and pair it anew");
        }
        if (closed is null && clear is not null)
        {
            SmallFile.Replace(disk, name + Sealed, seal.Close(name, clear));
        }
        if (clear is not null)
        {
            disk.Erase(name);   // also what a power cut left between the two
        }
        if (closed is null)
        {
            return clear;
        }
        CryptographicOperations.ZeroMemory(clear);
        return seal.Open(name, closed);
    }

    /// <summary>Keeps it, durably.</summary>
    /// <exception cref="InvalidOperationException">It cannot be sealed here; the message says what to do.</exception>
    public void Keep(string name, ReadOnlySpan<byte> key)
    {
        if (seal is null)
        {
            SmallFile.Replace(disk, name, key);
        }
        else
        {
            SmallFile.Replace(disk, name + Sealed, seal.Close(name, key));
        }
    }

    /// <summary>After this nobody has it.</summary>
    public void Erase(string name)
    {
        disk.Erase(name);
        disk.Erase(name + Sealed);
    }

    /// <summary>The key of that name, made and kept now if there is none.</summary>
    /// <typeparam name="T">What the key is used as.</typeparam>
    /// <param name="name">Of the file.</param>
    /// <param name="import">From its bytes.</param>
    /// <param name="create">A new one.</param>
    /// <param name="export">To its bytes.</param>
    /// <exception cref="InvalidOperationException">It is damaged or cannot be opened here; the message says what to do.</exception>
    internal T Open<T>(string name, Func<byte[], T> import, Func<T> create, Func<T, byte[]> export)
    {
        if (Read(name) is not { } stored)
        {
            var made = create();
            var written = export(made);
            Keep(name, written);
            CryptographicOperations.ZeroMemory(written);
            return made;
        }
        try
        {
            return import(stored);
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException($"{name} is damaged; erase the appliance on its setup screen and pair it anew", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(stored);
        }
    }
}
