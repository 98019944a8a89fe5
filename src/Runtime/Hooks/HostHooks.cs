using Gantry.Linux;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;

namespace Gantry.Runtime.Hooks;

/// <summary>Runs hooks in the runtime's own namespaces: prestart, createRuntime, poststart, poststop.</summary>
internal static class HostHooks
{
    /// <exception cref="HookException">A hook failed, or took longer than its timeout.</exception>
    public static void Run(string point, IReadOnlyList<Hook>? hooks, ReadOnlyMemory<byte> state)
    {
        for (var i = 0; i < hooks?.Count; i++)
        {
            try
            {
                RunOne(hooks[i], state.Span);
            }
            catch (LinuxException e)
            {
                throw new HookException($"error running {point} hook #{i}: {e.Message}");
            }
            catch (HookException e)
            {
                throw new HookException($"error running {point} hook #{i}: {e.Message}");
            }
        }
    }

    private static void RunOne(Hook hook, ReadOnlySpan<byte> state)
    {
        using var input = Kernel.MemoryFile("hook-state");
        Kernel.Write(input, state);
        Kernel.SeekToStart(input);
        using var child = new Spawn
        {
            Path = hook.Path,
            Arguments = hook.Args is { Count: > 0 } arguments ? arguments : [hook.Path],
            Environment = hook.Env ?? [],
            Descriptors = new Dictionary<int, FileDescriptor> { [0] = input, [1] = FileDescriptor.Borrow(1), [2] = FileDescriptor.Borrow(2) },
        }.StartChild();
        if (!EndsInTime(child, hook.Timeout))
        {
            child.TrySignal(Signal.SIGKILL);
            child.Wait();
            throw new HookException($"{hook.Path} took longer than its timeout of {hook.Timeout} s");
        }

        var status = child.Wait();
        if (status.ShellCode != 0)
        {
            throw new HookException($"{hook.Path}: {status}");
        }
    }

    private static bool EndsInTime(ChildProcess child, int? timeoutSeconds)
    {
        Span<PollEntry> entries = [new(child.Pidfd, PollEvents.Readable)];
        return Kernel.Poll(entries, timeoutSeconds is { } seconds ? seconds * 1000 : -1) > 0;
    }
}
