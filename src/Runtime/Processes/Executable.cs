using Gantry.Linux;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps that find a program, and those that become it.</summary>
/// <remarks>As exec.LookPath of Go does, whose words users know: a name with a slash is taken as it is, any other is searched for in the container's PATH.</remarks>
internal sealed class Executable
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const int Exists = 0;
    private const int Executes = 1;
    private const int EffectiveAccess = 0x200;

    private readonly string _name;
    private readonly List<string> _candidates;
    private readonly IReadOnlyList<string> _arguments;
    private readonly ProcessEnvironment _environment;

    public Executable(IReadOnlyList<string> arguments, ProcessEnvironment environment)
    {
        _name = arguments[0];
        _arguments = arguments;
        _environment = environment;
        _candidates = _name.Contains('/') ? [_name] : [.. Directories(environment.Variables).Select(directory => $"{directory}/{_name}")];
    }

    /// <summary>Finds out whether the program is there, so that <c>create</c> can say so instead of <c>start</c>.</summary>
    public void AddLookup(ChildProgram program)
    {
        var (found, denied) = (program.NewLabel(), program.NewLabel());
        if (_name.Contains('/'))
        {
            RefuseDirectory(program);
        }

        AddProbes(program, Executes, found);

        // It may exist, but not be ours to run.
        AddProbes(program, Exists, denied);
        program.Fail(Errno.None, _name.Contains('/')
            ? $"exec: \"{_name}\": stat {_name}: no such file or directory"
            : $"exec: \"{_name}\": executable file not found in $PATH");
        program.Mark(denied);
        program.Fail(Errno.None, $"exec: \"{_name}\": permission denied");
        program.Mark(found);
    }

    /// <summary>Becomes the program; nothing follows.</summary>
    public void AddExecute(ChildProgram program)
    {
        var arguments = program.Memory.TextArray(_arguments);
        var environment = _environment.Lay(program.Memory);
        var subject = $"\"{_name}\"";
        for (var i = 0; i < _candidates.Count; i++)
        {
            var step = program.Execute(_candidates[i], arguments, environment, subject);
            if (i < _candidates.Count - 1)
            {
                step.Allow(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
            }
        }

        program.Fail(Errno.None, $"exec: \"{_name}\": executable file not found in $PATH");
    }

    private void RefuseDirectory(ChildProgram program)
    {
        var (directory, other) = (program.NewLabel(), program.NewLabel());
        var opened = program.NewSlot();
        program.Open(_name, OpenFlags.PathOnly | Kernel.DirectoryOnly, opened)
            .Allow(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ELOOP, Errno.ENAMETOOLONG).OnAllowed(other).OnSuccess(directory);
        program.Mark(directory);
        program.Fail(Errno.None, $"exec: \"{_name}\": is a directory");
        program.Mark(other);
    }

    private void AddProbes(ChildProgram program, int access, Label success)
    {
        var subject = program.Memory.Text($"\"{_name}\"");
        foreach (var candidate in _candidates)
        {
            program.Call(SyscallNumber.FAccessAt2, "exec:"u8, subject, -100, program.Memory.Text(candidate), access, EffectiveAccess)
                .Allow(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES, Errno.ELOOP, Errno.ENAMETOOLONG).OnSuccess(success);
        }
    }

    private static IEnumerable<string> Directories(IReadOnlyList<string> environment)
    {
        const string variable = "PATH=";
        var path = DefaultPath;
        foreach (var entry in environment)
        {
            path = entry.StartsWith(variable, StringComparison.Ordinal) ? entry[variable.Length..] : path;
        }

        return path.Split(':', StringSplitOptions.RemoveEmptyEntries);
    }
}
