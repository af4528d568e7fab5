using System.Security.Cryptography;
using Bridge.Identity;
using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Identity;

public sealed class PassTests
{
    static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    static readonly DeviceAddress Device = new("central", "counter-1");
    static readonly Pass Sample = new(long.MaxValue, Assurance.ChipProven, Device, TestBridge.Start, TestBridge.Start.AddMinutes(10), CardKind.FelicaCard, 42);

    [Fact]
    public void A_pass_comes_out_as_it_went_in()
    {
        Assert.True(Pass.TryOpen(Sample.Close(Key), Key, Device, out var pass));
        Assert.Equal(Sample, pass);
    }

    [Fact]
    public void No_pass_looks_like_another() => Assert.NotEqual(Sample.Close(Key), Sample.Close(Key));

    [Fact]
    public void A_pass_is_nothing_at_another_device_or_bridge()
    {
        Assert.False(Pass.TryOpen(Sample.Close(Key), Key, new("central", "counter-2"), out _));
        Assert.False(Pass.TryOpen(Sample.Close(Key), RandomNumberGenerator.GetBytes(32), Device, out _));
    }

    [Fact]
    public void A_pass_with_any_bit_changed_is_none()
    {
        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(Sample.Close(Key));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(Pass.TryOpen(System.Buffers.Text.Base64Url.EncodeToString(changed), Key, Device, out _));
        }
    }

    [Property]
    public bool Any_text_is_no_pass(string? text) => !Pass.TryOpen(text ?? "", Key, Device, out _);

    [Property]
    public bool Bytes_of_any_length_are_no_pass(ushort length) =>
        !Pass.TryOpen(System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(length % 400)), Key, Device, out _);
}
