# The verbs of the project; each calls what a person would type.
.PHONY: demo test bench screens schematics format

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

format:
	dotnet format Kazashi.slnx
