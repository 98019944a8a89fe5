using Gantry.Containers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Containers.Tests.Images;

public sealed class StorageCeilingTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly ImageTestRoot _root = new();
    private readonly List<ImageUse> _users = [];

    public void Dispose() => _root.Dispose();

    private StorageCeiling Ceiling(long bytes) => new(_root.Images, _root.Storage.Content, bytes, () => _users, NullLogger<StorageCeiling>.Instance);

    private Task<Image> Make(string? name, char content) => _root.Import(name, new string(content, Megabyte));

    [Fact]
    public async Task The_oldest_nameless_image_goes_first_and_no_more_than_needed()
    {
        var first = await Make(null, 'a');
        var second = await Make(null, 'b');
        Ceiling(3 * Megabyte).Collect();
        Assert.Equal([second.Id], _root.Images.List().Select(image => image.Id));
        Assert.Throws<NotFoundException>(() => _root.Images.Get(first.Id));
    }

    [Fact]
    public async Task What_is_under_the_ceiling_stays()
    {
        await Make(null, 'a');
        Ceiling(3 * Megabyte).Collect();
        Assert.Single(_root.Images.List());
    }

    [Fact]
    public async Task What_has_a_name_a_container_or_a_child_stays_whatever_it_takes()
    {
        await Make("named", 'a');
        var used = await Make(null, 'b');
        var parent = await Make(null, 'c');
        _root.SetParent(await Make("child", 'd'), parent);
        _users.Add(new(used.Id, "container 0123456789ab", Running: false));
        Ceiling(0).Collect();
        Assert.Equal(4, _root.Images.List().Count);
    }

    [Fact]
    public async Task Nothing_goes_while_an_image_comes_in()
    {
        var collected = 0;
        _root.Images.WhenIdle = () => collected++;
        await using (_root.Images.Begin())
        {
            await Make("other", 'a');
            Assert.Equal(0, collected);
        }

        Assert.Equal(1, collected);
    }
}
