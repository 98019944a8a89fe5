using System.CommandLine;
using Gantry.App.Cli;

// A supervisor that ends gives its daemon ten seconds; the library's own limit would cut that off after two.
return await Commands.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
