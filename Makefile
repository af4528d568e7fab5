# The verbs of the project; each calls what a person would type.
.PHONY: demo test bench screens schematics bundle format

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

# make bundle CONTENT=image COMPATIBLE=kazashi-rpi-arm64 KEY=release.key.pem CERT=release.cert.pem KEYRING=ca.cert.pem [VERSION=1.2.3] [OUT=file]
bundle:
	@deploy/prepare --for bundle
	@deploy/bundle --content "$(CONTENT)" --compatible "$(COMPATIBLE)" --key "$(KEY)" --cert "$(CERT)" --keyring "$(KEYRING)" $(if $(VERSION),--version $(VERSION)) $(if $(OUT),--out "$(OUT)")

format:
	dotnet format Kazashi.slnx
