using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Child;
using Gantry.Runtime.Config;
using Gantry.Runtime.Processes;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime;

/// <summary>What a child asks of its parent on its way to its program.</summary>
/// <param name="document">The container's config.</param>
/// <param name="uid">The user that the program will run as.</param>
/// <param name="state">The container's state, for a seccomp agent.</param>
internal sealed class ChildRequests(ConfigDocument document, uint uid, ContainerState state)
{
    /// <summary>Serves the child until it reports something else, and answers with that.</summary>
    public ChildReport Next(ClonedChild child)
    {
        while (true)
        {
            var report = child.Receive();
            switch (report.Kind)
            {
                case ReportKind.SeccompListener:
                    using (var listener = Kernel.PidfdGetFd(child.Pidfd, report.Number))
                    {
                        SeccompListener.Send(ConfigReader.ReadSeccomp(document.SeccompJson), listener, child.Pid, state);
                    }

                    child.Continue();
                    break;
                case ReportKind.UserList:
                    using (var list = Kernel.PidfdGetFd(child.Pidfd, report.Number))
                    {
                        child.Send(Home(UserList.HomeOf(list, uid)));
                    }

                    break;
                default:
                    return report;
            }
        }
    }

    private static ReadOnlySpan<byte> Home(ReadOnlySpan<byte> listed) =>
        listed.Length is 0 or > ProcessEnvironment.MaxHomeBytes || listed.Contains((byte)0) ? "/"u8 : listed;
}
