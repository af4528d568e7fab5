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
	@deploy/prepare --for demo
	dotnet run --project tests/Bench -c Release -- screens --out out/screens

schematics:
	@deploy/prepare --for schematics
	@hardware/draw

format:
	dotnet format Kazashi.slnx
