using Bridge;

return await Commands.RunAsync(args, Console.Out, Console.Error);
