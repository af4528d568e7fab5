using Bridge;

return await Commands.RunAsync(args);
