using Gantry.Containers.Images;
using Gantry.Oci;
using Gantry.Oci.ImageSpec;

namespace Gantry.Containers.Tests.Images;

public sealed class HistoryTests
{
    private static readonly Digest Child = Digest.Of("child"u8);
    private static readonly Digest Parent = Digest.Of("parent"u8);

    private static Image ImageOf(Digest id, Digest? parent, params ImageHistory[] history) => new()
    {
        Id = id,
        Manifest = id,
        Parent = parent,
        Size = 0,
        Document = new() { History = history },
        References = [],
    };

    [Fact]
    public void The_latest_step_comes_first_and_only_steps_with_a_layer_have_a_size()
    {
        var image = ImageOf(Child, null, new() { CreatedBy = "ADD" }, new() { CreatedBy = "ENV", EmptyLayer = true }, new() { CreatedBy = "RUN" });
        var steps = ImageSteps.Of(image, [10, 20], _ => null);
        Assert.Equal(
            [(Child, "RUN", 20L), (null, "ENV", 0L), (null, "ADD", 10L)],
            steps.Select(step => (step.Image, step.CreatedBy, step.Size)));
    }

    [Fact]
    public void Steps_that_ended_in_an_image_that_is_here_have_its_id()
    {
        var parent = ImageOf(Parent, null);
        var image = ImageOf(Child, Parent, new() { CreatedBy = "ADD" }, new() { CreatedBy = "RUN" });
        Assert.Equal([Child, Parent], ImageSteps.Of(image, [1, 2], id => id == Parent ? parent : null).Select(step => step.Image));
    }

    [Fact]
    public void More_steps_than_layers_is_an_error()
    {
        var image = ImageOf(Child, null, new ImageHistory(), new ImageHistory());
        Assert.Throws<InvalidException>(() => ImageSteps.Of(image, [1], _ => null));
    }
}
