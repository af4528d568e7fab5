namespace Image;

/// <summary>What qemu plays: a computer with UEFI, a disk, a network card, a watchdog, a screen, a keyboard, and two serial ports for reader and scanner.</summary>
/// <param name="Qemu">The program.</param>
/// <param name="Parts">Its arguments for what differs between processors; the character devices <c>console</c> and <c>reader</c> are there.</param>
/// <param name="Firmware">Code and variables, the first pair that is there.</param>
/// <param name="Image">As <c>deploy/image</c> names it.</param>
/// <param name="Console">The serial port that tells what the machine does, as Linux names it.</param>
/// <param name="Keypad">As the keyboard names itself.</param>
/// <param name="Reader">Its serial port, as Linux names it.</param>
sealed record Machine(string Qemu, string[] Parts, (string Code, string Variables)[] Firmware, string Image, string Console, string Keypad, string Reader)
{
    /// <summary>Not every /dev/kvm works; this is for those that do.</summary>
    static readonly string Accelerator = Environment.GetEnvironmentVariable("KAZASHI_ACCELERATOR") ?? "tcg";

    public static Machine Pc { get; } = new("qemu-system-x86_64",
        ["-machine", "q35", "-accel", Accelerator, "-cpu", "max,la57=off", "-vga", "std", "-serial", "chardev:console", "-serial", "chardev:reader"],
        [("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"), ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd")],
        "kazashi-x86_64.img", "ttyS0", "AT Translated Set 2 keyboard", "/dev/ttyS1");

    /// <summary>With the processor of a Raspberry Pi 4.</summary>
    public static Machine Arm64 { get; } = new("qemu-system-aarch64",
        ["-machine", "virt", "-accel", "tcg", "-cpu", "cortex-a72", "-device", "virtio-gpu-pci", "-device", "usb-kbd", "-serial", "chardev:console", "-device", "pci-serial,chardev=reader"],
        [("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd")],
        "kazashi-arm64.img", "ttyAMA0", "QEMU QEMU USB Keyboard", "/dev/ttyS0");

    public (string Code, string Variables) Uefi() => Firmware.Cast<(string Code, string Variables)?>().FirstOrDefault(pair => File.Exists(pair!.Value.Code) && File.Exists(pair.Value.Variables))
        ?? throw new InvalidOperationException($"there is no UEFI firmware at {Firmware[0].Code}; run deploy/prepare --for test-image, or test-image-arm64");
}
