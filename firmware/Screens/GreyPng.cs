using System.Buffers.Binary;
using System.IO.Compression;
using Hal;

namespace Firmware.Screens;

/// <summary>A picture in grey as PNG (3rd edition, 7.2). One bit a pixel is a frame's own layout: 1 = white, the leftmost pixel on top.</summary>
internal static class GreyPng
{
    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    public static byte[] Encode(Frame frame) => Encode(frame.Pixels.Span, frame.Width, frame.Height, bitDepth: 1);

    /// <param name="pixels">Rows of width × bit depth / 8 bytes, from the top; the most significant bits are leftmost, 0 is black.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="bitDepth">1, or 8 for levels of grey.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, byte bitDepth)
    {
        var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];   // width, height, bit depth, colour type 0 = grey, deflate, no other filter method, not interlaced
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = bitDepth;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Deflate(pixels, width * bitDepth / 8));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static byte[] Deflate(ReadOnlySpan<byte> pixels, int stride)
    {
        var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal))
        {
            for (var row = 0; row < pixels.Length; row += stride)
            {
                zlib.WriteByte(0);   // this row is not filtered
                zlib.Write(pixels.Slice(row, stride));
            }
        }
        return deflated.ToArray();
    }

    static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        png.Write(number);
    }

    static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }
        return crc;
    }

    static uint CrcOf(int index)
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1;
        }
        return crc;
    }
}
