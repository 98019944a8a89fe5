using Gantry.Runtime.Shim;
using Gantry.Runtime.Supervise;

namespace Gantry.Runtime.Cli;

/// <summary>What this executable is to Gantry's own daemons, beside being an OCI runtime.</summary>
internal static class Roles
{
    private static readonly (string Name, Func<string[], int> Run)[] All =
    [
        ("shim", ShimCommand.Run),
        ("supervise", SuperviseCommand.Run),
        (ExecListenCommand.Name, ExecListenCommand.Run),
    ];

    public static Func<string[], int>? Find(string name)
    {
        foreach (var role in All)
        {
            if (role.Name == name)
            {
                return role.Run;
            }
        }

        return null;
    }
}
