using Gantry.Init;

// As podman and docker call their init: PROGRAM [--] COMMAND ARGUMENT...
var command = CommandLine.Take(args.Length, own: args is ["--", ..] ? 1 : 0);
if (command.IsEmpty)
{
    Report.Write("usage: gantry-init [--] COMMAND [ARGUMENT...]\nRuns COMMAND as its child, passes signals on to it, reaps what is orphaned, and ends as COMMAND ends.\n"u8);
    return 1;
}

return FirstProcess.Run(command);
