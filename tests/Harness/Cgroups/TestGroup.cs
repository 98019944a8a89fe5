using System.Security.Cryptography;
using Gantry.Linux;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Syscalls;

namespace Gantry.Harness.Cgroups;

/// <summary>A group of the test's own in one hierarchy; what is in it is killed and removed at the end.</summary>
public sealed class TestGroup : IDisposable
{
    private TestGroup(string path) => Group = CgroupDirectory.Open(path);

    public CgroupDirectory Group { get; }

    public static string NewName() => $"gantry-test-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";

    public static TestGroup In(CgroupHierarchy hierarchy) => new(Make($"{hierarchy.MountPoint}/{NewName()}"));

    /// <summary>A group below, removed with this one.</summary>
    public CgroupDirectory MakeChild(string name) => CgroupDirectory.Open(Make($"{Group.Path}/{name}"));

    public void Dispose()
    {
        if (!CgroupKill.TryKillAtOnce(Group))
        {
            CgroupKill.KillEach(Group);
        }

        CgroupRemoval.TryRemove(Group.Path, TimeSpan.FromSeconds(10));
        Group.Dispose();
    }

    private static string Make(string path) =>
        Kernel.TryMakeDirectory(path, 0x1ED, out var errno) ? path : throw new LinuxException("mkdir", errno, path);
}
