using Sandbox;

await using var host = SandboxHost.Build(new(), []);
await host.StartAsync(CancellationToken.None);
await host.WaitForShutdownAsync(CancellationToken.None);
