using Gantry.Containers.Images;
using Gantry.Oci;

namespace Gantry.Containers.Tests.Images;

public sealed class ResolveTests : IDisposable
{
    private readonly ImageTestRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task An_image_is_found_by_every_name_it_has()
    {
        var image = await _root.Import("box:1");
        _root.Images.Tag("box:1", ImageReference.Parse("other"));
        foreach (var name in (string[])
            ["box:1", "docker.io/library/box:1", "other", "other:latest", image.Id.ToString(), image.Id.Hex, image.ShortId, image.Id.Hex[..6], "sha256:" + image.Id.Hex[..4]])
        {
            Assert.Equal(image.Id, _root.Images.Resolve(name).Id);
        }
    }

    [Theory]
    [InlineData("foo", "No such image: foo:latest")]
    [InlineData("foo:1", "No such image: foo:1")]
    [InlineData("docker.io/library/foo", "No such image: foo:latest")]
    [InlineData("example.com/foo", "No such image: example.com/foo:latest")]
    [InlineData("deadbeef", "No such image: deadbeef:latest")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "No such image: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void What_is_not_here_is_refused_in_Dockers_words(string name, string message) =>
        Assert.Equal(message, Assert.Throws<NotFoundException>(() => _root.Images.Resolve(name)).Message);

    [Theory]
    [InlineData("Foo", "invalid reference format: repository name (library/Foo) must be lowercase")]
    [InlineData("foo:bar baz", "invalid reference format")]
    [InlineData("", "invalid reference format")]
    public void What_cannot_be_a_name_is_invalid(string name, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidException>(() => _root.Images.Resolve(name)).Message);

    [Fact]
    public async Task A_prefix_of_two_images_is_ambiguous()
    {
        var byFirst = new Dictionary<char, Image>();
        for (var i = 0; ; i++)
        {
            var image = await _root.Import(null, $"{i}");
            if (!byFirst.TryAdd(image.Id.Hex[0], image))
            {
                var prefix = image.Id.Hex[..1];
                var fault = Assert.Throws<NotFoundException>(() => _root.Images.Resolve(prefix));
                Assert.Equal($"ambiguous reference: several images begin with {prefix}", fault.Message);
                return;
            }
        }
    }

    [Fact]
    public async Task A_name_comes_before_the_beginning_of_an_id()
    {
        var one = await _root.Import(null, "one");
        var other = await _root.Import(one.Id.Hex[..8], "other");
        Assert.Equal(other.Id, _root.Images.Resolve(one.Id.Hex[..8]).Id);
    }

    [Theory]
    [InlineData("x@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "refusing to create a tag with a digest reference")]
    [InlineData("sha256", "refusing to create an ambiguous tag using digest algorithm as name")]
    public async Task A_tag_that_could_be_taken_for_a_digest_is_refused(string target, string message)
    {
        await _root.Import("box");
        Assert.Equal(message, Assert.Throws<InvalidException>(() => _root.Images.Tag("box", ImageReference.Parse(target))).Message);
    }

    [Fact]
    public async Task The_list_has_every_image_with_its_names()
    {
        await _root.Import("b", "1");
        await _root.Import("a", "2");
        _root.Images.Tag("a", ImageReference.Parse("c"));
        await _root.Import(null, "3");
        Assert.Equal(["", "a:latest c:latest", "b:latest"], _root.Images.List().Select(image => string.Join(' ', image.References.Select(name => name.Familiar))).Order());
    }

    [Fact]
    public async Task The_history_of_an_import_is_its_one_step()
    {
        var image = await _root.Import("box", "12345");
        var step = Assert.Single(_root.Images.History("box"));
        Assert.Equal((image.Id, "Imported from -", 5L, "box:latest"), (step.Image, step.Comment, step.Size, step.Tags[0].Familiar));
    }
}
