namespace Hal.Tests.Input;

/// <summary>Input events as the kernel writes them.</summary>
static class Events
{
    public const ushort Syn = 0, Key = 1;

    /// <param name="happened">Type, code, value of each, at no time at all.</param>
    public static byte[] Bytes(params (ushort Type, ushort Code, int Value)[] happened) =>
    [
        .. happened.SelectMany(one => (byte[])
            [.. new byte[16], .. BitConverter.GetBytes(one.Type), .. BitConverter.GetBytes(one.Code), .. BitConverter.GetBytes(one.Value)]),
    ];

    /// <summary>A key that goes down and comes up.</summary>
    public static (ushort, ushort, int)[] Press(ushort code) => [(Key, code, 1), (Syn, 0, 0), (Key, code, 0), (Syn, 0, 0)];
}
