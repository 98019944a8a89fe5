using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime;
using Gantry.Runtime.Capabilities;
using Gantry.Runtime.Cgroups;
using Gantry.Runtime.Cli;
using Gantry.Runtime.Config;
using Gantry.Runtime.Hooks;
using Gantry.Runtime.Seccomp;
using Gantry.Runtime.State;

const int usageStatus = 1;
const int failedStatus = 1;
const int execFailedStatus = 255;

// A program that is executed by a descriptor would be called by its number.
Kernel.NameThread("gantry-runtime"u8);

// The processes that Gantry's daemons start take their arguments as they are; everything else is the OCI command line.
if (args is [var role, ..] && Roles.Find(role) is { } run)
{
    return run(args[1..]);
}

Options global;
try
{
    global = Options.Parse(args, Commands.Global);
}
catch (UsageException e)
{
    Output.Error(e.Message);
    return usageStatus;
}

if (global.Has("version"))
{
    Output.Write(Help.Version());
    return 0;
}

if (global.Has("help") || global.Rest is [] or ["help", ..])
{
    Output.Write(global.Rest is ["help", var verb, ..] && Commands.Find(verb) is { } about ? Help.Text(about) : Help.Text());
    return 0;
}

if (Commands.Find(global.Rest[0]) is not { } command)
{
    Output.Error($"unknown command \"{global.Rest[0]}\"; gantry-runtime --help lists them");
    return usageStatus;
}

var log = new ErrorLog(global);
try
{
    var options = Options.Parse([.. global.Rest.Skip(1)], command.Options);
    if (options.Has(Help.Option))
    {
        Output.Write(Help.Text(command));
        return 0;
    }

    var passesSignals = command.Name is "run" or "exec" && !options.Has("detach");
    if (command.Name is "create" or "run" or "exec")
    {
        Sealed.Ensure(args, passesSignals);
    }

    return command.Run(new Invocation(global, options, log));
}
catch (Exception e) when (e is LinuxException or ConfigException or RuntimeRefusal or UsageException or StartException
    or CgroupException or SeccompException or CapabilityException or HookException)
{
    log.Error($"gantry-runtime {command.Name} failed: {e.Message}");
    return command.Name == "exec" ? execFailedStatus : failedStatus;
}
