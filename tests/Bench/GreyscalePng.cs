using System.Buffers.Binary;
using System.IO.Compression;

namespace Bench;

/// <summary>Writes a picture of grey levels as PNG (W3C PNG, third edition), so that the panel can be looked at with any program.</summary>
static class GreyscalePng
{
    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <param name="pixels">height × width bytes, 0 black to 255 white.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height)
    {
        if (pixels.Length != width * height)
        {
            throw new ArgumentException($"{width} × {height} pixels need {width * height} bytes, here are {pixels.Length}", nameof(pixels));
        }
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);   // 5.2: signature
        WriteChunk(png, "IHDR"u8, Header(width, height));
        WriteChunk(png, "IDAT"u8, Deflate(pixels, width));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static byte[] Header(int width, int height)
    {
        var header = new byte[13];   // 11.2.1: width, height, bit depth 8, colour type 0 (grey), three methods of which only 0 exists
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return header;
    }

    static byte[] Deflate(ReadOnlySpan<byte> pixels, int width)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (var row = 0; row < pixels.Length; row += width)
            {
                zlib.WriteByte(0);   // 9.2: this row is not filtered
                zlib.Write(pixels.Slice(row, width));
            }
        }
        return packed.ToArray();
    }

    /// <summary>5.3: length, type, content, CRC over type and content.</summary>
    static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), content));
        png.Write(number);
    }

    static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            crc = CrcTable[(byte)crc ^ next] ^ (crc >> 8);
        }
        return crc;
    }

    /// <summary>Annex D: polynomial of ISO 3309, reflected.</summary>
    static uint CrcOf(uint n)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            n = (n & 1) != 0 ? 0xEDB88320 ^ (n >> 1) : n >> 1;
        }
        return n;
    }
}
