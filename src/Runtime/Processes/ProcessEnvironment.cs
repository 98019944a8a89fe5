using System.Text;
using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;

namespace Gantry.Runtime.Processes;

/// <summary>The variables of a process; HOME, where it has none, is what the container's own list of users says.</summary>
/// <remarks>
/// The list is opened by the child, in the container's namespaces and with all its mounts in place, and read by the parent: so no path of the container's is ever
/// walked from outside of it, and the child need not understand the file.
/// </remarks>
internal sealed class ProcessEnvironment
{
    /// <summary>The longest home that the child has room for, in bytes.</summary>
    public const int MaxHomeBytes = 4096;

    private const string Home = "HOME=";

    private readonly List<string> _variables = [];
    private nint _home;

    /// <exception cref="ConfigException">A variable has no name.</exception>
    public ProcessEnvironment(ContainerProcess process)
    {
        // Of several of the same name the last counts, as with getenv of a shell that reads them in turn.
        var places = new Dictionary<string, int>();
        for (var i = 0; i < process.Env?.Count; i++)
        {
            var variable = process.Env[i];
            var equals = variable.IndexOf('=');
            if (equals <= 0)
            {
                throw new ConfigException($"process.env[{i}]", $"expected NAME=VALUE, found \"{variable}\"");
            }

            if (variable == Home)
            {
                continue;
            }

            if (!places.TryAdd(variable[..equals], _variables.Count))
            {
                _variables[places[variable[..equals]]] = variable;
                continue;
            }

            _variables.Add(variable);
        }

        LacksHome = !places.ContainsKey("HOME");
    }

    public IReadOnlyList<string> Variables => _variables;

    private bool LacksHome { get; }

    /// <summary>Adds the steps that ask for the home; the process is in the container's root, and still has root's rights.</summary>
    public unsafe void AddHome(ChildProgram program, int channel)
    {
        if (!LacksHome)
        {
            return;
        }

        var size = Home.Length + MaxHomeBytes + 1;
        var room = (byte*)program.Memory.Take(size);
        Encoding.ASCII.GetBytes(Home + "/", new Span<byte>(room, size));
        _home = (nint)room;
        var list = program.NewSlot();
        var missing = program.NewLabel();
        var found = program.NewLabel();
        program.OpenAt2(-1, "/etc/passwd", OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal, ResolveFlags.NoMagicLinks, list)
            .Allow(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.EPERM, Errno.ELOOP, Errno.ENXIO, Errno.ENODEV, Errno.EIO).OnAllowed(missing).OnSuccess(found);
        program.Mark(found);
        program.SendNumber(channel, ReportKind.UserList, list);
        program.AwaitText(channel, _home + Home.Length, MaxHomeBytes + 1);
        program.Close(list);
        program.Mark(missing);
    }

    /// <summary>Lays the variables out as execve wants them.</summary>
    public nint Lay(ProgramMemory memory) => memory.TextArray(_variables, _home);
}
