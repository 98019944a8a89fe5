using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Tests.Syscalls;

/// <summary>statx(2).</summary>
public sealed class StatTests
{
    [Fact]
    public void A_folder_on_which_another_of_the_same_file_system_is_mounted_is_told_from_one_that_is_not()
    {
        var place = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        var mounted = Directory.CreateDirectory(Path.Combine(place, "mounted")).FullName;
        try
        {
            var (before, after, beside) = OnAThreadOfItsOwn(() =>
            {
                Kernel.Unshare(NamespaceFlags.Mount);
                Kernel.MakeMountsPrivate();
                var plain = Kernel.Status(mounted).IsMountRoot;
                using (var tree = Kernel.OpenTree(place, OpenTreeFlags.Clone))
                using (var target = Kernel.Open(mounted, OpenFlags.PathOnly | Kernel.DirectoryOnly))
                {
                    Kernel.MoveMount(tree, target, mounted);
                }

                return (plain, Kernel.Status(mounted), Kernel.Status(place));
            });
            Assert.Equal(beside.Device, after.Device);
            Assert.Equal((false, true, false), (before, after.IsMountRoot, beside.IsMountRoot));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    // One that has left the namespace of the process cannot be used for anything else, and its mounts go when it ends.
    private static T OnAThreadOfItsOwn<T>(Func<T> run)
    {
        Exception? failure = null;
        T? result = default;
        var thread = new Thread(() =>
        {
            try
            {
                result = run();
            }
            catch (LinuxException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null && result is not null ? result : throw new InvalidOperationException("the thread failed", failure);
    }
}
