using Gantry.Runtime.Child;

namespace Gantry.Runtime;

/// <summary>The change from a first child to a second, for what only a process's own children get: another pid namespace.</summary>
/// <remarks>
/// The second is cloned with CLONE_PARENT, and so is the runtime's child too. The first tells its number, as the runtime sees it, and ends: hence the first must itself
/// still be in the runtime's pid namespace.
/// </remarks>
internal static class SecondChild
{
    /// <summary>Adds the steps of the change; those after them are the second child's.</summary>
    public static void Add(ChildProgram program, int channel)
    {
        var pid = program.NewSlot();
        var isSecond = program.NewLabel();
        program.Clone((ulong)CloneFlags.Parent, pid);
        program.JumpIf(pid, 0, isSecond);
        program.SendNumber(channel, ReportKind.Successor, pid);
        program.Exit(0);
        program.Mark(isSecond);

        // Both write to one channel: what the second has to say must not come before the first has told who it is.
        program.AwaitByte(channel);
    }

    /// <summary>The parent's side; the first child is reaped, the second waits to be told to go on.</summary>
    /// <exception cref="StartException">It did not come that far.</exception>
    public static ClonedChild Await(ClonedChild first)
    {
        var report = first.Receive();
        if (report.Kind != ReportKind.Successor)
        {
            throw StartException.From(report, first);
        }

        var second = first.Successor(report.Number);
        first.Wait();
        return second;
    }
}
