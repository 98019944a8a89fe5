using Gantry.App.Cli;

return await Commands.Root().Parse(args).InvokeAsync();
