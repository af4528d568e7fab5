# What U-Boot runs: the first slot of BOOT_ORDER that has starts left, one start less; mkimage -T script makes boot.scr of it.
# The slots' boot partitions are 2 (A) and 3 (B), the systems 5 and 6; deploy/update/u-boot keeps the variables.
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 0

setenv slot
for each in "${BOOT_ORDER}"; do
    if test -n "${slot}"; then
        true
    elif test "${each}" = A; then
        if test ${BOOT_A_LEFT} -gt 0; then
            setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
            setenv slot A
            setenv bootpart 2
            setenv rootpart 5
        fi
    elif test "${each}" = B; then
        if test ${BOOT_B_LEFT} -gt 0; then
            setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
            setenv slot B
            setenv bootpart 3
            setenv rootpart 6
        fi
    fi
done

if test -z "${slot}"; then   # none has a start left: a trial anew for the first one, and three for the last one, the way back (starts.sh)
    for each in "${BOOT_ORDER}"; do setenv BOOT_${each}_LEFT 1; setenv last ${each}; done
    setenv BOOT_${last}_LEFT 3
    saveenv
    reset
fi
saveenv
setenv bootargs "${kazashi_args} root=/dev/mmcblk0p${rootpart} ro rauc.slot=${slot}"
load mmc 0:${bootpart} ${kernel_addr_r} kernel
load mmc 0:${bootpart} ${fdt_addr_r} board.dtb
load mmc 0:${bootpart} ${ramdisk_addr_r} initrd
booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} ${fdt_addr_r}
reset
