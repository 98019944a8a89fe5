using Gantry.Docker.Routing;

namespace Gantry.Docker.Tests.Routing;

public sealed class RouteTableTests
{
    private static readonly RouteTable Table = new(Routes.All);

    [Theory]
    [InlineData("GET", "/containers/json", "/containers/json")]
    [InlineData("GET", "/containers/abc/json", "/containers/{name}/json")]
    [InlineData("GET", "/images/json", "/images/json")]
    [InlineData("GET", "/images/docker.io/library/busybox:1/json", "/images/{name*}/json")]
    [InlineData("DELETE", "/images/a/b/c:tag", "/images/{name*}")]
    [InlineData("HEAD", "/_ping", "/_ping")]
    [InlineData("HEAD", "/containers/abc/archive", "/containers/{name}/archive")]
    [InlineData("POST", "/exec/abc/start", "/exec/{id}/start")]
    public void A_request_finds_its_route(string method, string path, string expected)
    {
        Assert.True(Table.TryFind(method, path, out var route, out _));
        Assert.Equal(expected, route.Path);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/containers")]
    [InlineData("GET", "/containers//json")]
    [InlineData("PATCH", "/containers/json")]
    [InlineData("GET", "/containers/abc/json/more")]
    public void What_is_no_route_is_none(string method, string path) => Assert.False(Table.TryFind(method, path, out _, out _));

    [Fact]
    public void A_name_with_slashes_and_escapes_comes_out_whole()
    {
        Assert.True(Table.TryFind("POST", "/images/registry%3A5000/a/b/tag", out _, out var values));
        Assert.Equal("registry:5000/a/b", values["name"]);
    }

    [Theory]
    [InlineData("/containers/abc/attach")]
    [InlineData("/v1.44/exec/abc/start")]
    public void Attach_and_exec_may_take_their_connection_over(string path) => Assert.True(Table.MayTakeOver("POST", path));

    [Fact]
    public void Nothing_else_may() => Assert.False(Table.MayTakeOver("POST", "/containers/abc/start"));

    [Fact]
    public void Every_route_either_answers_or_says_what_is_missing() =>
        Assert.All(Routes.All, route => Assert.True(route.Endpoint is not null || route.Missing is { Length: > 0 }, $"{route.Method} {route.Path}"));

    [Fact]
    public void No_route_is_listed_twice() => Assert.Equal(Routes.All.Count, Routes.All.Select(route => (route.Method, route.Path)).Distinct().Count());
}
