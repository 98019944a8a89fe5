using System.Runtime.Versioning;
using System.Text;
using Gantry.Linux.Seccomp;
using Gantry.Oci.RuntimeSpec;
using Gantry.Runtime.Seccomp;

namespace Gantry.Runtime.Tests.Seccomp;

[SupportedOSPlatform("linux")]
public sealed class SeccompCacheTests : IDisposable
{
    private static readonly LinuxSeccomp Profile = new()
    {
        DefaultAction = "SCMP_ACT_ALLOW",
        Flags = ["SECCOMP_FILTER_FLAG_LOG"],
        Syscalls = [new SeccompRule { Names = ["getppid"], Action = "SCMP_ACT_ERRNO" }],
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("gantry-seccomp-").FullName;
    private int _parsed;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_second_container_takes_the_filter_from_the_cache()
    {
        var first = Get("profile");
        var second = Get("profile");

        Assert.Equal(1, _parsed);
        Assert.Equal(first.Program.ToArray(), second.Program.ToArray());
        Assert.Equal(SeccompFlags.Log, second.Flags);
    }

    [Fact]
    public void Another_profile_gets_a_filter_of_its_own()
    {
        Get("profile");
        Get("profile ");

        Assert.Equal(2, _parsed);
        Assert.Equal(2, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void A_file_holds_its_profile_and_serves_no_other_even_under_the_same_name()
    {
        Get("mild");
        var mild = Directory.GetFiles(_directory).Single();
        Get("strict");
        var strict = Directory.GetFiles(_directory).Single(file => file != mild);

        File.Copy(mild, strict, overwrite: true);
        Get("strict");

        Assert.Equal(3, _parsed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(30)]
    [InlineData(-1)]
    [InlineData(-12)]
    public void A_damaged_file_is_compiled_again(int damagedByte)
    {
        var first = Get("profile");
        var file = Directory.GetFiles(_directory).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[damagedByte < 0 ? bytes.Length + damagedByte : damagedByte] ^= 0x40;
        File.WriteAllBytes(file, bytes);

        var second = Get("profile");
        Get("profile");

        Assert.Equal(2, _parsed);
        Assert.Equal(first.Program.ToArray(), second.Program.ToArray());
    }

    [Fact]
    public void A_file_cut_short_at_any_length_is_compiled_again()
    {
        Get("profile");
        var file = Directory.GetFiles(_directory).Single();
        var bytes = File.ReadAllBytes(file);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(file, bytes[..length]);
            _parsed = 0;
            Get("profile");
            Assert.Equal(1, _parsed);
        }
    }

    [Fact]
    public void A_filter_of_another_libseccomp_is_compiled_again()
    {
        Get("profile");
        var file = Directory.GetFiles(_directory).Single();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, Sealed(bytes));
        Get("profile");
        Assert.Equal(1, _parsed);

        // The library's path stands in the file with the time it was written, whose first digits follow a space.
        var time = bytes.AsSpan().IndexOf("/libseccomp.so"u8) + bytes.AsSpan(bytes.AsSpan().IndexOf("/libseccomp.so"u8)).IndexOf((byte)' ') + 1;
        bytes[time]++;
        File.WriteAllBytes(file, Sealed(bytes));
        Get("profile");

        Assert.Equal(2, _parsed);
    }

    [Fact]
    public void Files_are_the_owners_alone()
    {
        Get("profile");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(_directory).Single()));
    }

    [Fact]
    public void The_oldest_filters_make_room_when_there_are_too_many()
    {
        for (var i = 0; i < SeccompCache.MaxEntries; i++)
        {
            var path = Path.Combine(_directory, $"{i}.bpf");
            File.WriteAllBytes(path, []);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddHours(i));
        }

        Get("profile");

        Assert.Equal(SeccompCache.MaxEntries, Directory.GetFiles(_directory).Length);
        Assert.False(File.Exists(Path.Combine(_directory, "0.bpf")));
        Get("profile");
        Assert.Equal(1, _parsed);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_costs_only_time()
    {
        var cache = new SeccompCache(Path.Combine(_directory, "missing"));

        Assert.NotNull(cache.Get("profile"u8, () => Profile));
    }

    // Bytes with the checksum that makes a file of them whole.
    private static byte[] Sealed(byte[] bytes)
    {
        var hash = 14695981039346656037;
        foreach (var value in bytes.AsSpan(0, bytes.Length - sizeof(ulong)))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return [.. bytes[..^sizeof(ulong)], .. BitConverter.GetBytes(hash)];
    }

    private CompiledSeccomp Get(string json)
    {
        var filter = new SeccompCache(_directory).Get(Encoding.UTF8.GetBytes(json), () =>
        {
            _parsed++;
            return Profile;
        });
        Assert.NotNull(filter);
        return filter;
    }
}
