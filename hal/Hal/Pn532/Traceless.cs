namespace Hal.Pn532;

/// <summary>Buffers for what must leave no trace: a PIN on its way to a card, and what a card says of its holder.</summary>
/// <remarks>The garbage collector moves arrays and leaves the old bytes where they were; one that is pinned is zeroed for good when it is zeroed.</remarks>
internal static class Traceless
{
    public static byte[] Array(int length) => GC.AllocateArray<byte>(length, pinned: true);
}
