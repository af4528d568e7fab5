# The verbs of the project; each calls what a person would type.
.PHONY: demo test bench screens schematics package bundle image test-image test-image-twice image-arm64 test-image-arm64 image-rpi test-image-rpi format

demo:
	@deploy/prepare --for demo
	@echo "building; the first time takes some minutes"
	dotnet run --project tests/Bench -c Release

test:
	@tests/run

bench:
	@deploy/prepare --for bench
	dotnet run --project tests/Benchmarks -c Release

screens:
	@deploy/prepare --for screens
	dotnet run --project tests/Bench -c Release -- screens --out "$(CURDIR)/out/screens/panel"
	mkdir -p out/screens/pages
	PICTURES="$(CURDIR)/out/screens/pages" dotnet run --project tests/Browser.Tests -c Release -- --filter-class "*AccessibilityTests"

schematics:
	@deploy/prepare --for schematics
	@hardware/draw

# Debian packages of appliance and bridge, for both processors, in out/packages.
package:
	@deploy/prepare --for package
	deploy/publish-device linux-x64 out/device
	deploy/publish-device linux-arm64 out/device-arm64
	deploy/publish-bridge linux-x64 out/bridge
	deploy/publish-bridge linux-arm64 out/bridge-arm64
	@for folder in device device-arm64; do deploy/sbom device out/$$folder; done
	@for folder in bridge bridge-arm64; do deploy/sbom bridge out/$$folder; done
	@deploy/package device amd64 out/device out/packages
	@deploy/package device arm64 out/device-arm64 out/packages
	@deploy/package bridge amd64 out/bridge out/packages
	@deploy/package bridge arm64 out/bridge-arm64 out/packages

# make bundle CONTENT=image|PROGRAM=package.deb COMPATIBLE=kazashi-rpi-arm64 KEY=release.key.pem CERT=release.cert.pem KEYRING=ca.cert.pem [BOOT=image] [VERSION=1.2.3] [OUT=file]
bundle:
	@deploy/prepare --for bundle
	@deploy/bundle $(if $(PROGRAM),--program "$(PROGRAM)",--content "$(CONTENT)") $(if $(BOOT),--boot "$(BOOT)") --compatible "$(COMPATIBLE)" --key "$(KEY)" --cert "$(CERT)" --keyring "$(KEYRING)" $(if $(VERSION),--version $(VERSION)) $(if $(OUT),--out "$(OUT)")

# The program for one processor, in a package, in a disk image; without a keyring it trusts keys for development, out/image/keys. Given are .NET's name of the processor, a folder, Debian's name, and options of deploy/image.
define build-image
	deploy/publish-device $(1) $(2)
	@deploy/package device $(3) $(2) out/packages
	$(if $(KEYRING),,@[ -e out/image/keys/ca.cert.pem ] || deploy/bundle-keys out/image/keys)
	@deploy/image $(4) --package "$$(ls -t out/packages/kazashi-device_*_$(3).deb | head -n 1)" --keyring "$(or $(KEYRING),out/image/keys/ca.cert.pem)" $(if $(SETTINGS),--settings "$(SETTINGS)") $(if $(PINNED),--pinned yes)
endef

# The disk image of an appliance that is a PC: out/image/kazashi-x86_64.img. make image [KEYRING=ca.cert.pem] [SETTINGS=device.json] [PINNED=yes]
image:
	@deploy/prepare --for image
	$(call build-image,linux-x64,out/device,amd64)

# The image in two virtual PCs: paired on its setup screen, lends a book, gets PROGRAM_VERSION of its program alone, is updated to NEXT through twenty power cuts, leaves updates that do not start. An hour or two; EVERY=4 cuts a quarter as often.
PROGRAM_VERSION = 0.8.0
NEXT = 0.9.0
EVERY = 1
test-image: image
	@deploy/prepare --for test-image
	deploy/publish-device linux-x64 out/device-program $(PROGRAM_VERSION)
	@deploy/package device amd64 out/device-program out/image/next $(PROGRAM_VERSION)
	deploy/publish-device linux-x64 out/device-next $(NEXT)
	@deploy/package device amd64 out/device-next out/image/next $(NEXT)
	@deploy/image --package out/image/next/kazashi-device_$(NEXT)_amd64.deb --keyring out/image/keys/ca.cert.pem --version $(NEXT) --out out/image/next
	KAZASHI_CUT_EVERY=$(EVERY) KAZASHI_PROGRAM_VERSION=$(PROGRAM_VERSION) KAZASHI_PROGRAM_PACKAGE="$(CURDIR)/out/image/next/kazashi-device_$(PROGRAM_VERSION)_amd64.deb" \
	KAZASHI_NEXT_VERSION=$(NEXT) KAZASHI_NEXT_IMAGE="$(CURDIR)/out/image/next/kazashi-x86_64.squashfs" dotnet run --project tests/Image -c Release -- --filter-method "*.A_pc_*" --output Detailed

# The same image once more, from a clone of this commit in another folder with packages fetched anew: the same bytes, or where they differ.
test-image-twice: image
	@work=$$(mktemp -d) && trap 'rm -rf "$$work"' EXIT && git clone --quiet . "$$work/kazashi" && \
	$(MAKE) --no-print-directory -C "$$work/kazashi" image KEYRING="$(abspath $(or $(KEYRING),out/image/keys/ca.cert.pem))" $(if $(SETTINGS),SETTINGS="$(abspath $(SETTINGS))") && \
	cmp out/image/kazashi-x86_64.img "$$work/kazashi/out/image/kazashi-x86_64.img" && echo "both images are the same, bit by bit"

# The same for computers with an arm64 processor: out/image/kazashi-arm64.img. In its virtual machine it is paired, and lends a book.
image-arm64:
	@deploy/prepare --for image-arm64
	$(call build-image,linux-arm64,out/device-arm64,arm64,--architecture arm64)

test-image-arm64: image-arm64
	@deploy/prepare --for test-image-arm64
	dotnet run --project tests/Image -c Release -- --filter-method "*.A_computer_with_an_arm64_*" --output Detailed

# The card of a Raspberry Pi 4 or CM4: out/image/kazashi-rpi-arm64.img. make image-rpi [FIRMWARE=folder of Debian's raspi-firmware] [KEYRING=ca.cert.pem] [SETTINGS=device.json] [PINNED=yes].
# Its test starts it on an emulated Raspberry Pi 3, from either slot, whose own firmware it plays.
image-rpi:
	@deploy/prepare --for image-rpi
	$(call build-image,linux-arm64,out/device-arm64,arm64,--board rpi $(if $(FIRMWARE),--firmware "$(FIRMWARE)"))

test-image-rpi: image-rpi
	@deploy/prepare --for test-image-rpi
	dotnet run --project tests/Image -c Release -- --filter-method "*.A_raspberry_pi_*" --output Detailed

format:
	dotnet format Kazashi.slnx
