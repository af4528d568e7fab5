using Sandbox;

return await Commands.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
