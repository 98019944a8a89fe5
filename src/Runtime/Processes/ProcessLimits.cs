using System.Globalization;
using Gantry.Linux;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Resource limits, and the score for lack of memory: set by the parent, whose rights are the host's, on a child that waits.</summary>
/// <remarks>
/// To raise a limit or to lower the score takes CAP_SYS_RESOURCE in the host's user namespace, which a child in one of its own lacks, and on some machines even root. What is
/// refused is told and is no failure: the process then has what its runtime has.
/// </remarks>
internal static class ProcessLimits
{
    /// <summary>Adds the stop at which they are set, where there are any: before the user is, for the limits of another user's process take that very capability.</summary>
    public static void AwaitThem(ChildProgram program, ProcessRights rights)
    {
        if (AreAsked(rights.Process))
        {
            program.WaitForParent(rights.Channel);
        }
    }

    public static bool AreAsked(ContainerProcess process) => process is { Rlimits.Count: > 0 } or { OomScoreAdj: not null };

    public static void Set(int pid, ContainerProcess process, Action<string> warn)
    {
        for (var i = 0; i < process.Rlimits?.Count; i++)
        {
            SetLimit(pid, process.Rlimits[i], $"process.rlimits[{i}]", warn);
        }

        if (process.OomScoreAdj is { } score)
        {
            SetOomScore(pid, score, warn);
        }
    }

    private static void SetLimit(int pid, ResourceLimit limit, string field, Action<string> warn)
    {
        var resource = ResourceLimits.Find(limit.Type) ?? throw new ArgumentException($"unknown rlimit {limit.Type}", nameof(limit));
        try
        {
            Kernel.SetResourceLimit(pid, resource, new LimitPair(limit.Soft, limit.Hard));
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            var hard = Math.Min(limit.Hard, Kernel.GetResourceLimit(pid, resource).Hard);
            Kernel.SetResourceLimit(pid, resource, new LimitPair(Math.Min(limit.Soft, hard), hard));
            warn($"{field}: {limit.Type} cannot be raised to {limit.Hard} here; it is {hard}");
        }
    }

    private static void SetOomScore(int pid, int score, Action<string> warn)
    {
        try
        {
            PseudoFile.Write($"/proc/{pid}/oom_score_adj", score.ToString(CultureInfo.InvariantCulture));
        }
        catch (LinuxException e) when (e.Errno is Errno.EACCES or Errno.EPERM)
        {
            warn($"process.oomScoreAdj: cannot be lowered to {score} here");
        }
    }
}
