using System.Buffers.Binary;
using System.IO.Compression;
using Hal;

namespace Firmware.Screens;

/// <summary>A frame as a grey PNG of one bit a pixel, which is the frame's own layout: 1 = white, the leftmost pixel on top (PNG 3rd edition, 7.2).</summary>
internal static class FramePng
{
    static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    public static byte[] Encode(Frame frame)
    {
        var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];   // width, height, bit depth 1, colour type 0 = grey, deflate, no other filter method, not interlaced
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, frame.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], frame.Height);
        header[8] = 1;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Deflate(frame));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    static byte[] Deflate(Frame frame)
    {
        var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.SmallestSize))
        {
            for (var y = 0; y < frame.Height; y++)
            {
                zlib.WriteByte(0);   // this row is not filtered
                zlib.Write(frame.Row(y));
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
