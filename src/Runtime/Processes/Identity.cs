using Gantry.Linux;
using Gantry.Linux.Capabilities;
using Gantry.Linux.Syscalls;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Capabilities;
using Gantry.Runtime.Child;

namespace Gantry.Runtime.Processes;

/// <summary>Adds the steps by which a process becomes the user it is to be, with the capabilities it is to have.</summary>
/// <remarks>capabilities(7) "Effect of user ID changes on capabilities"</remarks>
internal static unsafe class Identity
{
    private const uint DefaultUmask = 0x12; // 022

    public static void Add(ChildProgram program, ProcessUser user, ContainerCapabilities capabilities, CapabilitySet available)
    {
        program.Describe("error setting the user and its capabilities");
        DropBounding(program, available.Except(capabilities.Bounding));
        program.Prctl((int)PrctlOption.SetKeepCapabilities, 1, 0, 0, "prctl PR_SET_KEEPCAPS"u8);
        SetUser(program, user);
        program.Prctl((int)PrctlOption.SetKeepCapabilities, 0, 0, 0, "prctl PR_SET_KEEPCAPS"u8);
        SetCapabilities(program, capabilities);
        program.Umask(user.Umask ?? DefaultUmask);
        program.Describe(null);
    }

    private static void DropBounding(ChildProgram program, CapabilitySet dropped)
    {
        for (var number = 0; number < 64; number++)
        {
            if (dropped.Contains((Capability)number))
            {
                program.Prctl((int)PrctlOption.CapabilityBoundingDrop, number, 0, 0, "prctl PR_CAPBSET_DROP"u8);
            }
        }
    }

    private static void SetUser(ChildProgram program, ProcessUser user)
    {
        var groups = user.AdditionalGids ?? [];
        var list = (uint*)program.Memory.Take(Math.Max(1, groups.Count) * sizeof(uint));
        for (var i = 0; i < groups.Count; i++)
        {
            list[i] = groups[i];
        }

        // In a user namespace whose groups were set up by an ordinary user, setgroups is denied for good (user_namespaces(7)).
        var setGroups = program.Call(SyscallNumber.SetGroups, "setgroups"u8, 0, groups.Count, (nint)list);
        if (groups.Count == 0)
        {
            setGroups.Allow(Errno.EPERM);
        }

        var (gid, uid) = ((nint)user.Gid, (nint)user.Uid);
        program.Call(SyscallNumber.SetResGid, "setresgid"u8, program.Memory.Text(user.Gid.ToString()), gid, gid, gid);
        program.Call(SyscallNumber.SetResUid, "setresuid"u8, program.Memory.Text(user.Uid.ToString()), uid, uid, uid);
    }

    private static void SetCapabilities(ChildProgram program, ContainerCapabilities capabilities)
    {
        var (low, high) = new ThreadCapabilities(capabilities.Effective, capabilities.Permitted, capabilities.Inheritable).ToWords();
        var words = (CapabilityWord*)program.Memory.Take(2 * sizeof(CapabilityWord));
        words[0] = low;
        words[1] = high;
        var header = program.Memory.New(new CapabilityHeader(CapabilityHeader.Version3, 0));
        program.Call(SyscallNumber.CapSet, "capset"u8, 0, (nint)header, (nint)words);
        program.Prctl((int)PrctlOption.CapabilityAmbient, (int)AmbientOperation.ClearAll, 0, 0, "prctl PR_CAP_AMBIENT"u8);
        for (var number = 0; number < 64; number++)
        {
            if (capabilities.Ambient.Contains((Capability)number))
            {
                program.Prctl((int)PrctlOption.CapabilityAmbient, (int)AmbientOperation.Raise, number, 0, "prctl PR_CAP_AMBIENT"u8);
            }
        }
    }
}
