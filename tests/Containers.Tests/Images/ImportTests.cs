using Gantry.Oci;

namespace Gantry.Containers.Tests.Images;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Smoke()
    {
        HostProgram.Shell("mkdir -p r/bin r/etc; cp /bin/busybox r/bin/busybox; ln -s busybox r/bin/sh; tar -C r -cf r.tar .", _folder.Path);
        using var storage = Storage.Open(_folder.At("root"), TimeProvider.System);
        await using var tar = File.OpenRead(_folder.At("r.tar"));
        var image = await storage.Images.ImportAsync(tar, new() { Reference = ImageReference.Parse("box"), Message = "Imported from -" }, default);
        var snapshot = storage.Snapshots.Prepare("c1", image.TopLayer);
        HostProgram.Shell($"mkdir m; mount -t overlay overlay -o {string.Join(',', snapshot.MountOptions)} m; ls -la m/bin >&2; umount m; cat root/images/index.json", _folder.Path);
        Assert.Equal(image, storage.Images.Resolve("box"), (a, b) => a.Id == b.Id);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            storage.Images.Resolve("box");
        }

        Console.Error.WriteLine($"resolve {watch.Elapsed.TotalMicroseconds / 100} us");
        watch.Restart();
        for (var i = 0; i < 100; i++)
        {
            storage.Snapshots.Prepare("x" + i, image.TopLayer);
        }

        Console.Error.WriteLine($"prepare {watch.Elapsed.TotalMicroseconds / 100} us");
        watch.Restart();
        for (var i = 0; i < 100; i++)
        {
            storage.Snapshots.Remove("x" + i);
        }

        Console.Error.WriteLine($"remove {watch.Elapsed.TotalMicroseconds / 100} us");
        watch.Restart();
        for (var i = 0; i < 100; i++)
        {
            Users.UserLookup.Resolve(new Users.LayeredRoot(snapshot.LowerDirectories), "", []);
        }

        Console.Error.WriteLine($"user {watch.Elapsed.TotalMicroseconds / 100} us");
        Console.Error.WriteLine(HostProgram.Shell("find root | head -50; cat root/images/blobs/sha256/* | strings | tail -3", _folder.Path));
    }
}
