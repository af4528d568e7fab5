using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Bridge.Identity;

/// <summary>A PPID as the platform writes it (base64url in the card API, <c>sub</c> in OpenID Connect) and as it is kept.</summary>
static class Ppid
{
    const int Shortest = 16, Longest = 64;

    public static string Write(ReadOnlySpan<byte> ppid) => Base64Url.EncodeToString(ppid);

    /// <summary>Takes what <see cref="Write"/> gives, and nothing that could be written otherwise.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out byte[]? ppid)
    {
        ppid = null;
        var bytes = new byte[Longest];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done && length >= Shortest && Write(bytes.AsSpan(0, length)) == text)
        {
            ppid = bytes[..length];
        }
        return ppid is not null;
    }
}
