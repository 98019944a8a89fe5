using Gantry.Containers.Registries;

namespace Gantry.Containers.Tests.Registries;

/// <summary>Where a registry is looked for: mirrors, plain HTTP, proxies.</summary>
public sealed class ReachTests
{
    [Fact]
    public void Docker_Hub_is_asked_after_its_mirrors_and_pushed_to_itself()
    {
        var options = RegistryOptions.Parse([], ["http://mirror.example.com:5000", "https://other.example.com/hub"]);
        Assert.Equal(
            ["http://mirror.example.com:5000/", "https://other.example.com/hub/", "https://registry-1.docker.io/"],
            RegistryEndpoint.Of("docker.io", options, forPulling: true).Select(endpoint => endpoint.Base.AbsoluteUri));
        Assert.Equal(["https://registry-1.docker.io/"], RegistryEndpoint.Of("docker.io", options, forPulling: false).Select(endpoint => endpoint.Base.AbsoluteUri));
        Assert.Equal(["https://quay.io/"], RegistryEndpoint.Of("quay.io", options, forPulling: true).Select(endpoint => endpoint.Base.AbsoluteUri));
    }

    [Theory]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("localhost:5000", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("10.1.2.3:5000", true)]
    [InlineData("listed.example.com:5000", true)]
    [InlineData("listed.example.com:5001", false)]
    [InlineData("host.example.com:5001", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("localhost.example.com", false)]
    [InlineData("docker.io", false)]
    public void Only_the_loopback_and_what_is_listed_may_go_without_TLS(string host, bool isInsecure) => Assert.Equal(
        isInsecure, RegistryOptions.Parse(["10.0.0.0/8", "listed.example.com:5000", "host.example.com"], []).IsInsecure(host));

    [Theory]
    [InlineData("http://host", "insecure registry http://host should not contain '://'")]
    [InlineData("10.0.0.0/99", "insecure registry 10.0.0.0/99 is not valid: invalid CIDR address")]
    public void A_malformed_list_is_refused(string entry, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidException>(() => RegistryOptions.Parse([entry], [])).Message);

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("host")]
    [InlineData("https://user:pw@host")]
    [InlineData("https://host/?x")]
    public void A_malformed_mirror_is_refused(string mirror) => Assert.Throws<InvalidException>(() => RegistryOptions.Parse([], [mirror]));

    [Theory]
    [InlineData("https://registry-1.docker.io/v2/", "http://proxy:3128/")]
    [InlineData("http://plain.example.com/", null)]
    [InlineData("https://sub.corp.example/", null)]
    [InlineData("https://corp.example/", null)]
    [InlineData("https://notcorp.example/", "http://proxy:3128/")]
    [InlineData("https://10.1.2.3/", null)]
    [InlineData("https://11.1.2.3/", "http://proxy:3128/")]
    [InlineData("https://ported.example:5000/", null)]
    [InlineData("https://ported.example:5001/", "http://proxy:3128/")]
    [InlineData("https://127.0.0.1:5000/", null)]
    [InlineData("https://localhost:5000/", null)]
    public void The_proxy_is_the_environments(string address, string? proxy)
    {
        var variables = new Dictionary<string, string> { ["HTTPS_PROXY"] = "proxy:3128", ["no_proxy"] = "corp.example, 10.0.0.0/8,ported.example:5000" };
        var choice = new ProxyChoice(name => variables.GetValueOrDefault(name));
        var uri = new Uri(address);
        Assert.Equal(proxy, choice.IsBypassed(uri) ? null : choice.GetProxy(uri)?.AbsoluteUri);
    }

    [Fact]
    public async Task A_mirror_is_asked_first_and_one_that_fails_is_passed_over()
    {
        await using var mirror = await TestRegistry.Start();
        mirror.AddImage("1", RegistryTestRoot.Layer());
        await using var root = await RegistryTestRoot.Start(registry => new()
        {
            Mirrors = [new("http://127.0.0.1:1/"), new($"http://{registry.Authority}/"), new($"http://{mirror.Authority}/")],
        });
        root.Registry.Instead = http => TestRegistry.Refuse(http, 500, "UNKNOWN", "broken");
        var credentials = new RegistryCredentials { Username = "hub", Password = "secret" };
        var pulled = await root.Pull.ExecuteAsync(Oci.ImageReference.Parse("box:1"), new() { Credentials = credentials }, TestContext.Current.CancellationToken);
        Assert.Equal(["box:1", $"box@{pulled.Digest}"], pulled.Image.References.Select(name => name.Familiar).Order());
        Assert.Contains(mirror.Requests, request => request.Target == "/v2/library/box/manifests/1");
        Assert.All(mirror.Requests.Concat(root.Registry.Requests), request => Assert.Empty(request.Authorization));
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_said_so_in_Docker_s_words()
    {
        await using var root = await RegistryTestRoot.Start();
        var failure = await Assert.ThrowsAsync<RegistryException>(
            () => root.Pull.ExecuteAsync(Oci.ImageReference.Parse("127.0.0.1:1/box"), new(), TestContext.Current.CancellationToken));
        Assert.Equal("Get \"http://127.0.0.1:1/v2/box/manifests/latest\": dial tcp 127.0.0.1:1: connect: connection refused", failure.Message);
    }
}
