# The verbs of the project; each calls what a person would type.
.PHONY: demo test bench screens schematics package bundle format

demo:
	@deploy/prepare --for demo
	dotnet run --project tests/Bench -c Release

test:
	@tests/run

bench:
	@deploy/prepare --for bench
	dotnet run --project tests/Benchmarks -c Release

screens:
	@deploy/prepare --for screens
	dotnet run --project tests/Bench -c Release -- screens --out out/screens/panel
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

# make bundle CONTENT=image COMPATIBLE=kazashi-rpi-arm64 KEY=release.key.pem CERT=release.cert.pem KEYRING=ca.cert.pem [VERSION=1.2.3] [OUT=file]
bundle:
	@deploy/prepare --for bundle
	@deploy/bundle --content "$(CONTENT)" --compatible "$(COMPATIBLE)" --key "$(KEY)" --cert "$(CERT)" --keyring "$(KEYRING)" $(if $(VERSION),--version $(VERSION)) $(if $(OUT),--out "$(OUT)")

format:
	dotnet format Kazashi.slnx
