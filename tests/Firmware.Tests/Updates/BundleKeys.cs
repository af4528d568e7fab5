using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary>Keys as <c>deploy/bundle-keys</c> makes them, and bundles as <c>deploy/bundle</c> does: made once for all tests.</summary>
public sealed class BundleKeys : IDisposable
{
    public const string Compatible = "kazashi-x86-64";

    int _made;

    public BundleKeys()
    {
        Script("deploy/bundle-keys", Trusted);
        Script("deploy/bundle-keys", Foreign, "Somebody else");
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(Trusted, "ca.cert.pem"), Path.Combine(Trusted, "ca.key.pem"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Mails of ours", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: true));   // emailProtection: what RAUC asks for unless it is told otherwise
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotBefore.AddDays(30), [1, 2, 3]);
        File.WriteAllText(Path.Combine(Trusted, "mail.cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(Trusted, "mail.key.pem"), key.ExportECPrivateKeyPem());
        File.WriteAllBytes(Image, RandomNumberGenerator.GetBytes(256 * 1024));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("bundles-").FullName;

    public string Trusted => Path.Combine(Folder, "trusted");

    public string Foreign => Path.Combine(Folder, "foreign");

    /// <summary>Content of the bundles.</summary>
    public string Image => Path.Combine(Folder, "rootfs.img");

    /// <summary>A bundle in the form that needs no device mapper, which the kernels of build machines often lack.</summary>
    public string Bundle(string version = "0.2.0", string compatible = Compatible, string? keys = null, string? image = null) =>
        Signed(keys ?? Trusted, "--content", image ?? Image, "--compatible", compatible, "--version", version);

    /// <summary>A bundle of a program without a system, from a package; all that the program can is to say its version.</summary>
    public string ProgramBundle(string version, string? keys = null)
    {
        var packages = Another("");
        Script("deploy/package", "device", "amd64", Program(version), packages, version);
        return Signed(keys ?? Trusted, "--program", Directory.GetFiles(packages).Single(), "--compatible", Compatible);
    }

    /// <summary>The folder of a program that says its version.</summary>
    public string Program(string version)
    {
        var folder = Directory.CreateDirectory(Another("")).FullName;
        var program = Path.Combine(folder, "kazashi-device");
        File.WriteAllText(program, $"#!/bin/sh\necho {version}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>What is in a bundle, without what signs it.</summary>
    public string Unsigned()
    {
        var path = Another(".raucb");
        Run("mksquashfs", Content(), path, "-quiet", "-no-progress");
        return path;
    }

    /// <summary>By our CA, with a certificate that is for something else; <c>deploy/bundle</c> would not make it.</summary>
    public string BundleOfWrongPurpose()
    {
        var path = Another(".raucb");
        Run("rauc", "--cert", Path.Combine(Trusted, "mail.cert.pem"), "--key", Path.Combine(Trusted, "mail.key.pem"), "bundle", Content(), path);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    string Content()
    {
        var content = Directory.CreateDirectory(Another("")).FullName;
        File.Copy(Image, Path.Combine(content, "rootfs.img"));
        File.WriteAllText(Path.Combine(content, "manifest.raucm"), $"[update]\ncompatible={Compatible}\nversion=0.2.0\n\n[bundle]\nformat=plain\n\n[image.rootfs]\nfilename=rootfs.img\n");
        return content;
    }

    string Signed(string keys, params string[] what)
    {
        var path = Another(".raucb");
        Script("deploy/bundle", [.. what, "--format", "plain", "--out", path,
            "--key", Path.Combine(keys, "release.key.pem"), "--cert", Path.Combine(keys, "release.cert.pem"), "--keyring", Path.Combine(keys, "ca.cert.pem")]);
        return path;
    }

    string Another(string ending) => Path.Combine(Folder, $"{Interlocked.Increment(ref _made)}{ending}");

    static void Script(string path, params string[] arguments) => Run(Repository.File(path), arguments);
}
