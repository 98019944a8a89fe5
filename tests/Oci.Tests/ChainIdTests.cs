namespace Gantry.Oci.Tests;

public sealed class ChainIdTests
{
    private static readonly Digest A = Digest.Of("a"u8);
    private static readonly Digest B = Digest.Of("b"u8);

    [Fact]
    public void The_lowest_layer_is_its_own_stack() => Assert.Equal(A, ChainId.Next(null, A));

    [Fact]
    public void Each_stack_is_named_by_the_one_below_and_the_layer_on_top()
    {
        var stacks = ChainId.Stacks([A, B, A]);
        // printf 'sha256:… sha256:…' | sha256sum
        Assert.Equal(
            [A.ToString(), "sha256:51c0c8ace48498d6f5fee6b0592cc06f2da0f3cbe09c5a34a97dce85c3889676"],
            [stacks[0].ToString(), stacks[1].ToString()]);
        Assert.Equal(ChainId.Next(stacks[1], A), stacks[2]);
    }

    [Fact]
    public void An_image_without_layers_has_no_stack() => Assert.Empty(ChainId.Stacks([]));
}
