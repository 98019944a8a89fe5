using Gantry.Harness.Images;
using Gantry.Harness.Registries;

namespace Gantry.EndToEnd.Docker.Registries;

/// <summary>Images to and from Debian's registry, with the docker command line, skopeo and podman on the other side.</summary>
public sealed class RegistryTests(RegistryHost host) : IClassFixture<RegistryHost>
{
    [Fact]
    public async Task What_docker_pushes_others_pull_with_the_same_digest_and_it_comes_back_and_runs()
    {
        var name = $"{host.Registry}/team/pushed:1";
        await host.Docker("import", "--message", "its own", await BusyboxImage.Archive(), name);
        var pushed = await host.Docker("push", name);
        var digest = await host.DigestOf(name);
        Assert.Contains($"1: digest: {digest} size: ", pushed, StringComparison.Ordinal);
        Assert.Matches("(?m)^[0-9a-f]{12}: (Pushed|Mounted from .*)$", pushed);
        Assert.Contains("Layer already exists", await host.Docker("push", name), StringComparison.Ordinal);
        await host.Podman("pull", "--tls-verify=false", name);
        Assert.Equal($"{digest}\n", await host.Podman("image", "inspect", "--format", "{{.Digest}}", name));

        var id = await host.Docker("inspect", "--format", "{{.Id}}", name);
        await host.Docker("rmi", name);
        Assert.Contains($"Status: Downloaded newer image for {name}\n", await host.Docker("pull", name), StringComparison.Ordinal);
        Assert.Contains($"Status: Image is up to date for {name}\n", await host.Docker("pull", name), StringComparison.Ordinal);
        Assert.Equal(id, await host.Docker("inspect", "--format", "{{.Id}}", name));
        Assert.Equal($"[{host.Registry}/team/pushed@{digest}]\n", await host.Docker("inspect", "--format", "{{.RepoDigests}}", name));
        Assert.Equal("back\n", await host.Docker("run", "--rm", name, "echo", "back"));
    }

    [Theory]
    [InlineData("oci", "gzip")]
    [InlineData("oci", "zstd")]
    [InlineData("v2s2", "gzip")]
    public async Task What_skopeo_brings_docker_runs_and_pushes_on_byte_for_byte(string format, string compression)
    {
        var (name, copy) = ($"{host.Registry}/{format}/{compression}:1", $"{host.Registry}/copied/{format}/{compression}:2");
        await host.Skopeo(
            "copy", "--dest-tls-verify=false", "--format", format, "--dest-compress-format", compression, "--dest-compress",
            $"oci-archive:{await RegistryHost.BusyboxArchive()}", $"docker://{name}");
        var digest = await host.DigestOf(name);
        Assert.Contains($"{format}.{compression}", $"{format}.{await Compression(name)}", StringComparison.Ordinal);
        Assert.Contains($"Digest: {digest}\n", await host.Docker("pull", name), StringComparison.Ordinal);
        Assert.Equal("hello\n", await host.Docker("run", "--rm", name, "echo", "hello"));
        await host.Docker("tag", name, copy);
        await host.Docker("push", copy);
        Assert.Equal(digest, await host.DigestOf(copy));
        Assert.Contains(digest, await host.Docker("pull", $"{host.Registry}/{format}/{compression}@{digest}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_podman_pushes_docker_pulls()
    {
        var name = $"{host.Registry}/podman/box:1";
        await host.Podman("pull", $"oci-archive:{await RegistryHost.BusyboxArchive()}");
        await host.Podman("push", "--tls-verify=false", "localhost/busybox:latest", name);
        Assert.Contains($"Digest: {await host.DigestOf(name)}\n", await host.Docker("pull", name), StringComparison.Ordinal);
        Assert.Equal("hello\n", await host.Docker("run", "--rm", name, "echo", "hello"));
    }

    [Fact]
    public async Task An_image_that_is_not_here_is_pulled_by_run_unless_it_is_not_to_be()
    {
        var name = $"{host.Registry}/run/missing:1";
        await host.Docker("tag", "busybox", name);
        await host.Docker("push", name);
        await host.Docker("rmi", name);
        var never = await host.Engine.Docker("run", "--rm", "--pull", "never", name, "true");
        Assert.Contains($"No such image: {name}", never.Stderr, StringComparison.Ordinal);
        var ran = (await host.Engine.Docker("run", "--rm", name, "echo", "pulled")).Succeeded();
        Assert.Equal("pulled\n", ran.Stdout);
        Assert.Contains($"Unable to find image '{name}' locally", ran.Stderr, StringComparison.Ordinal);
        Assert.Contains("Image is up to date", (await host.Engine.Docker("run", "--rm", "--pull", "always", name, "true")).Succeeded().Stderr, StringComparison.Ordinal);
        Assert.Equal("", (await host.Engine.Docker("run", "--rm", "--platform", "linux/amd64", name, "true")).Succeeded().Stderr);
        Assert.Contains(
            "was found but its platform (linux/amd64) does not match the specified platform (linux/s390x)",
            (await host.Engine.Docker("run", "--rm", "--platform", "linux/s390x", name, "true")).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_wants_a_password_is_used_after_docker_login()
    {
        var name = $"{host.Closed}/private/box:1";
        await host.Docker("tag", "busybox", name);
        Assert.Contains("no basic auth credentials", (await host.Engine.Docker("push", name)).Stderr, StringComparison.Ordinal);
        var wrong = await host.Engine.Docker("login", "--username", LocalRegistry.User, "--password", "wrong", host.Closed);
        Assert.Contains($"login attempt to http://{host.Closed}/v2/ failed with status: 401 Unauthorized", wrong.Stderr, StringComparison.Ordinal);
        Assert.Contains("Login Succeeded", await host.Docker("login", "--username", LocalRegistry.User, "--password", LocalRegistry.Password, host.Closed), StringComparison.Ordinal);
        await host.Docker("push", name);
        await host.Docker("rmi", name);
        await host.Docker("pull", name);
        await host.Docker("logout", host.Closed);
        Assert.Contains("no basic auth credentials", (await host.Engine.Docker("pull", name)).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_registry_does_not_have_is_said_in_Docker_s_words()
    {
        Assert.Equal(
            $"Error response from daemon: manifest for {host.Registry}/no/such:1 not found: manifest unknown: manifest unknown\n",
            (await host.Engine.Docker("pull", $"{host.Registry}/no/such:1")).Stderr);
        Assert.Equal(
            "An image does not exist locally with the tag: nosuch\n", (await host.Engine.Docker("push", "nosuch:1")).Stderr);
        Assert.Contains("registry-1.docker.io", (await host.Engine.Docker("pull", "busybox:nosuch")).Stderr, StringComparison.Ordinal);
        Assert.Contains("Error response from daemon: Get \"https://index.docker.io/v1/search?q=foo&n=25\": dial tcp", (await host.Engine.Docker("search", "foo")).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_tags_are_pushed_and_pulled()
    {
        var repository = $"{host.Registry}/all/tags";
        await host.Docker("tag", "busybox", $"{repository}:a");
        await host.Docker("tag", "busybox", $"{repository}:b");
        await host.Docker("push", "--all-tags", repository);
        await host.Docker("rmi", $"{repository}:a", $"{repository}:b");
        await host.Docker("pull", "--all-tags", repository);
        Assert.Equal("a\nb\n", string.Join('\n', (await host.Docker("images", "--format", "{{.Tag}}", repository)).Split('\n').Order().Skip(1)) + "\n");
    }

    [Fact]
    public async Task A_pull_that_dies_with_the_daemon_leaves_nothing_and_succeeds_afterwards()
    {
        var name = $"{host.Registry}/crash/box:1";
        await host.Docker("tag", "busybox", name);
        await host.Docker("push", name);
        await host.Docker("rmi", name);
        var pull = host.Engine.DockerCommand("pull", name).Start();
        await using (pull)
        {
            await host.Engine.Crash();
            await pull.End();
        }

        await host.Docker("pull", name);
        Assert.Equal("whole\n", await host.Docker("run", "--rm", name, "echo", "whole"));
        Assert.Empty(Directory.EnumerateFiles(host.Engine.Root["images/ingest"]));
        Assert.DoesNotContain(Directory.EnumerateDirectories(host.Engine.Root["snapshots"]), folder => folder.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_can_be_asked_about_an_image_that_is_not_here()
    {
        var name = $"{host.Registry}/asked/box:1";
        await host.Docker("tag", "busybox", name);
        await host.Docker("push", name);
        var socket = host.Engine.DockerHost["unix://".Length..];
        var answer = (await host.Engine.OnHost("curl", "-s", "--unix-socket", socket, $"http://docker/v1.51/distribution/{name}/json")).Succeeded().Stdout;
        Assert.Contains($"\"digest\":\"{await host.DigestOf(name)}\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"Platforms\":[{\"architecture\":\"amd64\",\"os\":\"linux\"}]", answer, StringComparison.Ordinal);
    }

    private async Task<string> Compression(string name) =>
        (await host.Skopeo("inspect", "--raw", "--tls-verify=false", $"docker://{name}")).Contains("zstd", StringComparison.Ordinal) ? "zstd" : "gzip";
}
